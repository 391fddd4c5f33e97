// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.postrider.codec.Octets;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;

/** An attach is made of what a link needs, and what is not given is as if it had not come. */
class AttachTest {

  /** The name is l and the handle 7. */
  private static Object read(String role, String rest, int octets, int fields) {
    return Octets.decoded(
        "005312 c0 %02x %02x a1016c 5207 %s %s".formatted(octets, fields, role, rest));
  }

  @Test
  void aSenderTellsItsFirstDeliveryCountAndNothingElse() {
    // AMQP 2.7.3, initial-delivery-count
    Object attach = read("42", "40 40 40 40 40 40 43", 14, 10);

    assertThat(Attach.of("l", 7, Role.SENDER, null, null)).isEqualTo(attach);
  }

  @Test
  void aReceiverTellsNoDeliveryCount() {
    Object attach = read("41", "", 7, 3);

    assertThat(Attach.of("l", 7, Role.RECEIVER, null, null)).isEqualTo(attach);
  }

  @Test
  void otherSettleModesLeaveAllElseAsItWas() {
    Attach attach = Attach.of("l", 7, Role.SENDER, Source.of("s"), Target.of("t"));

    Attach other = attach.withSettleModes(SenderSettleMode.SETTLED, ReceiverSettleMode.SECOND);

    assertThat(other)
        .usingRecursiveComparison()
        .ignoringFields("senderSettleMode", "receiverSettleMode")
        .isEqualTo(attach);
    assertThat(other.senderSettleMode()).isEqualTo(SenderSettleMode.SETTLED);
    assertThat(other.receiverSettleMode()).isEqualTo(ReceiverSettleMode.SECOND);
  }
}
