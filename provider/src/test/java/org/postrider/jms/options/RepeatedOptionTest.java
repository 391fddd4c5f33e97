// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an URI says twice is not taken without a word. */
class RepeatedOptionTest {

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  @BeforeEach
  void logHere() {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void logThere() {
    System.setErr(before);
  }

  private String logged() {
    return log.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theLastOfAnOptionThatStandsTwiceCountsAndTheLogSaysSo() {
    ConnectionUri uri =
        ConnectionUri.parse(
            "failover:(amqp://a)?failover.maxReconnectAttempts=3&failover.maxReconnectAttempts=4");

    assertThat(uri.options().get(FailoverOptions.MAX_RECONNECT_ATTEMPTS)).isEqualTo(4);
    assertThat(logged())
        .contains("option failover.maxReconnectAttempts stands twice", "character 53 counts");
  }

  @Test
  void whatFollowsAPasswordAndIsNoOptionIsNotShown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUri.parse("amqp://a?jms.password=p&secret=1&secret=2"));

    assertThat(logged()).doesNotContain("secret");
  }
}
