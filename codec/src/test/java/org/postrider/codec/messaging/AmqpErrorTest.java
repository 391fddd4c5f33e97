// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.postrider.codec.value.Symbol;

/** What a peer's error looks like where a person reads it. */
class AmqpErrorTest {

  private static AmqpError error(String condition, String description) {
    return new AmqpError(Symbol.of(condition), description);
  }

  @Test
  void itIsDescriptionAndCondition() {
    assertThat(error("amqp:not-found", "no queue 'ä' 🙂"))
        .hasToString("no queue 'ä' 🙂 [condition = amqp:not-found]");
    assertThat(error("a:b", null)).hasToString("no description [condition = a:b]");
    assertThat(error("a:b", " ").shown("?")).isEqualTo("? [condition = a:b]");
  }

  /** Or a broker could write lines of its own into a log, and colours. */
  @Test
  void itStaysOnItsLine() {
    AmqpError forged = error("a\nb", "x\r\n2026 WARN y\u2028z\u001b[31m\u202etxt\0");

    assertThat(forged).hasToString("x??2026 WARN y?z?[31m?txt? [condition = a?b]");
    assertThat(forged.shownDescription()).isEqualTo("x??2026 WARN y?z?[31m?txt?");
    assertThat(forged.description()).contains("\r\n");
  }

  @Test
  void itIsCut() {
    assertThat(error("c".repeat(1_000), "d".repeat(100_000)).toString())
        .hasSizeLessThan(1_200)
        .contains("ddd… [condition = ccc");
  }

  /** The peer could not decode it, and would close the connection. */
  @Test
  void itHasACondition() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AmqpError(null, "x"))
        .withMessage("condition null must be a symbol (AMQP 2.8.14)");
  }
}
