// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the order of the JMS provider's packages. */
class ProviderArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.postrider.jms");

  /** A package may use those of earlier rows, never those of later ones. */
  private static final List<List<String>> ORDER =
      List.of(
          List.of(
              "org.postrider.jms.options..",
              "org.postrider.jms.error..",
              "org.postrider.jms.event..",
              "org.postrider.jms.destination..",
              "org.postrider.jms.selector.."),
          List.of("org.postrider.jms.connect..", "org.postrider.jms.message.."),
          List.of("org.postrider.jms.settlement.."),
          List.of("org.postrider.jms.thread.."),
          List.of("org.postrider.jms.amqp.."),
          List.of("org.postrider.jms.session.."),
          List.of("org.postrider.jms"),
          List.of("org.postrider.jms.jndi.."));

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
  void nothingHasHeardOfChannels() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty.channel..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  /** What module-info exports. */
  private static final List<String> EXPORTED =
      List.of(
          "org.postrider.jms",
          "org.postrider.jms.destination",
          "org.postrider.jms.error",
          "org.postrider.jms.event",
          "org.postrider.jms.jndi");

  @Test
  void whatIsExportedNamesOnlyWhatIsExported() {
    List<String> hidden = new ArrayList<>();
    for (JavaClass type : CLASSES) {
      if (EXPORTED.contains(type.getPackageName()) && isPublic(type.getModifiers())) {
        for (JavaCodeUnit member : type.getCodeUnits()) {
          if (isPublic(member.getModifiers())) {
            Stream.concat(
                    member.getRawParameterTypes().stream(), Stream.of(member.getRawReturnType()))
                .map(JavaClass::getBaseComponentType)
                .filter(named -> named.getPackageName().startsWith("org.postrider.jms"))
                .filter(named -> !EXPORTED.contains(named.getPackageName()))
                .forEach(named -> hidden.add(member.getFullName() + " -> " + named.getName()));
          }
        }
      }
    }

    assertThat(hidden).isEmpty();
  }

  private static boolean isPublic(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC);
  }

  private static String[] packages(List<List<String>> tiers) {
    return tiers.stream().flatMap(List::stream).toArray(String[]::new);
  }
}
