// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Holds the order of the transport's packages, and keeps the engine free of I/O, threads and
 * clocks.
 */
class TransportArchitectureTest {

  private static final String ENGINE = "org.postrider.transport.engine..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(
              "org.postrider.transport",
              "org.postrider.sasl",
              "org.postrider.cbs",
              "org.postrider.amqp");

  /** A package may use those of earlier rows, never those of later ones. */
  private static final List<List<String>> ORDER =
      List.of(
          List.of(ENGINE, "org.postrider.sasl..", "org.postrider.cbs.."),
          List.of(
              "org.postrider.transport.auth..",
              "org.postrider.transport.cbs..",
              "org.postrider.transport.recovery..",
              "org.postrider.transport.tls.."),
          List.of("org.postrider.transport.netty.."),
          List.of("org.postrider.amqp.."));

  @Test
  void earlierPackagesDoNotKnowLaterOnes() {
    for (int tier = 0; tier < ORDER.size() - 1; tier++) {
      noClasses()
          .that()
          .resideInAnyPackage(packages(ORDER.subList(tier, tier + 1)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages(ORDER.subList(tier + 1, ORDER.size())))
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  @Test
  void everyClassHasAPlaceInTheOrder() {
    classes().should().resideInAnyPackage(packages(ORDER)).allowEmptyShould(true).check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices()
        .matching("org.postrider.(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void onlyTheNettyPackageKnowsChannels() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.postrider.transport.netty..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty.channel..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theEngineHasNoThreadAndNoLog() {
    noClasses()
        .that()
        .resideInAPackage(ENGINE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.concurrent..", "org.slf4j..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theEngineIsToldTheTime() {
    noClasses()
        .that()
        .resideInAPackage(ENGINE)
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void nothingHasHeardOfJms() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.jms..", "javax.jms..", "org.postrider.jms..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private static String[] packages(List<List<String>> tiers) {
    return tiers.stream().flatMap(List::stream).toArray(String[]::new);
  }
}
