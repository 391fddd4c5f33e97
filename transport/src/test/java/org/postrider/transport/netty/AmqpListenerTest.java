// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.sasl.Credentials;
import org.postrider.transport.auth.AuthenticationException;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.auth.SaslServerSettings;
import org.postrider.transport.engine.ConnectionEngine;
import org.postrider.transport.engine.ConnectionListener;
import org.postrider.transport.engine.ConnectionSettings;
import org.postrider.transport.engine.SessionEndpoint;

class AmqpListenerTest {

  private static final EndpointAddress ANY_PORT = EndpointAddress.amqp("127.0.0.1", 0);
  private static final byte[] AMQP = {'A', 'M', 'Q', 'P', 0, 1, 0, 0};
  private static final byte[] SASL = {'A', 'M', 'Q', 'P', 3, 1, 0, 0};

  private static final SaslServerSettings PASSWORDS =
      SaslServerSettings.passwords(
          (user, password) -> user.equals("u") && Arrays.equals(password, "p".toCharArray()));

  private final EventLoops loops = EventLoops.own(IoKind.AUTO, 2);
  private final List<ConnectionDriver> accepted = new CopyOnWriteArrayList<>();
  private final List<String> users = new CopyOnWriteArrayList<>();
  private final FakeEngine client = new FakeEngine();
  private final ConnectionDriver driver = new ConnectionDriver(loops, client, client.failures::add);
  private final Outcome outcome = new Outcome();

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    driver.terminate();
    accepted.forEach(ConnectionDriver::terminate);
    loops.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  private AmqpListener listenForEcho(ListenRequest request) throws Exception {
    return AmqpListener.listen(
        loops,
        request,
        socket -> {
          FakeEngine echo = new FakeEngine();
          echo.onInput = (output, octets) -> output.write(octets, 0, octets.length);
          users.add(String.valueOf(socket.user()));
          accepted.add(socket.drive(echo, echo.failures::add));
        });
  }

  private TransportException connect(AmqpListener listener, SaslClientSettings sasl)
      throws Exception {
    EndpointAddress address = EndpointAddress.amqp("127.0.0.1", listener.port());
    client.onStart = output -> output.write(AMQP, 0, AMQP.length);
    driver.connect(new ConnectRequest(address, TransportOptions.defaults(), sasl), outcome);
    return outcome.await();
  }

  private static SaslClientSettings user(String password) {
    return SaslClientSettings.of(Credentials.of("u", password.toCharArray()));
  }

  @Test
  void anAuthenticatedClientReachesItsEngine() throws Exception {
    try (AmqpListener listener = listenForEcho(ListenRequest.of(ANY_PORT, PASSWORDS))) {
      TransportException failure = connect(listener, user("p"));

      assertThat(failure).isNull();
      await().untilAsserted(() -> assertThat(client.received()).isEqualTo(AMQP));
      assertThat(users).containsExactly("u");
    }
  }

  @Test
  void aWrongPasswordIsRefusedWithItsCode() throws Exception {
    try (AmqpListener listener = listenForEcho(ListenRequest.of(ANY_PORT, PASSWORDS))) {
      TransportException failure = connect(listener, user("q"));

      assertThat(failure.kind()).isEqualTo(TransportException.Kind.AUTHENTICATION);
      assertThat(((AuthenticationException) failure.getCause()).isPermanent()).isTrue();
      assertThat(accepted).isEmpty();
    }
  }

  @Test
  void aClientWithoutSaslComesInWhereAllowed() throws Exception {
    ListenRequest open = ListenRequest.of(ANY_PORT, SaslServerSettings.open());
    try (AmqpListener listener = listenForEcho(open)) {
      TransportException failure = connect(listener, null);

      assertThat(failure).isNull();
      await().untilAsserted(() -> assertThat(client.received()).isEqualTo(AMQP));
      assertThat(users).containsExactly("null");
    }
  }

  @Test
  void aClientWithoutSaslIsShownTheHeaderThatIsNeeded() throws Exception {
    try (AmqpListener listener = listenForEcho(ListenRequest.of(ANY_PORT, PASSWORDS));
        Socket raw = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      raw.setSoTimeout(RawServer.TIMEOUT_MS);
      raw.getOutputStream().write(AMQP);

      assertThat(raw.getInputStream().readAllBytes()).isEqualTo(SASL);
    }
  }

  @Test
  void aClientThatSaysNothingIsDropped() throws Exception {
    TransportOptions impatient = TransportOptions.builder().handshakeTimeoutMs(50).build();
    ListenRequest request = new ListenRequest(ANY_PORT, impatient, PASSWORDS, 10);
    try (AmqpListener listener = listenForEcho(request);
        Socket raw = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      raw.setSoTimeout(RawServer.TIMEOUT_MS);

      assertThat(raw.getInputStream().read()).isNegative();
    }
  }

  @Test
  void aConnectionThatNobodyDrivesIsClosed() throws Exception {
    ListenRequest open = ListenRequest.of(ANY_PORT, SaslServerSettings.open());
    try (AmqpListener listener = AmqpListener.listen(loops, open, socket -> {})) {
      connect(listener, SaslClientSettings.anonymous());

      await().untilAsserted(() -> assertThat(client.closes).hasSize(1));
    }
  }

  @Test
  void oneConnectionTooManyIsClosed() throws Exception {
    ListenRequest one = new ListenRequest(ANY_PORT, TransportOptions.defaults(), PASSWORDS, 1);
    try (AmqpListener listener = listenForEcho(one)) {
      connect(listener, user("p"));

      try (Socket second = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
        second.setSoTimeout(RawServer.TIMEOUT_MS);
        assertThat(second.getInputStream().read()).isNegative();
      }
      assertThat(client.closes).isEmpty();
    }
  }

  @Test
  void aPortThatIsTakenIsAFailureThatNamesIt() throws Exception {
    try (AmqpListener listener = listenForEcho(ListenRequest.of(ANY_PORT, PASSWORDS))) {
      EndpointAddress taken = EndpointAddress.amqp("127.0.0.1", listener.port());

      assertThatExceptionOfType(TransportException.class)
          .isThrownBy(() -> listenForEcho(ListenRequest.of(taken, PASSWORDS)))
          .withMessageStartingWith("127.0.0.1:" + listener.port());
    }
  }

  @Test
  void aClosedListenerAcceptsNoMore() throws Exception {
    AmqpListener listener = listenForEcho(ListenRequest.of(ANY_PORT, PASSWORDS));
    listener.close();
    int port = 0;
    try (RawServer probe = new RawServer()) {
      port = probe.port();
    }

    assertThat(port).isPositive();
    await()
        .untilAsserted(
            () ->
                assertThatExceptionOfType(java.net.ConnectException.class)
                    .isThrownBy(
                        () -> new Socket(InetAddress.getLoopbackAddress(), listener.port())));
  }

  @Test
  void twoEnginesOpenAndCloseOverASocket() throws Exception {
    Events server = new Events();
    ListenRequest request = ListenRequest.of(ANY_PORT, PASSWORDS);
    try (AmqpListener listener =
        AmqpListener.listen(
            loops,
            request,
            socket -> {
              var engine = new ConnectionEngine(ConnectionSettings.of("server"), server);
              accepted.add(socket.drive(engine, client.failures::add));
              engine.open();
            })) {
      Events events = new Events();
      var engine = new ConnectionEngine(ConnectionSettings.of("client"), events);
      engine.open();
      var opener = new ConnectionDriver(loops, engine, client.failures::add);
      accepted.add(opener);
      EndpointAddress address = EndpointAddress.amqp("127.0.0.1", listener.port());
      opener.connect(new ConnectRequest(address, TransportOptions.defaults(), user("p")), outcome);

      await().untilAsserted(() -> assertThat(events.seen).containsExactly("opened"));
      opener.execute(() -> engine.close(null));

      await().untilAsserted(() -> assertThat(events.seen).containsExactly("opened", "closed"));
      await().untilAsserted(() -> assertThat(server.seen).containsExactly("opened", "closed"));
      assertThat(client.failures).isEmpty();
    }
  }

  private static final class Events implements ConnectionListener {

    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    public void opened(ConnectionEngine connection) {
      seen.add("opened");
    }

    @Override
    public void sessionBegun(SessionEndpoint session) {
      seen.add("sessionBegun");
    }

    @Override
    public void closed(ConnectionEngine connection, AmqpError error) {
      seen.add("closed");
    }

    @Override
    public void lost(ConnectionEngine connection, Throwable cause) {
      seen.add("lost");
    }
  }
}
