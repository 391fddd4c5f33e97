// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.postrider.codec.Octets;

/**
 * The octets that are kept in the directory {@code corpus}: each file says in its name which
 * decoder it is for, and in its second line what is expected of that.
 *
 * <p>Immutable.
 */
final class Corpus {

  private static final Path DIRECTORY = Path.of("src", "test", "resources", "corpus");
  private static final String EXPECT = "# expect ";

  /** A file of the corpus. */
  record Sample(String name, String expected, String hex) {

    byte[] octets() {
      return Octets.hex(hex);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private Corpus() {}

  static List<Sample> samples() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.sorted().map(Corpus::sample).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Sample sample(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      String hex = String.join("", lines.stream().filter(line -> !line.startsWith("#")).toList());
      return new Sample(
          file.getFileName().toString(), lines.get(1).substring(EXPECT.length()), hex);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
