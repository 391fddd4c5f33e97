// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.flavour;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.tck.JavaxOnly;
import org.postrider.tck.ProviderUnderTest;

/**
 * The two flavours of the provider, side by side, as the build has packed them. That both have the
 * same options is proved where each is compared with docs/options.md.
 */
@JavaxOnly
final class FlavoursTest {
  private static final String MAIN = "";
  private static final String SOURCES = "-sources";
  private static final String JAVADOC = "-javadoc";

  @Test
  void thisRunIsOnTheJavaxFlavour() {
    String location =
        PostriderConnectionFactory.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .getPath();

    assertThat(location).contains(Flavour.JAVAX.artifact);
    assertThat(ConnectionFactory.class.getPackageName()).startsWith("javax.");
    assertThat(ProviderUnderTest.JMS_VERSION).isEqualTo("2.0");
  }

  @Test
  void bothHaveTheSameClassesWithTheSameMembers() throws IOException {
    SortedMap<String, SortedSet<String>> jakarta = classes(Flavour.JAKARTA);
    SortedMap<String, SortedSet<String>> javax = classes(Flavour.JAVAX);

    assertThat(javax).containsKey(PostriderConnectionFactory.class.getName());
    assertThat(javax.keySet()).isEqualTo(jakarta.keySet());
    jakarta.forEach((name, members) -> assertThat(javax.get(name)).as(name).isEqualTo(members));
  }

  @ParameterizedTest
  @ValueSource(strings = {MAIN, SOURCES, JAVADOC})
  void theJavaxFlavourNeverSaysJakarta(String classifier) throws IOException {
    try (JarFile jar = Flavour.JAVAX.jar(classifier)) {
      for (JarEntry entry : jar.stream().filter(FlavoursTest::isOurs).toList()) {
        byte[] octets = jar.getInputStream(entry).readAllBytes();
        String text = new String(octets, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (entry.getName().endsWith(".class")) {
          // The compiler leaves the owner of a constant in the file, where nothing refers to it.
          text = text.replace("jakarta/", "");
        }

        assertThat(text.contains("jakarta")).as(entry.getName()).isFalse();
      }
    }
  }

  @Test
  void theJavaxFlavourUsesNothingOfJakarta() throws IOException {
    try (JarFile jar = Flavour.JAVAX.jar(MAIN)) {
      assertThat(new ClassFileImporter().importJar(jar))
          .flatMap(JavaClass::getDirectDependenciesFromSelf)
          .map(dependency -> dependency.getTargetClass().getPackageName())
          .contains("javax.jms")
          .noneMatch(name -> name.startsWith("jakarta."));
    }
  }

  /** The POM names jakarta.jms-api, which is where javax.jms is. */
  private static boolean isOurs(JarEntry entry) {
    return !entry.getName().startsWith("META-INF/maven/");
  }

  @Test
  void bothAreTheSameModule() {
    ModuleDescriptor javax = Flavour.JAVAX.module();

    assertThat(javax.name()).isEqualTo(Flavour.JAKARTA.module().name());
    assertThat(javax.isAutomatic()).as("JMS 2.0 has no module to require").isTrue();
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void eachCarriesItsLicence(Flavour flavour) throws IOException {
    for (String classifier : new String[] {MAIN, SOURCES}) {
      assertThat(entries(flavour, classifier, "META-INF/"))
          .as(flavour + classifier)
          .contains("META-INF/LICENSE", "META-INF/NOTICE");
    }
  }

  @Test
  void bothHaveTheSameSources() throws IOException {
    SortedSet<String> jakarta = entries(Flavour.JAKARTA, SOURCES, "org/");

    assertThat(entries(Flavour.JAVAX, SOURCES, "org/"))
        .contains("org/postrider/jms/PostriderConnectionFactory.java")
        .isEqualTo(jakarta);
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void whatTheModuleExportsIsDocumented(Flavour flavour) throws IOException {
    Set<String> exported =
        Flavour.JAKARTA.module().exports().stream()
            .filter(exports -> !exports.isQualified())
            .map(Exports::source)
            .collect(Collectors.toSet());

    assertThat(entries(flavour, JAVADOC, "org.postrider.jms/"))
        .filteredOn(name -> name.endsWith("/package-summary.html"))
        .map(name -> name.replaceFirst("^[^/]+/", "").replace("/package-summary.html", ""))
        .map(name -> name.replace('/', '.'))
        .containsExactlyInAnyOrderElementsOf(exported);
  }

  private static SortedSet<String> entries(Flavour flavour, String classifier, String prefix)
      throws IOException {
    try (JarFile jar = flavour.jar(classifier)) {
      return jar.stream()
          .map(JarEntry::getName)
          .filter(name -> name.startsWith(prefix))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** Each class with what it declares, in the words of javax.jms. */
  private static SortedMap<String, SortedSet<String>> classes(Flavour flavour) throws IOException {
    SortedMap<String, SortedSet<String>> classes = new TreeMap<>();
    try (JarFile jar = flavour.jar(MAIN)) {
      for (JavaClass each : new ClassFileImporter().importJar(jar)) {
        classes.put(each.getName(), declarations(each));
      }
    }
    // The descriptor: the javax flavour has none.
    classes.remove("module-info");
    return classes;
  }

  private static SortedSet<String> declarations(JavaClass type) {
    SortedSet<String> all = new TreeSet<>();
    all.add(type.getModifiers() + " class");
    type.getSuperclass().ifPresent(parent -> all.add("extends " + javax(parent)));
    type.getInterfaces().forEach(parent -> all.add("implements " + javax(parent)));
    for (JavaField field : type.getFields()) {
      all.add(field.getModifiers() + " " + javax(field.getType()) + " " + field.getName());
    }
    for (JavaCodeUnit unit : type.getCodeUnits()) {
      String arguments = unit.getParameterTypes().stream().map(FlavoursTest::javax).toList() + "";
      String thrown = unit.getExceptionTypes().stream().map(FlavoursTest::javax).toList() + "";
      String result = javax(unit.getReturnType());
      all.add(unit.getModifiers() + " " + result + " " + unit.getName() + arguments + " " + thrown);
    }
    return all;
  }

  // A name as a whole would be renamed in this class, too.
  private static String javax(JavaType type) {
    return type.toString().replace("jakarta.", "javax.");
  }

  /** A flavour's module in this build. */
  enum Flavour {
    JAKARTA("provider", "postrider-jms"),
    JAVAX("provider-javax", "postrider-jms-javax");

    private final String folder;
    private final String artifact;

    Flavour(String folder, String artifact) {
      this.folder = folder;
      this.artifact = artifact;
    }

    private Path path(String classifier) {
      String version = System.getProperty("postrider.tck.version");
      return Path.of("..", folder, "target", artifact + "-" + version + classifier + ".jar");
    }

    JarFile jar(String classifier) throws IOException {
      return new JarFile(path(classifier).toFile());
    }

    ModuleDescriptor module() {
      return ModuleFinder.of(path(MAIN)).findAll().iterator().next().descriptor();
    }
  }
}
