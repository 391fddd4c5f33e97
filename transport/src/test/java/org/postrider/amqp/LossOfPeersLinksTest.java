// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.testpeer.ScriptedPeer;

/** Sessions and links that the peer asked for end with the socket, and not as if it ended them. */
@Timeout(60)
class LossOfPeersLinksTest {

  private static final EventType[] ENDS = {
    EventType.LINK_REMOTE_CLOSE,
    EventType.LINK_REMOTE_DETACH,
    EventType.LINK_CLOSING,
    EventType.LINK_ERROR,
    EventType.LINK_CLOSED,
    EventType.LINK_FINAL,
    EventType.SESSION_REMOTE_CLOSE,
    EventType.SESSION_CLOSING,
    EventType.SESSION_ERROR,
    EventType.SESSION_CLOSED,
    EventType.SESSION_FINAL,
    EventType.TRANSPORT_ERROR,
    EventType.DISCONNECTED,
    EventType.RECONNECTED,
    EventType.CONNECTION_CLOSED,
    EventType.CONNECTION_FINAL
  };

  /** Keeps the ends, and counts links that are open. */
  private static final class Ends extends Recorder {

    private final CountDownLatch opened;

    Ends(int links) {
      super(ENDS);
      opened = new CountDownLatch(links);
    }

    @Override
    public void onLinkOpening(Event event) {
      // Granted, also on a connection that this container made.
    }

    @Override
    public void onLinkOpened(Event event) {
      opened.countDown();
    }

    void awaitOpened() throws InterruptedException {
      assertThat(opened.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aListenerTellsTheLossAndThenTheLastEventsOfWhatItsClientHad() throws Exception {
    Ends server = new Ends(2);
    try (Loopback loopback = new Loopback(server, new Recorder());
        CuttingProxy proxy = new CuttingProxy(loopback.acceptor.port())) {
      Connection connection =
          loopback.client.connect(
              "amqp://127.0.0.1:" + proxy.port(), new ConnectionOptions().reconnect(false));
      loopback.client.createSender(connection, "q");
      loopback.client.createReceiver(connection, "q");
      server.awaitOpened();

      proxy.cut();

      server.inOrder(
          EventType.TRANSPORT_ERROR,
          EventType.DISCONNECTED,
          EventType.LINK_FINAL,
          EventType.LINK_FINAL,
          EventType.SESSION_FINAL,
          EventType.CONNECTION_FINAL);
    }
    assertThat(server.isEmpty()).isTrue();
  }

  @Test
  void aClientTellsTheLossAndThenTheLastEventOfALinkThatItsPeerAskedFor() throws Exception {
    MessagingHandler server =
        new MessagingHandler() {
          @Override
          public void onSessionOpened(Event event) {
            event.session().createSender("to the client");
          }
        };
    Ends client = new Ends(1);
    try (Loopback loopback = new Loopback(server, client);
        CuttingProxy proxy = new CuttingProxy(loopback.acceptor.port())) {
      loopback.client.connect("amqp://127.0.0.1:" + proxy.port()).createSession();
      client.awaitOpened();

      proxy.cut();

      client.inOrder(
          EventType.TRANSPORT_ERROR,
          EventType.DISCONNECTED,
          EventType.LINK_FINAL,
          EventType.RECONNECTED);
    }
  }

  @Test
  void aLossThatCutsTheRefusalOfALinkOffIsNotTheDetachOfThePeer() throws Exception {
    Recorder client = new Recorder(ENDS);
    Container container = new Container(client);
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.expectSaslAnonymous().expectOpen().respond();
      peer.expectBegin().respond();
      peer.remoteAttach()
          .asReceiver()
          .withName("theirs")
          .withHandle(0)
          .withSourceAddress("q")
          .send();
      peer.expectAttach();
      peer.expectDetach();
      peer.dropConnection();

      container.connect(peer.uri(), new ConnectionOptions().reconnect(false)).createSession();
      container.run();
    }

    client.inOrder(
        EventType.LINK_CLOSED,
        EventType.LINK_FINAL,
        EventType.TRANSPORT_ERROR,
        EventType.DISCONNECTED,
        EventType.SESSION_FINAL,
        EventType.CONNECTION_FINAL);
    assertThat(client.isEmpty()).isTrue();
  }
}
