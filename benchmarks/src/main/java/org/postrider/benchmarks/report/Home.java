// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that the build made: the harness in {@code classes}, and all jars in {@code lib}, some
 * in folders of their own there.
 *
 * <p>Immutable.
 */
record Home(Path folder) {

  private static final String HARNESS_JAR = "HdrHistogram-";

  /** Where this class was loaded from: the jar in that folder, or its {@code classes}. */
  static Home find() throws URISyntaxException {
    Path code = Path.of(Home.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return new Home(code.toAbsolutePath().resolveSibling(""));
  }

  /** The class path of a trial: the harness, and a provider's jars. */
  String classPath(Provider provider) throws IOException {
    List<String> entries = new ArrayList<>();
    entries.add(folder.resolve("classes").toString());
    List<String> beginnings = new ArrayList<>(provider.jars());
    beginnings.add(HARNESS_JAR);
    jars(beginnings).forEach(jar -> entries.add(jar.toString()));
    return String.join(File.pathSeparator, entries);
  }

  /** The jars whose names in {@code lib} begin so. */
  List<Path> jars(List<String> beginnings) throws IOException {
    Path lib = folder.resolve("lib");
    try (Stream<Path> jars = Files.walk(lib)) {
      return jars.filter(Files::isRegularFile)
          .filter(jar -> beginsWithAny(lib.relativize(jar).toString(), beginnings))
          .sorted()
          .toList();
    }
  }

  private static boolean beginsWithAny(String name, List<String> beginnings) {
    return beginnings.stream().anyMatch(name::startsWith);
  }

  /** The file of a script. */
  Path script(String name) {
    return folder.resolve("classes/org/postrider/benchmarks/event").resolve(name);
  }

  /** The class path of a peer: everything. */
  String classPath() {
    return folder.resolve("classes") + File.pathSeparator + folder.resolve("lib") + "/*";
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
