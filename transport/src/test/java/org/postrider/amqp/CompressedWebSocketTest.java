// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages through a WebSocket that compresses, between two containers. */
class CompressedWebSocketTest {

  private static final int OCTETS = 12 << 20;

  /** So often each octet comes in a row, which leaves about a sixth of the whole. */
  private static final int REPEATED = 6;

  /** After so many in one frame each the peer's window is as wide as it gets: 128 MiB. */
  private static final int SMALL_MESSAGES = 1_000;

  private final Recorder received = new Recorder(EventType.MESSAGE);
  private final Recorder sent = new Recorder(EventType.CONNECTION_OPENED);
  private final Container server = new Container(received);
  private final Container client = new Container(sent);

  @AfterEach
  void stop() throws Exception {
    client.stop();
    server.stop();
    assertThat(client.awaitStopped(Duration.ofSeconds(10))).isTrue();
    assertThat(server.awaitStopped(Duration.ofSeconds(10))).isTrue();
  }

  private static ConnectionOptions compressing() {
    return new ConnectionOptions().webSocketCompression(true).reconnect(false);
  }

  private static String text() {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder(OCTETS);
    while (text.length() < OCTETS) {
      text.append(String.valueOf((char) ('a' + random.nextInt(26))).repeat(REPEATED));
    }
    return text.toString();
  }

  /** No flow of the peer comes on the way, which would set the session going again. */
  @Test
  void aLargeMessageDoesNotStopOnItsWay() {
    server.start();
    client.start();
    Acceptor acceptor = server.listen("amqpws://127.0.0.1:0/amqp", compressing());
    Connection connection =
        client.connect("amqpws://localhost:" + acceptor.port() + "/amqp", compressing());
    sent.next(EventType.CONNECTION_OPENED);
    String text = text();
    Sender sender = client.createSender(connection, "q");

    for (int i = 0; i < SMALL_MESSAGES; i++) {
      client.execute(() -> sender.send(new Message("small")));
    }
    received.bodies(SMALL_MESSAGES);
    client.execute(() -> sender.send(new Message(text)));

    // Not in the assertion: nobody wants to see so much.
    boolean same = text.equals(received.next(EventType.MESSAGE).message().body());
    assertThat(same).isTrue();
  }
}
