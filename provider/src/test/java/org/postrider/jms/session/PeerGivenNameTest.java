// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.IllegalStateException;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.codec.messaging.Target;
import org.postrider.jms.TestLog;
import org.postrider.jms.destination.PostriderTemporaryQueue;

/**
 * A name that a broker gives stays on one line of messages and logs, and is the name all the same.
 */
class PeerGivenNameTest {

  private static final String FORGED = "temp\n[main] ERROR forged line" + "x".repeat(1000);

  @RegisterExtension private final TestLog log = new TestLog();

  @Test
  void ofATemporaryQueueForgesNoLine() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins();
      broker
          .peer
          .expectAttach()
          .withTarget("dynamic", Target::dynamic)
          .respondWith(attach -> attach.withTargetAddress(FORGED));
      broker.peer.expectAttach().ofReceiver().withSourceAddress(FORGED).respond();

      Session session = broker.connect().createSession();
      TemporaryQueue queue = session.createTemporaryQueue();
      assertThat(queue.getQueueName()).isEqualTo(FORGED);
      session.createConsumer(queue);

      assertThatThrownBy(queue::delete)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("temp?[main] ERROR forged line")
          .hasMessageEndingWith("… has consumers");
      broker.verify();
    }
    assertThat(log.text()).doesNotContain("\n[main] ERROR forged");
  }

  @Test
  void ofAReplyToForgesNoLine() {
    TemporaryQueue others = new PostriderTemporaryQueue(FORGED, null);

    assertThatThrownBy(others::delete)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("\n");
  }
}
