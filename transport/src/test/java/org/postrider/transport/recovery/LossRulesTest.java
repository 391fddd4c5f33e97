// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/** Which ends are losses, and where a peer sends its clients. */
class LossRulesTest {

  private static final LossRules FORCED =
      new LossRules(
          true,
          error -> error != null && error.condition().equals(ErrorConditions.CONNECTION_FORCED));

  @Test
  void whatTheNetworkDoesIsALoss() {
    assertThat(FORCED.isMended(new IOException("reset"))).isTrue();
    assertThat(FORCED.isMended(null)).isTrue();
  }

  @Test
  void theConditionOfACloseDecides() {
    assertThat(FORCED.isLoss(new AmqpError(ErrorConditions.CONNECTION_FORCED, "restart"))).isTrue();
    assertThat(FORCED.isLoss(new AmqpError(ErrorConditions.UNAUTHORIZED_ACCESS, "no"))).isFalse();
    assertThat(FORCED.isLoss(null)).isFalse();
  }

  @Test
  void withoutReconnectingNothingIsALoss() {
    LossRules never = new LossRules(false, error -> true);

    assertThat(never.isLoss(new AmqpError(ErrorConditions.CONNECTION_FORCED, "restart"))).isFalse();
    assertThat(never.isMended(new IOException("reset"))).isFalse();
  }

  @Test
  void aRedirectTellsWhereToGo() {
    Map<Symbol, Object> info =
        Map.of(
            Symbol.of("network-host"), "other.example",
            Symbol.of("port"), 5671,
            Symbol.of("scheme"), "AMQPS",
            Symbol.of("hostname"), "vhost",
            Symbol.of("path"), "/ws");
    AmqpError error = new AmqpError(ErrorConditions.CONNECTION_REDIRECT, "there", info);

    assertThat(FORCED.isLoss(error)).isTrue();
    assertThat(ServerAddress.ofRedirect(error))
        .isEqualTo(new ServerAddress("amqps", "other.example", 5671, "vhost", "/ws"));
  }

  @Test
  void aRedirectToNowhereIsNone() {
    AmqpError error = new AmqpError(ErrorConditions.CONNECTION_REDIRECT, "there", Map.of());

    assertThat(ServerAddress.ofRedirect(error)).isNull();
    assertThat(FORCED.isLoss(error)).isFalse();
  }

  @Test
  void aListOfServersIsReadAsFarAsItNamesHosts() {
    Map<Symbol, Object> properties =
        Map.of(
            Symbol.of("failover-server-list"),
            List.of(
                Map.of("network-host", "one", "port", 1000),
                Map.of("port", 1),
                "nonsense",
                Map.of(Symbol.of("network-host"), "two", Symbol.of("port"), 99_999)));
    Open open =
        new Open("broker", null, 512, 1, 0, List.of(), List.of(), List.of(), List.of(), properties);

    assertThat(ServerAddress.listOf(open))
        .containsExactly(
            new ServerAddress(null, "one", 1000, null, null),
            new ServerAddress(null, "two", -1, null, null));
  }
}
