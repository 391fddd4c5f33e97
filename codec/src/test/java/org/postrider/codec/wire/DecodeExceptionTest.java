// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A key or name of the peer in a refusal forges no line of a log. */
class DecodeExceptionTest {

  @Test
  void isToldOnOneLineAndCut() {
    String key = "k\n[main] ERROR forged line" + "x".repeat(100_000);

    assertThat(new DecodeException("annotations with the key " + key + " twice").getMessage())
        .startsWith("annotations with the key k?[main] ERROR")
        .hasSizeLessThan(1100);
  }
}
