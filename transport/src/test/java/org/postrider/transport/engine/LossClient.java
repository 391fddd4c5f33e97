// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;

/**
 * An application that sends what it has until all of it is confirmed, receives until it has all,
 * and then closes everything; it sends again what was lost, and acknowledges late, so that it
 * acknowledges what was lost too.
 *
 * <p>Confined to the test's thread.
 */
final class LossClient implements LossyConversation.Client, ConnectionListener, SessionListener {

  private final ConnectionEngine engine;
  final List<String> confirmed = new ArrayList<>();
  final List<String> lost = new ArrayList<>();
  final List<String> received = new ArrayList<>();
  final List<String> late = new ArrayList<>();
  private final Deque<String> toSend = new ArrayDeque<>();
  private final int expected;
  private final SessionEndpoint session;
  private final SenderLink sender;
  private final ReceiverLink receiver;
  private @Nullable IncomingDelivery held;
  private int underWay;
  private boolean closing;
  private boolean closed;
  int losses;

  LossClient(List<String> messages, int expected, int maxFrameSize) {
    this.expected = expected;
    toSend.addAll(messages);
    engine =
        new ConnectionEngine(ConnectionSettings.of("client").withLimits(maxFrameSize, 7, 0), this);
    engine.open();
    session = engine.createSession();
    session.listener(this);
    session.begin();
    sender = session.createSender(LinkSettings.of("out", Source.of("s"), Target.of("t")));
    sender.listener(new Sending());
    sender.attach();
    receiver = session.createReceiver(LinkSettings.of("in", Source.of("s"), Target.of("t")));
    receiver.listener(new Receiving());
    receiver.attach();
  }

  @Override
  public ConnectionEngine engine() {
    return engine;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  private void pump() {
    while (sender.credit() > 0 && !toSend.isEmpty()) {
      String message = toSend.remove();
      underWay++;
      byte[] octets = message.getBytes(StandardCharsets.UTF_8);
      sender.send(OutgoingMessage.unsettled(Unpooled.wrappedBuffer(octets), message));
    }
  }

  private void closeIfDone() {
    boolean done = toSend.isEmpty() && underWay == 0 && new TreeSet<>(received).size() == expected;
    if (done && !closing) {
      closing = true;
      accept();
      sender.detach(true, null);
      session.end(null);
      engine.close(null);
    }
  }

  private void accept() {
    IncomingDelivery before = held;
    held = null;
    if (before != null) {
      if (before.phase() == DeliveryPhase.LOST) {
        late.add(new String(before.payload(), StandardCharsets.UTF_8));
      }
      before.update(Accepted.INSTANCE, true);
    }
  }

  @Override
  public void opened(ConnectionEngine connection) {
    // Its sessions follow.
  }

  @Override
  public void sessionBegun(SessionEndpoint remote) {
    throw new AssertionError("the broker begins no session");
  }

  @Override
  public void closed(ConnectionEngine connection, @Nullable AmqpError error) {
    closed = true;
  }

  @Override
  public void lost(ConnectionEngine connection, @Nullable Throwable cause) {
    losses++;
  }

  @Override
  public void opened(SessionEndpoint begun) {
    // Its links follow.
  }

  @Override
  public void closed(SessionEndpoint ended, @Nullable AmqpError error) {
    // It was asked for.
  }

  @Override
  public void linkAttached(Link link) {
    throw new AssertionError("the broker attaches no link");
  }

  private final class Sending implements SenderListener {

    private final List<String> lostNow = new ArrayList<>();

    @Override
    public void credit(SenderLink link) {
      // What was lost goes first, in its order.
      for (int i = lostNow.size() - 1; i >= 0; i--) {
        toSend.addFirst(lostNow.get(i));
      }
      lostNow.clear();
      pump();
    }

    @Override
    public void updated(OutgoingDelivery delivery) {
      if (delivery.remoteState() != null) {
        delivery.settle();
        underWay--;
        confirmed.add(String.valueOf(delivery.context()));
        pump();
        if (lostNow.isEmpty()) {
          closeIfDone();
        }
      }
    }

    @Override
    public void lost(OutgoingDelivery delivery) {
      underWay--;
      LossClient.this.lost.add(String.valueOf(delivery.context()));
      lostNow.add(String.valueOf(delivery.context()));
    }

    @Override
    public void attached(Link link) {
      // Credit follows.
    }

    @Override
    public void detached(Link link, boolean forGood, @Nullable AmqpError error) {
      // It was asked for.
    }
  }

  private final class Receiving implements ReceiverListener {

    @Override
    public void attached(Link link) {
      receiver.credit(2);
    }

    @Override
    public void delivered(IncomingDelivery delivery) {
      accept();
      held = delivery;
      received.add(new String(delivery.payload(), StandardCharsets.UTF_8));
      if (receiver.credit() == 0) {
        receiver.credit(2);
      }
      closeIfDone();
    }

    @Override
    public void aborted(IncomingDelivery delivery) {
      throw new AssertionError("the broker aborts nothing");
    }

    @Override
    public void updated(IncomingDelivery delivery) {
      // The receiver settles first.
    }

    @Override
    public void credit(ReceiverLink link) {
      // Nothing is drained.
    }

    @Override
    public void detached(Link link, boolean forGood, @Nullable AmqpError error) {
      // It was asked for.
    }
  }
}
