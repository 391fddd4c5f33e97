// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.jms.options.UriFuzz;
import org.postrider.jms.selector.SelectorFuzz;

/** What fuzzing starts from, and what it found, does no harm any more. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class FuzzCorpusTest {

  static List<Path> uris() throws IOException, URISyntaxException {
    return inputs("uri");
  }

  static List<Path> selectors() throws IOException, URISyntaxException {
    return inputs("selector");
  }

  private static List<Path> inputs(String target) throws IOException, URISyntaxException {
    Path directory = Path.of(FuzzCorpusTest.class.getResource("/fuzz/" + target).toURI());
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("uris")
  void urisAreTakenOrRefused(Path input) throws IOException {
    byte[] octets = Files.readAllBytes(input);

    assertThatCode(() -> UriFuzz.fuzzerTestOneInput(octets)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("selectors")
  void selectorsAreTakenOrRefused(Path input) throws IOException {
    byte[] octets = Files.readAllBytes(input);

    assertThatCode(() -> SelectorFuzz.fuzzerTestOneInput(octets)).doesNotThrowAnyException();
  }
}
