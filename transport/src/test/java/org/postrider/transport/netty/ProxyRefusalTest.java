// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.transport.netty.ProxySettings.Kind;
import org.postrider.transport.tls.Secret;

/** An HTTP proxy's refusal is its head: the page for people behind it need not end, nor come. */
class ProxyRefusalTest {

  private static final byte[] AMQP = {'A', 'M', 'Q', 'P', 0, 1, 0, 0};

  private final FakeEngine engine = new FakeEngine();
  private final EventLoops loops = EventLoops.own(IoKind.AUTO, 1);
  private final ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
  private final Outcome outcome = new Outcome();
  private RawServer proxy;
  private Socket peer;

  @BeforeEach
  void listen() throws Exception {
    proxy = new RawServer();
  }

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    peer.close();
    proxy.close();
    driver.terminate();
    loops.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  /** A proxy that has said this, and says no more. */
  private void answer(String answer) throws Exception {
    ProxySettings settings =
        new ProxySettings(Kind.HTTP, "127.0.0.1", proxy.port(), "ada", Secret.of("geheim"));
    // Longer than the test waits.
    int timeoutMs = 10 * RawServer.TIMEOUT_MS;
    TransportOptions options =
        TransportOptions.builder().connectTimeoutMs(timeoutMs).proxy(settings).build();
    engine.onStart = output -> output.write(AMQP, 0, AMQP.length);
    driver.connect(
        new ConnectRequest(EndpointAddress.amqp("broker.invalid", 5672), options, null), outcome);
    peer = proxy.accept();
    InputStream in = peer.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    peer.getOutputStream().write(answer.getBytes(US_ASCII));
  }

  @ParameterizedTest
  @CsvSource({
    "407 Proxy Authentication Required, Content-Length: 1000, AUTHENTICATION",
    "407 No, Transfer-Encoding: chunked, AUTHENTICATION",
    "407 No, Connection: close, AUTHENTICATION",
    "502 Bad Gateway, Content-Length: 99999999999, UNREACHABLE",
    "204 No Content, X: y, UNREACHABLE"
  })
  void isToldAsSoonAsTheHeadIsThere(String status, String header, TransportException.Kind kind)
      throws Exception {
    answer("HTTP/1.1 " + status + "\r\n" + header + "\r\n\r\nhello");

    TransportException failure = outcome.await();

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessageContainingAll("broker.invalid:5672", "the proxy refuses", status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"})
  void noneIsAWayThroughWhateverTheHeadSaysOfABody(String answer) throws Exception {
    answer(answer);

    assertThat(outcome.await()).isNull();
    assertThat(peer.getInputStream().readNBytes(AMQP.length)).isEqualTo(AMQP);
  }
}
