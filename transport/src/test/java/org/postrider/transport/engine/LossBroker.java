// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;

/**
 * A broker that stores what it gets before it accepts it, and delivers what is not accepted until
 * it is; it has an engine for each connection and keeps its messages over all of them.
 *
 * <p>Confined to the test's thread.
 */
final class LossBroker implements ConnectionListener, SessionListener {

  final List<String> stored = new ArrayList<>();
  final List<String> delivered = new ArrayList<>();
  final List<String> unaccepted;
  private final Set<String> underWay = new HashSet<>();
  private final int maxFrameSize;
  ConnectionEngine engine;

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
      sender.listener(new Delivering());
    } else if (link instanceof ReceiverLink receiver) {
      receiver.listener(new Storing());
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
      if (delivery.remoteState() instanceof Accepted) {
        unaccepted.remove(String.valueOf(delivery.context()));
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

  private final class Storing implements ReceiverListener {

    @Override
    public void delivered(IncomingDelivery delivery) {
      stored.add(new String(delivery.payload(), StandardCharsets.UTF_8));
      delivery.update(Accepted.INSTANCE, true);
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
