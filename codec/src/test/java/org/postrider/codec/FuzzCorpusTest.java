// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec;

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
import org.postrider.codec.frame.FrameFuzz;
import org.postrider.codec.messaging.MessageFuzz;

/** What fuzzing starts from, and what it found, does no harm any more. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class FuzzCorpusTest {

  static List<Path> frames() throws IOException, URISyntaxException {
    return inputs("frame");
  }

  static List<Path> messages() throws IOException, URISyntaxException {
    return inputs("message");
  }

  private static List<Path> inputs(String target) throws IOException, URISyntaxException {
    Path directory = Path.of(FuzzCorpusTest.class.getResource("/fuzz/" + target).toURI());
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("frames")
  void framesAreDecodedOrRefused(Path input) throws IOException {
    byte[] octets = Files.readAllBytes(input);

    assertThatCode(() -> FrameFuzz.fuzzerTestOneInput(octets)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void messagesAreDecodedOrRefused(Path input) throws IOException {
    byte[] octets = Files.readAllBytes(input);

    assertThatCode(() -> MessageFuzz.fuzzerTestOneInput(octets)).doesNotThrowAnyException();
  }
}
