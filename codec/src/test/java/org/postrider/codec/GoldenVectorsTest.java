// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.GoldenVectors.Vector;

/** What an independent codec wrote means the same here (AMQP 1.6, 2.7, 3.4, 4.5, 5.3.3). */
class GoldenVectorsTest {

  static List<Vector> vectors() {
    return GoldenVectors.all();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void goldenOctetsDecodeToTheirValue(Vector golden) {
    byte[] octets = golden.octets();

    Object value = Octets.decoded(octets);

    assertThat(value).isEqualTo(golden.value());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void ourEncodingOfAGoldenValueDecodesToTheSame(Vector golden) {
    byte[] octets = Octets.encoded(golden.value());

    Object value = Octets.decoded(octets);

    assertThat(value).isEqualTo(golden.value());
  }

  @ParameterizedTest
  @MethodSource("org.postrider.codec.GoldenVectors#primitives")
  void ourPrimitivesAreTheGoldenOctets(Vector golden) {
    Object value = golden.value();

    byte[] octets = Octets.encoded(value);

    assertThat(octets).isEqualTo(golden.octets());
  }
}
