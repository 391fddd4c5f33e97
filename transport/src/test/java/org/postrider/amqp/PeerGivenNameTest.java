// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A name that the other end gives stays on one line of messages, and is the name all the same. */
@Timeout(60)
class PeerGivenNameTest {

  private static final String FORGED = "x\n[main] ERROR forged line" + "x".repeat(1000);

  @Test
  void ofALinkAndItsNodeForgesNoLine() throws Exception {
    Recorder server = new Recorder(EventType.LINK_OPENED);
    try (Loopback loopback = new Loopback(server, new Recorder())) {
      loopback.client.createSender(loopback.connect(), FORGED, new SenderOptions().name(FORGED));

      Event opened = server.next(EventType.LINK_OPENED);

      assertThat(opened.receiver().name()).isEqualTo(FORGED);
      assertThat(opened.toString()).doesNotContain("\n").hasSizeLessThan(1000);
      assertThatThrownBy(() -> opened.receiver().open(null, new ReceiverOptions()))
          .hasMessageContaining("link x?[main] ERROR forged line")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void ofAContainerForgesNoLine() throws Exception {
    Recorder server = new Recorder(EventType.CONNECTION_OPENED);
    Container listening = new Container(server);
    Container client = new Container(new Recorder(), FORGED);
    listening.start();
    client.start();
    try {
      client.connect("amqp://127.0.0.1:" + listening.listen("amqp://127.0.0.1:0").port());

      Event opened = server.next(EventType.CONNECTION_OPENED);

      assertThat(opened.connection().remoteContainerId()).isEqualTo(FORGED);
      assertThat(opened.connection().toString()).doesNotContain("\n").hasSizeLessThan(500);
    } finally {
      client.stop();
      listening.stop();
      assertThat(client.awaitStopped(Duration.ofSeconds(10))).isTrue();
      assertThat(listening.awaitStopped(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void ofAMessageForgesNoLine() {
    Message message = new Message("body").subject(FORGED);

    assertThat(message.toString()).doesNotContain("\n").hasSizeLessThan(600);
  }
}
