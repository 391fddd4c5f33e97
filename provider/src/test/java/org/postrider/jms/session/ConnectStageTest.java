// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.jms.error.RequestTimedOutException;

/** A connection that did not come about in time says what it hung in. */
@Timeout(60)
class ConnectStageTest {

  private static final String IN_TIME = "?jms.connectTimeout=1500";
  private static final byte[] SASL_HEADER = {'A', 'M', 'Q', 'P', 3, 1, 0, 0};

  private static String message(String uri) {
    try {
      new PostriderConnectionFactory(uri).createConnection().close();
    } catch (JMSException e) {
      return e.getMessage();
    }
    throw new AssertionError("connected");
  }

  private static ServerSocket silent() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static List<Socket> fillBacklog(ServerSocket server) throws IOException {
    List<Socket> fillers = new ArrayList<>();
    while (fillers.size() < 100) {
      Socket filler = new Socket();
      fillers.add(filler);
      try {
        filler.connect(server.getLocalSocketAddress(), 200);
      } catch (SocketTimeoutException full) {
        return fillers;
      }
    }
    throw new AssertionError("the backlog takes any number of connections");
  }

  @ParameterizedTest
  @CsvSource({
    "amqps://%s, the TLS handshake",
    "amqp://%s, the first octet: it may want TLS",
    "failover:(amqps://%s), the TLS handshake",
    "failover:(amqp://%s), the first octet: it may want TLS"
  })
  void aServerThatSaysNothingIsNamedWithWhatItOwes(String form, String owed) throws Exception {
    try (ServerSocket server = silent()) {
      String address = "127.0.0.1:" + server.getLocalPort();

      assertThat(message(form.formatted(address) + IN_TIME))
          .contains(address)
          .contains("for " + owed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"amqp://%s", "failover:(amqp://%s)"})
  void aServerThatDoesNotAcceptOwesTheTcpConnection(String form) throws Exception {
    try (ServerSocket server = silent()) {
      List<Socket> fillers = fillBacklog(server);
      String address = "127.0.0.1:" + server.getLocalPort();

      assertThat(message(form.formatted(address) + IN_TIME)).contains("for the TCP connection");

      for (Socket filler : fillers) {
        filler.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"amqp://%s", "failover:(amqp://%s)"})
  void aServerThatBeginsWithSaslOwesItsOutcome(String form) throws Exception {
    try (ServerSocket server = silent()) {
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(
              () -> {
                try (Socket peer = server.accept()) {
                  peer.getOutputStream().write(SASL_HEADER);
                  peer.getInputStream().readAllBytes();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });

      String message = message(form.formatted("127.0.0.1:" + server.getLocalPort()) + IN_TIME);

      assertThat(message).contains("for the SASL outcome");
      assertThat(served).isNotCompletedExceptionally();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aServerThatDoesNotAnswerTheOpenOwesThat(boolean failover) throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSaslAnonymous();
      broker.peer.expectOpen();
      broker.peer.expectClose();
      String one = "amqp://127.0.0.1:" + broker.peer.port();
      String uri = failover ? "failover:(" + one + ")" : one;

      try (Connection connection =
          new PostriderConnectionFactory(uri + IN_TIME).createConnection()) {
        assertThatExceptionOfType(RequestTimedOutException.class)
            .isThrownBy(connection::start)
            .withMessageContaining("waiting at 127.0.0.1:" + broker.peer.port() + " for the open");
      }
    }
  }

  @Test
  void betweenTwoTriesOnlyTheLastFailureIsTold() throws Exception {
    int port;
    try (ServerSocket gone = silent()) {
      port = gone.getLocalPort();
    }
    String uri = "failover:(amqp://127.0.0.1:" + port + ")";

    String message = message(uri + IN_TIME + "&failover.initialReconnectDelay=60000");

    assertThat(message).contains("; the last try failed: ", "refused").doesNotContain("waiting at");
  }
}
