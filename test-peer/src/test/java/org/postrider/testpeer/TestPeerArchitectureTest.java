// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Keeps the peer to the codec, so that all other modules can be tested with it. */
class TestPeerArchitectureTest {

  @Test
  void ofPostriderOnlyTheCodecIsKnown() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify.annotations..",
            "org.postrider.codec..",
            "org.postrider.testpeer..",
            "io.netty.buffer..")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.postrider.testpeer"));
  }
}
