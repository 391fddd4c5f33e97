// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.transaction.Coordinator;

/**
 * The client's end of a conversation that is lost now and then: an engine with one session that
 * outlives each loss, and links whose events are told to whoever made them.
 *
 * <p>Confined to the test's thread.
 */
final class LossyClient implements ConnectionListener, SessionListener {

  private static final int CREDIT = 2;

  private final ConnectionEngine engine;
  private final SessionEndpoint session;
  private final Runnable onLoss;
  private boolean closed;

  /** A client that opens and begins; onLoss runs after the losses of the deliveries are told. */
  LossyClient(int maxFrameSize, Runnable onLoss) {
    this.onLoss = onLoss;
    engine =
        new ConnectionEngine(ConnectionSettings.of("client").withLimits(maxFrameSize, 7, 0), this);
    engine.open();
    session = engine.createSession();
    session.listener(this);
    session.begin();
  }

  ConnectionEngine engine() {
    return engine;
  }

  boolean isClosed() {
    return closed;
  }

  SenderLink attachSender(SenderEvents events) {
    return attach(
        session.createSender(LinkSettings.of("out", Source.of("s"), Target.of("t"))), events);
  }

  SenderLink attachCoordinator(SenderEvents events) {
    Coordinator target = new Coordinator(List.of(Coordinator.LOCAL_TRANSACTIONS));
    return attach(
        session.createSender(LinkSettings.of("coordinator", Source.of(null), target)), events);
  }

  private static SenderLink attach(SenderLink link, SenderEvents events) {
    link.listener(events);
    link.attach();
    return link;
  }

  /** Attaches a receiver that grants credit for two whenever its link comes up. */
  ReceiverLink attachReceiver(Consumer<IncomingDelivery> delivered) {
    ReceiverLink link =
        session.createReceiver(LinkSettings.of("in", Source.of("s"), Target.of("t")));
    link.listener(new ReceiverEvents(delivered));
    link.attach();
    return link;
  }

  void close() {
    session.end(null);
    engine.close(null);
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
    onLoss.run();
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

  /** What the maker of a sender wants to hear. */
  record SenderEvents(
      Runnable sendable, Consumer<OutgoingDelivery> answered, Consumer<OutgoingDelivery> unanswered)
      implements SenderListener {

    @Override
    public void credit(SenderLink link) {
      sendable.run();
    }

    @Override
    public void updated(OutgoingDelivery delivery) {
      if (delivery.remoteState() != null) {
        answered.accept(delivery);
      }
    }

    @Override
    public void lost(OutgoingDelivery delivery) {
      unanswered.accept(delivery);
    }

    @Override
    public void attached(Link link) {
      // Credit follows.
    }

    @Override
    public void detached(Link link, boolean forGood, @Nullable AmqpError error) {
      // It ends with its session.
    }
  }

  private record ReceiverEvents(Consumer<IncomingDelivery> received) implements ReceiverListener {

    @Override
    public void attached(Link link) {
      ((ReceiverLink) link).credit(CREDIT);
    }

    @Override
    public void delivered(IncomingDelivery delivery) {
      received.accept(delivery);
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
      // It ends with its session.
    }
  }
}
