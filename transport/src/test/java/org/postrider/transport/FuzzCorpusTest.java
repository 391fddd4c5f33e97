// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport;

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
import org.postrider.amqp.UrlFuzz;
import org.postrider.transport.auth.SaslFuzz;
import org.postrider.transport.auth.SaslServerFuzz;
import org.postrider.transport.engine.EngineFuzz;

/** What fuzzing starts from, and what it found, does no harm any more. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class FuzzCorpusTest {

  static List<Path> engineInputs() throws IOException, URISyntaxException {
    return inputs("engine");
  }

  static List<Path> saslInputs() throws IOException, URISyntaxException {
    return inputs("sasl");
  }

  static List<Path> saslServerInputs() throws IOException, URISyntaxException {
    return inputs("sasl-server");
  }

  static List<Path> urlInputs() throws IOException, URISyntaxException {
    return inputs("url");
  }

  private static List<Path> inputs(String target) throws IOException, URISyntaxException {
    Path directory = Path.of(FuzzCorpusTest.class.getResource("/fuzz/" + target).toURI());
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("engineInputs")
  void theEngineSurvivesItsPeer(Path input) throws IOException {
    byte[] octets = Files.readAllBytes(input);

    assertThatCode(() -> EngineFuzz.fuzzerTestOneInput(octets)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("saslInputs")
  void saslEndsWithoutHarm(Path input) throws IOException {
    byte[] octets = Files.readAllBytes(input);

    assertThatCode(() -> SaslFuzz.fuzzerTestOneInput(octets)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("saslServerInputs")
  void noStrangerComesThroughSasl(Path input) throws IOException {
    byte[] octets = Files.readAllBytes(input);

    assertThatCode(() -> SaslServerFuzz.fuzzerTestOneInput(octets)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("urlInputs")
  void urlsAreTakenOrRefusedAndShowNoPassword(Path input) throws IOException {
    byte[] octets = Files.readAllBytes(input);

    assertThatCode(() -> UrlFuzz.fuzzerTestOneInput(octets)).doesNotThrowAnyException();
  }
}
