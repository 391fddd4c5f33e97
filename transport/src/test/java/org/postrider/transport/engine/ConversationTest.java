// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;

/** Two engines, wired back to back, hold an ordinary conversation. */
class ConversationTest {

  private final List<String> log = new ArrayList<>();
  private final ConnectionEngine client =
      new ConnectionEngine(ConnectionSettings.of("client"), new LoggingConnection("client"));
  private final ConnectionEngine server =
      new ConnectionEngine(ConnectionSettings.of("server"), new LoggingConnection("server"));
  private final Wire toServer = new Wire();
  private final Wire toClient = new Wire();

  @Test
  void aMessageGoesFromSenderToReceiverAndItsOutcomeComesBack() {
    connect();
    SessionEndpoint session = client.createSession();
    session.begin();
    SenderLink sender =
        session.createSender(LinkSettings.of("link", Source.of("here"), Target.of("there")));
    sender.listener(new LoggingSender());
    sender.attach();
    exchange();

    OutgoingDelivery delivery =
        sender.send(OutgoingMessage.unsettled(Unpooled.wrappedBuffer(new byte[] {1, 2, 3}), "m1"));
    exchange();

    assertThat(log)
        .containsSubsequence(
            "client opened",
            "server attached link",
            "client attached",
            "client credit 10",
            "server delivered 3",
            "client updated m1 " + Accepted.INSTANCE);
    assertThat(delivery.phase()).isEqualTo(DeliveryPhase.SETTLED_THERE);
    assertThat(session.unsettledOutgoing()).isZero();
  }

  @Test
  void closeIsAnsweredAndClosesBothSockets() {
    connect();

    client.close(null);
    exchange();

    assertThat(log).contains("server closed null", "client closed null");
    assertThat(toServer.isClosed()).isTrue();
    assertThat(toClient.isClosed()).isTrue();
  }

  private void connect() {
    client.open();
    client.start(toServer, 0);
    server.start(toClient, 0);
    exchange();
  }

  private void exchange() {
    client.flush();
    server.flush();
    boolean moved = true;
    while (moved) {
      moved = toServer.deliverTo(server, 0);
      moved |= toClient.deliverTo(client, 0);
    }
  }

  private final class LoggingConnection implements ConnectionListener {

    private final String name;

    private LoggingConnection(String name) {
      this.name = name;
    }

    @Override
    public void opened(ConnectionEngine connection) {
      log.add(name + " opened");
      connection.open();
    }

    @Override
    public void sessionBegun(SessionEndpoint session) {
      session.listener(new GrantingSession());
    }

    @Override
    public void closed(ConnectionEngine connection, @Nullable AmqpError error) {
      log.add(name + " closed " + error);
    }

    @Override
    public void lost(ConnectionEngine connection, @Nullable Throwable cause) {
      log.add(name + " lost " + cause);
    }
  }

  private final class GrantingSession implements SessionListener {

    @Override
    public void opened(SessionEndpoint session) {
      log.add("server session opened");
    }

    @Override
    public void closed(SessionEndpoint session, @Nullable AmqpError error) {
      log.add("server session closed " + error);
    }

    @Override
    public void linkAttached(Link link) {
      log.add("server attached " + link.name());
      ReceiverLink receiver = (ReceiverLink) link;
      receiver.listener(new AcceptingReceiver());
      receiver.attach();
      receiver.credit(10);
    }
  }

  private final class AcceptingReceiver implements ReceiverListener {

    @Override
    public void attached(Link link) {}

    @Override
    public void detached(Link link, boolean closed, @Nullable AmqpError error) {}

    @Override
    public void delivered(IncomingDelivery delivery) {
      log.add("server delivered " + delivery.payload().length);
      delivery.update(Accepted.INSTANCE, true);
    }

    @Override
    public void aborted(IncomingDelivery delivery) {}

    @Override
    public void updated(IncomingDelivery delivery) {}

    @Override
    public void credit(ReceiverLink link) {}
  }

  private final class LoggingSender implements SenderListener {

    @Override
    public void attached(Link link) {
      log.add("client attached");
    }

    @Override
    public void detached(Link link, boolean closed, @Nullable AmqpError error) {
      log.add("client detached " + error);
    }

    @Override
    public void credit(SenderLink link) {
      log.add("client credit " + link.credit());
    }

    @Override
    public void updated(OutgoingDelivery delivery) {
      log.add("client updated " + delivery.context() + " " + delivery.remoteState());
    }

    @Override
    public void lost(OutgoingDelivery delivery) {
      log.add("client lost " + delivery.context());
    }
  }
}
