// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.jms.TestLog;

/** What an URI says twice is not taken without a word. */
class RepeatedOptionTest {

  @RegisterExtension private final TestLog log = new TestLog();

  @Test
  void theLastOfAnOptionThatStandsTwiceCountsAndTheLogSaysSo() {
    ConnectionUri uri =
        ConnectionUri.parse(
            "failover:(amqp://a)?failover.maxReconnectAttempts=3&failover.maxReconnectAttempts=4");

    assertThat(uri.options().get(FailoverOptions.MAX_RECONNECT_ATTEMPTS)).isEqualTo(4);
    assertThat(log.text())
        .contains("option failover.maxReconnectAttempts stands twice", "character 53 counts");
  }

  @Test
  void whatFollowsAPasswordAndIsNoOptionIsNotShown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUri.parse("amqp://a?jms.password=p&secret=1&secret=2"));

    assertThat(log.text()).doesNotContain("secret");
  }
}
