// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/** What becomes of a connection that is lost or does not come about. */
@Timeout(60)
class ReconnectTest {

  private static final EventType[] KINDS = {
    EventType.CONNECTION_OPENED,
    EventType.CONNECTION_ERROR,
    EventType.CONNECTION_CLOSED,
    EventType.TRANSPORT_ERROR,
    EventType.DISCONNECTED,
    EventType.RECONNECTING,
    EventType.RECONNECTED,
    EventType.RECONNECT_GAVE_UP,
    EventType.LINK_OPENED,
    EventType.MESSAGE,
    EventType.LINK_CLOSED
  };

  @Test
  void withoutReconnectThereIsOneTryAtTheFirstUrl() throws Exception {
    Recorder handler = new Recorder(KINDS);
    Container container = new Container(handler);
    container.connect(new ConnectionOptions().urls(dead(), "amqp://127.0.0.1:1").reconnect(false));

    container.run();

    Event error = handler.next(EventType.TRANSPORT_ERROR);
    assertThat(error.condition()).hasToString("postrider:io");
    assertThat(error.description()).contains("refused");
    assertThat(error.cause()).isInstanceOf(IOException.class);
    handler.next(EventType.DISCONNECTED);
    assertThat(handler.isEmpty()).isTrue();
  }

  @Test
  void eachDelayStandsBeforeEachUrl() throws Exception {
    Recorder handler = new Recorder(EventType.RECONNECTING, EventType.RECONNECT_GAVE_UP);
    Container container = new Container(handler);
    String one = dead();
    String two = dead();
    container.connect(new ConnectionOptions().urls(one, two).reconnect(new Delays(0, 10, 20)));

    container.run();

    for (int attempt = 2; attempt <= 6; attempt++) {
      Event event = handler.next(EventType.RECONNECTING);
      assertThat(event.attempt()).isEqualTo(attempt);
      assertThat(event.url()).isEqualTo(ConnectionUrl.parse(attempt % 2 == 0 ? two : one));
      assertThat(event.delay()).isEqualTo(Duration.ofMillis((attempt - 1) / 2 * 10L));
    }
    handler.next(EventType.RECONNECT_GAVE_UP);
    assertThat(handler.isEmpty()).isTrue();
  }

  @Test
  void theSecondUrlIsTakenWhereTheFirstIsDead() throws Exception {
    Recorder client = new Recorder(EventType.TRANSPORT_ERROR, EventType.CONNECTION_OPENED);
    Recorder server = new Recorder(EventType.CONNECTION_OPENED);

    try (Loopback loopback = new Loopback(server, client)) {
      loopback.client.connect(
          new ConnectionOptions().urls(dead(), loopback.url().replace("127.0.0.1", "localhost")));

      client.inOrder(EventType.TRANSPORT_ERROR, EventType.CONNECTION_OPENED);
      assertThat(server.next(EventType.CONNECTION_OPENED).connection().remoteHostname())
          .isEqualTo("localhost");
    }
  }

  @Test
  void aForcedCloseIsALossAfterWhichLinksComeBack() throws Exception {
    Recorder client = new Recorder(KINDS);
    Recorder server = new Recorder(EventType.LINK_OPENED, EventType.MESSAGE);

    try (Loopback loopback = new Loopback(server, client)) {
      Delays policy = new Delays(0, 0);
      Connection connection =
          loopback.client.connect(loopback.url(), new ConnectionOptions().reconnect(policy));
      Sender sender = loopback.client.createSender(connection, "jobs");
      client.inOrder(EventType.CONNECTION_OPENED, EventType.LINK_OPENED);
      Link attached = server.next(EventType.LINK_OPENED).link();

      attached.connection().close(new AmqpError(ErrorConditions.CONNECTION_FORCED, "restart"));

      assertThat(client.next(EventType.TRANSPORT_ERROR).condition())
          .isEqualTo(ErrorConditions.CONNECTION_FORCED);
      client.next(EventType.DISCONNECTED);
      Event reconnecting = client.next(EventType.RECONNECTING);
      assertThat(reconnecting.attempt()).isEqualTo(1);
      assertThat(reconnecting.delay()).isZero();
      assertThat(client.next(EventType.CONNECTION_OPENED).connection()).isSameAs(connection);
      assertThat(client.next(EventType.LINK_OPENED).link()).isSameAs(sender);
      assertThat(client.next(EventType.RECONNECTED).connection()).isSameAs(connection);
      assertThat(server.next(EventType.LINK_OPENED).link().name()).isEqualTo(sender.name());
      sender.send(new Message("after"));
      assertThat(server.bodies(1)).containsExactly("after");
    }
  }

  @Test
  void aLostSocketIsALossAfterWhichLinksComeBack() throws Exception {
    Recorder client = new Recorder(KINDS);
    Recorder server = new Recorder(EventType.MESSAGE);

    try (Loopback loopback = new Loopback(server, client)) {
      try (CuttingProxy proxy = new CuttingProxy(loopback.acceptor.port())) {
        Connection connection =
            loopback.client.connect("amqp://127.0.0.1:" + proxy.port(), new ConnectionOptions());
        Sender sender = loopback.client.createSender(connection, "jobs");
        client.inOrder(EventType.CONNECTION_OPENED, EventType.LINK_OPENED);

        proxy.cut();

        client.inOrder(
            EventType.TRANSPORT_ERROR,
            EventType.DISCONNECTED,
            EventType.RECONNECTING,
            EventType.CONNECTION_OPENED);
        assertThat(client.next(EventType.LINK_OPENED).link()).isSameAs(sender);
        client.next(EventType.RECONNECTED);
        sender.send(new Message("after"));
        assertThat(server.bodies(1)).containsExactly("after");
      }
    }
  }

  @Test
  void withoutReconnectALossEndsTheConnection() throws Exception {
    Recorder client = new Recorder(KINDS);

    try (Loopback loopback = new Loopback(new MessagingHandler() {}, client)) {
      try (CuttingProxy proxy = new CuttingProxy(loopback.acceptor.port())) {
        Connection connection =
            loopback.client.connect(
                "amqp://127.0.0.1:" + proxy.port(), new ConnectionOptions().reconnect(false));
        Sender sender = loopback.client.createSender(connection, "jobs");
        client.inOrder(EventType.CONNECTION_OPENED, EventType.LINK_OPENED);

        proxy.cut();

        client.inOrder(EventType.TRANSPORT_ERROR, EventType.DISCONNECTED);
        await().until(() -> connection.isClosed() && sender.isClosed());
      }
    }
  }

  @Test
  void messagesSentBeforeThereIsAConnectionGoOutWithIt() throws Exception {
    Recorder server = new Recorder(EventType.MESSAGE);

    try (Loopback loopback = new Loopback(server, new MessagingHandler() {})) {
      Connection connection =
          loopback.client.connect(new ConnectionOptions().urls(dead(), loopback.url()));
      loopback.client.createSender(connection, "jobs").send(new Message("early"));

      assertThat(server.bodies(1)).containsExactly("early");
    }
  }

  @Test
  void closingEndsTheTries() throws Exception {
    Recorder handler = new Recorder(EventType.RECONNECTING, EventType.CONNECTION_CLOSED);
    Container container = new Container(handler);
    Connection connection = container.connect(dead());
    container.start();
    handler.next(EventType.RECONNECTING);

    connection.close();

    container.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
    assertThat(connection.isClosed()).isTrue();
  }

  @Test
  void aSilentPeerIsGivenUpAfterTheConnectTimeout() throws Exception {
    Recorder handler = new Recorder(KINDS);
    Container container = new Container(handler);
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      container.connect(
          "amqp://127.0.0.1:" + silent.getLocalPort(),
          new ConnectionOptions().reconnect(false).connectTimeout(Duration.ofMillis(200)));

      container.run();

      Event error = handler.next(EventType.TRANSPORT_ERROR);
      assertThat(error.description()).contains("200");
      handler.next(EventType.DISCONNECTED);
    }
  }

  @Test
  void aDelayMayStandOnceBeforeAllUrls() throws Exception {
    Recorder handler = new Recorder(EventType.RECONNECTING, EventType.RECONNECT_GAVE_UP);
    Container container = new Container(handler);
    container.connect(
        new ConnectionOptions()
            .urls(dead(), dead())
            .delayEachUrl(false)
            .reconnect(new Delays(0, 10)));

    container.run();

    assertThat(handler.next(EventType.RECONNECTING).delay()).isZero();
    assertThat(handler.next(EventType.RECONNECTING).delay()).isEqualTo(Duration.ofMillis(10));
    assertThat(handler.next(EventType.RECONNECTING).delay()).isZero();
    handler.next(EventType.RECONNECT_GAVE_UP);
  }

  @Test
  void aTryTellsWhatItsForerunnerFailedOf() throws Exception {
    Recorder handler = new Recorder(EventType.RECONNECTING, EventType.RECONNECT_GAVE_UP);
    Container container = new Container(handler);
    container.connect(new ConnectionOptions().urls(dead()).reconnect(new Delays(0, 0)));

    container.run();

    Event reconnecting = handler.next(EventType.RECONNECTING);
    assertThat(reconnecting.cause()).isInstanceOf(IOException.class);
    assertThat(reconnecting.description()).contains("refused");
    Event gaveUp = handler.next(EventType.RECONNECT_GAVE_UP);
    assertThat(gaveUp.cause()).isInstanceOf(IOException.class);
  }

  @Test
  void aCloseForAnotherReasonIsTheEndUnlessItIsNamed() throws Exception {
    Recorder client = new Recorder(KINDS);
    Recorder server = new Recorder(EventType.CONNECTION_OPENED);
    AmqpError unauthorized = new AmqpError(ErrorConditions.UNAUTHORIZED_ACCESS, "no more");

    try (Loopback loopback = new Loopback(server, client)) {
      loopback.client.connect(
          loopback.url(),
          new ConnectionOptions().reconnectOn("amqp:unauthorized-access").reconnect(new Delays(0)));
      client.next(EventType.CONNECTION_OPENED);
      server.next(EventType.CONNECTION_OPENED).connection().close(unauthorized);
      client.inOrder(
          EventType.TRANSPORT_ERROR,
          EventType.DISCONNECTED,
          EventType.RECONNECTING,
          EventType.CONNECTION_OPENED);
      client.next(EventType.RECONNECTED).connection().close();
      client.next(EventType.CONNECTION_CLOSED);

      Connection ended = loopback.client.connect(loopback.url(), new ConnectionOptions());
      client.next(EventType.CONNECTION_OPENED);
      server.next(EventType.CONNECTION_OPENED);
      server.next(EventType.CONNECTION_OPENED).connection().close(unauthorized);

      client.inOrder(EventType.CONNECTION_ERROR, EventType.CONNECTION_CLOSED);
      assertThat(ended.isClosed()).isTrue();
    }
  }

  @Test
  void aRedirectIsFollowedToItsHostAndVirtualHost() throws Exception {
    Recorder client = new Recorder(KINDS);
    Recorder server = new Recorder(EventType.CONNECTION_OPENED);
    Recorder other = new Recorder(EventType.CONNECTION_OPENED);

    try (Loopback loopback = new Loopback(server, client);
        Loopback elsewhere = new Loopback(other, new MessagingHandler() {})) {
      loopback.client.connect(loopback.url(), new ConnectionOptions());
      client.next(EventType.CONNECTION_OPENED);
      server
          .next(EventType.CONNECTION_OPENED)
          .connection()
          .close(
              new AmqpError(
                  ErrorConditions.CONNECTION_REDIRECT,
                  "there",
                  Map.of(
                      Symbol.of("network-host"), "127.0.0.1",
                      Symbol.of("port"), elsewhere.acceptor.port(),
                      Symbol.of("hostname"), "tenant")));

      client.inOrder(EventType.TRANSPORT_ERROR, EventType.DISCONNECTED);
      Event reconnecting = client.next(EventType.RECONNECTING);
      assertThat(reconnecting.url().port()).isEqualTo(elsewhere.acceptor.port());
      assertThat(reconnecting.delay()).isZero();
      client.inOrder(EventType.CONNECTION_OPENED, EventType.RECONNECTED);
      assertThat(other.next(EventType.CONNECTION_OPENED).connection().remoteHostname())
          .isEqualTo("tenant");
    }
  }

  @Test
  void whatWasSentAndNotSettledIsToldAsLost() throws Exception {
    Recorder client =
        new Recorder(
            EventType.LINK_OPENED,
            EventType.DELIVERY_LOST,
            EventType.DISCONNECTED,
            EventType.RECONNECTED);
    Recorder server =
        new Recorder(EventType.MESSAGE) {
          @Override
          public void onLinkOpening(Event event) {
            event.receiver().open(null, new ReceiverOptions().autoAccept(false));
          }
        };

    try (Loopback loopback = new Loopback(server, client)) {
      try (CuttingProxy proxy = new CuttingProxy(loopback.acceptor.port())) {
        Connection connection =
            loopback.client.connect("amqp://127.0.0.1:" + proxy.port(), new ConnectionOptions());
        Sender sender =
            loopback.client.createSender(connection, "jobs", new SenderOptions().autoSettle(false));
        client.next(EventType.LINK_OPENED);
        Delivery delivery = sender.send(new Message("in doubt"));
        server.next(EventType.MESSAGE);

        proxy.cut();

        Event lost = client.next(EventType.DELIVERY_LOST);
        assertThat(lost.delivery()).isSameAs(delivery);
        assertThat(delivery.isLost()).isTrue();
        client.inOrder(EventType.DISCONNECTED, EventType.LINK_OPENED, EventType.RECONNECTED);
      }
    }
  }

  @Test
  void aServerThatClosesWhatItHasOpenedUsesUpTheTries() throws Exception {
    Recorder client = new Recorder(EventType.RECONNECT_GAVE_UP);
    MessagingHandler server =
        new MessagingHandler() {
          @Override
          public void onConnectionOpened(Event event) {
            event
                .connection()
                .close(new AmqpError(ErrorConditions.CONNECTION_FORCED, "always a restart"));
          }
        };

    try (Loopback loopback = new Loopback(server, client)) {
      loopback.client.connect(
          loopback.url(), new ConnectionOptions().reconnect(new Delays(0, 0, 0)));

      Event end = client.next(EventType.RECONNECT_GAVE_UP);
      assertThat(end.description()).contains("always a restart");
    }
  }

  @Test
  void aPolicyThatFailsEndsItsOwnConnectionAlone() throws Exception {
    Recorder client = new Recorder(EventType.CONNECTION_OPENED, EventType.RECONNECT_GAVE_UP);
    Recorder server = new Recorder(EventType.CONNECTION_OPENED);

    try (Loopback loopback = new Loopback(server, client)) {
      loopback.client.connect(dead(), new ConnectionOptions().reconnect(new Failing()));

      Event end = client.next(EventType.RECONNECT_GAVE_UP);
      assertThat(end.description()).contains("the reconnect policy failed");
      assertThat(end.cause()).hasCauseInstanceOf(NoSuchElementException.class);
      loopback.client.connect(loopback.url());
      client.next(EventType.CONNECTION_OPENED);
    }
  }

  /** A port at which nobody listens: it was free a moment ago. */
  private static String dead() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "amqp://127.0.0.1:" + socket.getLocalPort();
    }
  }

  /** A policy with a fault. */
  private static final class Failing implements ReconnectPolicy {

    @Override
    public void reset() {
      // There is no state.
    }

    @Override
    public Duration next() {
      throw new NoSuchElementException("no delays are left");
    }
  }

  /** A policy of a user's own: delays in milliseconds. */
  private static final class Delays implements ReconnectPolicy {

    private final List<Long> all;
    private final Deque<Long> left = new ArrayDeque<>();

    Delays(long... ms) {
      all = Arrays.stream(ms).boxed().toList();
    }

    @Override
    public void reset() {
      left.clear();
      left.addAll(all);
    }

    @Override
    public Duration next() {
      return left.isEmpty() ? null : Duration.ofMillis(left.remove());
    }
  }
}
