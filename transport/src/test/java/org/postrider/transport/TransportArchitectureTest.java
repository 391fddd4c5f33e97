// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

  /** What module-info exports to everybody. */
  private static final List<String> EXPORTED =
      List.of("org.postrider.amqp", "org.postrider.sasl", "org.postrider.cbs");

  @Test
  void whatIsExportedNamesNothingThatIsNot() {
    List<String> hidden = new ArrayList<>();
    for (JavaClass type : CLASSES) {
      if (EXPORTED.contains(type.getPackageName()) && isPublic(type.getModifiers())) {
        for (JavaCodeUnit member : type.getCodeUnits()) {
          if (isPublic(member.getModifiers())) {
            member.getRawParameterTypes().forEach(named -> note(member, named, hidden));
            note(member, member.getRawReturnType(), hidden);
            member.getExceptionTypes().forEach(named -> note(member, named.toErasure(), hidden));
          }
        }
      }
    }

    assertThat(hidden).isEmpty();
  }

  private static void note(JavaCodeUnit member, JavaClass named, List<String> hidden) {
    JavaClass base = named.getBaseComponentType();
    if (base.getPackageName().startsWith("org.postrider.transport") || !isVisible(base)) {
      hidden.add(member.getFullName() + " -> " + base.getName());
    }
  }

  private static boolean isVisible(JavaClass type) {
    return !EXPORTED.contains(type.getPackageName()) || isPublic(type.getModifiers());
  }

  private static boolean isPublic(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC);
  }

  private static String[] packages(List<List<String>> tiers) {
    return tiers.stream().flatMap(List::stream).toArray(String[]::new);
  }
}
