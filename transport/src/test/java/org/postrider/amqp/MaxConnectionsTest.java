// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many clients a container serves at a time. */
@Timeout(60)
class MaxConnectionsTest {

  private static final int ANSWERS_MS = 10_000;

  private final Container server = new Container(new Recorder(), "server");
  private final Container client = new Container(new Recorder(), "client");
  private final Acceptor acceptor =
      server.listen("amqp://127.0.0.1:0", new ConnectionOptions().maxConnections(1));

  @AfterEach
  void stop() throws Exception {
    client.stop();
    server.stop();
    assertThat(client.awaitStopped(Duration.ofSeconds(10))).isTrue();
    assertThat(server.awaitStopped(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void oneMoreIsClosedAndLetInWhenAnotherHasGone() throws Exception {
    server.start();
    client.start();
    String url = "amqp://127.0.0.1:" + acceptor.port();
    Connection first = client.connect(url);
    await().until(first::isOpen);

    try (Socket oneMore = new Socket(InetAddress.getLoopbackAddress(), acceptor.port())) {
      oneMore.setSoTimeout(ANSWERS_MS);
      assertThat(oneMore.getInputStream().read()).isNegative();
    }
    Connection second = client.connect(url);
    assertThat(first.isOpen()).isTrue();
    first.close();

    await().until(second::isOpen);
  }
}
