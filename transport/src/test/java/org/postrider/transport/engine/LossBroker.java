// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.transaction.Coordinator;
import org.postrider.codec.transaction.Discharge;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.testpeer.TestPayload;

/**
 * A broker that stores what it gets before it accepts it, and delivers what is not accepted until
 * it is, in transactions too; it has an engine for each connection and keeps its messages over all
 * of them.
 *
 * <p>Confined to the test's thread.
 */
final class LossBroker implements ConnectionListener, SessionListener {

  final List<String> stored = new ArrayList<>();
  final List<String> delivered = new ArrayList<>();
  final List<String> unaccepted;
  final LossTransactions transactions = new LossTransactions();
  private final Set<String> underWay = new HashSet<>();
  private final int maxFrameSize;
  ConnectionEngine engine;
  private SenderLink delivering;

  LossBroker(List<String> messages, int maxFrameSize) {
    this.unaccepted = new ArrayList<>(messages);
    this.maxFrameSize = maxFrameSize;
    engine = fresh();
  }

  private ConnectionEngine fresh() {
    return new ConnectionEngine(
        ConnectionSettings.of("broker").withLimits(maxFrameSize, 7, 0), this);
  }

  /** The next connection. */
  void reconnect() {
    engine = fresh();
    underWay.clear();
    transactions.connectionLost();
  }

  private void deliver(SenderLink link) {
    for (String message : List.copyOf(unaccepted)) {
      if (link.credit() > 0 && underWay.add(message)) {
        delivered.add(message);
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        link.send(OutgoingMessage.unsettled(Unpooled.wrappedBuffer(octets), message));
      }
    }
  }

  @Override
  public void opened(ConnectionEngine connection) {
    connection.open();
  }

  @Override
  public void sessionBegun(SessionEndpoint session) {
    session.listener(this);
    session.begin();
  }

  @Override
  public void closed(ConnectionEngine connection, @Nullable AmqpError error) {
    // The client closed it, or the loss did.
  }

  @Override
  public void lost(ConnectionEngine connection, @Nullable Throwable cause) {
    // The next connection has another engine.
  }

  @Override
  public void opened(SessionEndpoint session) {
    // Its links follow.
  }

  @Override
  public void closed(SessionEndpoint session, @Nullable AmqpError error) {
    // Its links have ended with it.
  }

  @Override
  public void linkAttached(Link link) {
    if (link instanceof SenderLink sender) {
      delivering = sender;
      sender.listener(new Delivering());
    } else if (link instanceof ReceiverLink receiver) {
      boolean coordinator = receiver.remoteTarget() instanceof Coordinator;
      receiver.listener(new Taking(coordinator ? this::coordinate : this::take));
      receiver.credit(3);
    }
    link.attach();
  }

  private final class Delivering implements SenderListener {

    @Override
    public void credit(SenderLink link) {
      deliver(link);
    }

    @Override
    public void updated(OutgoingDelivery delivery) {
      String message = String.valueOf(delivery.context());
      if (delivery.remoteState() instanceof Accepted) {
        unaccepted.remove(message);
        delivery.settle();
      } else if (delivery.remoteState() instanceof TransactionalState state) {
        transactions.of(state.txnId()).accepted().add(message);
        delivery.settle();
      }
    }

    @Override
    public void lost(OutgoingDelivery delivery) {
      // It stays unaccepted.
    }

    @Override
    public void attached(Link link) {
      // Credit follows.
    }

    @Override
    public void detached(Link link, boolean forGood, @Nullable AmqpError error) {
      // What is unaccepted stays.
    }
  }

  /** Takes a message, in a transaction or not. */
  private DeliveryState take(IncomingDelivery delivery) {
    String message = new String(delivery.payload(), StandardCharsets.UTF_8);
    if (delivery.remoteState() instanceof TransactionalState state) {
      transactions.of(state.txnId()).sent().add(message);
      return new TransactionalState(state.txnId(), Accepted.INSTANCE);
    }
    stored.add(message);
    return Accepted.INSTANCE;
  }

  /** Declares or discharges. */
  private DeliveryState coordinate(IncomingDelivery delivery) {
    if (TestPayload.value(Binary.wrap(delivery.payload())) instanceof Discharge discharge) {
      discharge(discharge);
      return Accepted.INSTANCE;
    }
    return transactions.declare();
  }

  private void discharge(Discharge discharge) {
    LossTransactions.Work work = transactions.discharge(discharge.txnId(), discharge.fail());
    if (discharge.fail()) {
      underWay.removeAll(work.accepted());
      deliver(delivering);
    } else {
      stored.addAll(work.sent());
      unaccepted.removeAll(work.accepted());
    }
  }

  /** Answers each message with an outcome. */
  private record Taking(Function<IncomingDelivery, DeliveryState> outcomes)
      implements ReceiverListener {

    @Override
    public void delivered(IncomingDelivery delivery) {
      delivery.update(outcomes.apply(delivery), true);
      delivery.link().credit(3);
    }

    @Override
    public void aborted(IncomingDelivery delivery) {
      throw new AssertionError("the client aborts nothing");
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
    public void attached(Link link) {
      // Credit was granted.
    }

    @Override
    public void detached(Link link, boolean forGood, @Nullable AmqpError error) {
      // The client said so.
    }
  }
}
