// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.TestLog;

/** What the log has of a redirect by a broker, or somebody between, that wants to write into it. */
class RedirectLogTest {

  @RegisterExtension private final TestLog log = new TestLog();

  @ParameterizedTest
  @ValueSource(strings = {"network-host", "hostname", "path", "scheme"})
  void aRedirectForgesNoLineAndIsNotFollowed(String field) throws Exception {
    String forged = "evil\n[main] WARN admin logged in" + "x".repeat(40_000);
    Map<Symbol, Object> there =
        field.equals("network-host")
            ? Map.of(Symbol.of(field), forged)
            : Map.of(Symbol.of("network-host"), "127.0.0.1", Symbol.of(field), forged);
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker
          .peer
          .remoteClose()
          .withError(new AmqpError(ErrorConditions.CONNECTION_REDIRECT, "there", there))
          .send();
      broker.peer.expectClose();
      broker.returns().begins();

      broker.connectRecovering().createSession();
      broker.verify();
      await().until(() -> log.text().contains(" is back after "));

      assertThat(log.text())
          .contains("is not followed")
          .doesNotContain("\n[main] WARN admin", " redirects to ");
      assertThat(log.text().lines().mapToInt(String::length).max().orElseThrow()).isLessThan(3_000);
    }
  }
}
