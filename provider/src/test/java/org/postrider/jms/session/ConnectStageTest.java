// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.sasl.Credentials;

/** A connection that did not come about in time says what it hung in. */
@Timeout(60)
class ConnectStageTest {

  private static final int IN_TIME = 1_500;

  /** The JDK's own authorities are read before a handshake begins. */
  private static final int IN_TIME_FOR_TLS = 6_000;

  private static final List<String> FORMS = List.of("amqp://%s", "failover:(amqp://%s)");

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  private static String message(String uri) {
    try {
      new PostriderConnectionFactory(uri).createConnection().close();
    } catch (JMSException e) {
      return e.getMessage();
    }
    throw new AssertionError("connected");
  }

  /** What several tries end with, at once: each takes all of its time. */
  private List<String> messages(List<String> forms, ServerSocket server) throws Exception {
    return messages(forms, server, IN_TIME);
  }

  private List<String> messages(List<String> forms, ServerSocket server, int timeoutMs)
      throws Exception {
    List<Callable<String>> tries = new ArrayList<>();
    for (String form : forms) {
      tries.add(() -> message(form.formatted(address(server)) + within(timeoutMs)));
    }
    List<String> messages = new ArrayList<>();
    for (Future<String> each : threads.invokeAll(tries)) {
      messages.add(each.get());
    }
    return messages;
  }

  private static String within(int timeoutMs) {
    return "?jms.connectTimeout=" + timeoutMs;
  }

  private static String address(ServerSocket server) {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private static String uri(Broker broker, boolean failover) {
    String one = "amqp://127.0.0.1:" + broker.peer.port();
    return failover ? "failover:(" + one + ")" : one;
  }

  private static ServerSocket silent(int backlog) throws IOException {
    return new ServerSocket(0, backlog, InetAddress.getLoopbackAddress());
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

  @Test
  void aServerThatSaysNothingIsNamedWithWhatItOwes() throws Exception {
    List<String> forms =
        List.of("amqps://%s", "failover:(amqps://%s)", "amqp://%s", "failover:(amqp://%s)");
    try (ServerSocket server = silent(2 * forms.size())) {
      List<String> messages = messages(forms, server, IN_TIME_FOR_TLS);

      assertThat(messages).allSatisfy(each -> assertThat(each).contains(address(server)));
      assertThat(messages.subList(0, 2))
          .allSatisfy(each -> assertThat(each).contains("for the TLS handshake"));
      assertThat(messages.subList(2, 4))
          .allSatisfy(each -> assertThat(each).contains("for the first octet: it may want TLS"));
    }
  }

  @Test
  void aServerThatDoesNotAcceptOwesTheTcpConnection() throws Exception {
    try (ServerSocket server = silent(1)) {
      List<Socket> fillers = fillBacklog(server);

      assertThat(messages(FORMS, server))
          .allSatisfy(each -> assertThat(each).contains("for the TCP connection"));

      for (Socket filler : fillers) {
        filler.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aServerThatBeginsWithSaslOwesItsOutcome(boolean failover) throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectProtocolHeader(ProtocolHeader.SASL).respond().expectDisconnect();
      broker.peer.allowSurplus();

      assertThat(message(uri(broker, failover) + within(IN_TIME))).contains("for the SASL outcome");

      broker.verify();
    }
  }

  /** It is no fault of the server's. */
  @Test
  void aProviderThatHangsOwesTheCredentials() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (Broker broker = new Broker()) {
      broker.peer.expectProtocolHeader(ProtocolHeader.SASL).respond();
      broker.peer.sendSaslFrame(new SaslMechanisms(List.of(Symbol.of("PLAIN"))));
      broker.peer.expectDisconnect().allowSurplus();
      PostriderConnectionFactory factory =
          new PostriderConnectionFactory(uri(broker, true) + within(IN_TIME));
      factory.setCredentialsProvider(
          request -> {
            never.await();
            return Credentials.none();
          });

      assertThatExceptionOfType(JMSException.class)
          .isThrownBy(() -> factory.createConnection().close())
          .withMessageContainingAll(
              "127.0.0.1:" + broker.peer.port(), " for the credentials provider");

      broker.verify();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aServerThatDoesNotAnswerTheOpenOwesThat(boolean failover) throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSaslAnonymous();
      broker.peer.expectOpen();
      broker.peer.expectClose();

      try (Connection connection =
          new PostriderConnectionFactory(uri(broker, failover) + within(IN_TIME))
              .createConnection()) {
        assertThatExceptionOfType(RequestTimedOutException.class)
            .isThrownBy(connection::start)
            .withMessageContaining("waiting at 127.0.0.1:" + broker.peer.port() + " for the open");
      }
    }
  }

  @Test
  void betweenTwoTriesOnlyTheLastFailureIsTold() throws Exception {
    String address;
    try (ServerSocket gone = silent(1)) {
      address = address(gone);
    }
    String uri = "failover:(amqp://" + address + ")";

    String message = message(uri + within(IN_TIME) + "&failover.initialReconnectDelay=60000");

    assertThat(message).contains("; the last try failed: ", "refused").doesNotContain("waiting at");
  }
}
