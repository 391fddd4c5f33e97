// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads versions from the names of jars, such as {@code netty-buffer-4.2.17.Final.jar}.
 *
 * <p>Stateless.
 */
final class Versions {

  /** A name without digits after a hyphen, the version, and a classifier of a native library. */
  private static final Pattern JAR =
      Pattern.compile("((?:[^-]+)(?:-[^-0-9][^-]*)*)-(\\d.*?)(?:-(?:linux|osx|windows)-.*)?\\.jar");

  private Versions() {}

  /** Names and versions; jars of one version whose names begin alike are told as one. */
  static String text(List<Path> jars) {
    Map<String, List<Jar>> families = new TreeMap<>();
    for (Path path : jars) {
      Matcher matcher = JAR.matcher(String.valueOf(path.getFileName()));
      if (matcher.matches()) {
        Jar jar = new Jar(matcher.group(1), matcher.group(2));
        families.computeIfAbsent(jar.family(), family -> new ArrayList<>()).add(jar);
      }
    }
    TreeSet<String> told = new TreeSet<>();
    families.forEach(
        (family, of) -> {
          boolean one = of.stream().map(Jar::version).distinct().count() == 1;
          if (one && of.size() > 1) {
            told.add(family + " " + of.get(0).version());
          } else {
            of.forEach(jar -> told.add(jar.name() + " " + jar.version()));
          }
        });
    return told.isEmpty() ? "versions unknown" : String.join(", ", told);
  }

  private record Jar(String name, String version) {

    /** The first word. */
    String family() {
      return name.contains("-") ? name.substring(0, name.indexOf('-')) : name;
    }
  }
}
