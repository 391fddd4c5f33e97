// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.frame.Corpus.Sample;
import org.postrider.codec.wire.DecodeException;

/** Octets that were or could be a fault's cause stay refused, or accepted. */
class CorpusTest {

  private final Decodings decodings = new Decodings();

  static List<Sample> samples() {
    return Corpus.samples();
  }

  @Test
  void theCorpusIsThere() {
    List<Sample> samples = samples();

    long decoders = samples.stream().map(CorpusTest::decoder).distinct().count();

    assertThat(decoders).isEqualTo(4);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aSampleEndsAsExpected(Sample sample) {
    Consumer<byte[]> decoding =
        switch (decoder(sample)) {
          case "value" -> decodings::value;
          case "performative" -> decodings::performative;
          case "sasl" -> decodings::saslBody;
          case "stream" -> decodings::stream;
          default -> throw new AssertionError(sample + " is for no decoder");
        };

    String outcome = outcome(decoding, sample.octets());

    assertThat(outcome).isEqualTo(sample.expected());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aSampleHarmsNoOtherDecoder(Sample sample) {
    byte[] octets = sample.octets();

    assertThatCode(() -> decodings.all(octets)).doesNotThrowAnyException();
  }

  private static String decoder(Sample sample) {
    return sample.name().substring(0, sample.name().indexOf('-'));
  }

  private static String outcome(Consumer<byte[]> decoding, byte[] octets) {
    try {
      decoding.accept(octets);
      return "acceptance";
    } catch (DecodeException refused) {
      return refused.condition().toString();
    }
  }
}
