// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.postrider.transport.auth.SaslServerSettings;

/** What is too long for a WebSocket's upgrade is answered in HTTP's words. */
class OverlongRequestTest {

  private static String answer(String request) throws Exception {
    EventLoops loops = EventLoops.own(IoKind.AUTO, 1);
    try (AmqpListener listener =
            AmqpListener.listen(
                loops,
                new ListenRequest(
                    new EndpointAddress("amqpws", "127.0.0.1", 0, "/x"),
                    TransportOptions.defaults(),
                    SaslServerSettings.open(),
                    10),
                socket -> {});
        Socket client = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      client.setSoTimeout(RawServer.TIMEOUT_MS);
      client.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(client.getInputStream().readAllBytes(), US_ASCII);
    } finally {
      loops.close();
      assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
    }
  }

  @Test
  void aHeaderIs() throws Exception {
    assertThat(answer("GET /x HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ");
  }

  @Test
  void aRequestLineIs() throws Exception {
    assertThat(answer("GET /x" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: h\r\n\r\n"))
        .startsWith("HTTP/1.1 414 ");
  }

  @Test
  void anotherFaultIs() throws Exception {
    assertThat(answer("GET /x HTTP/1.1\r\nHost h\r\n: x\r\n\r\n")).startsWith("HTTP/1.1 400 ");
  }
}
