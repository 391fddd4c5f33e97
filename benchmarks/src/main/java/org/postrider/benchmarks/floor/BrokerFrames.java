// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.FrameSink;
import org.postrider.codec.frame.PerformativeDecoder;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.DispositionView;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.FlowView;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.PerformativeHandler;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;

/**
 * Counts what a broker sends to a {@link BrokerSocket}, and looks no further.
 *
 * <p>Confined to the trial's thread.
 */
final class BrokerFrames implements FrameSink, PerformativeHandler {

  private final PerformativeDecoder performatives = new PerformativeDecoder();
  private final String sender;
  private long senderHandle = -1;

  /** Links that the broker has attached. */
  int attached;

  /** How many messages may have been sent in all. */
  long sendLimit;

  /** Messages that came. */
  long received;

  /** The delivery-id of the first one. */
  long firstReceivedId = -1;

  /** Messages that were sent and are accepted within their transactions. */
  long accepted;

  /** What was accepted outside of transactions: messages, or discharges. */
  long acceptedAlone;

  /** The transaction that was declared, until somebody takes it. */
  @Nullable Binary declared;

  /**
   * Counts for a connection.
   *
   * @param sender the name of the link over which messages are sent
   */
  BrokerFrames(String sender) {
    this.sender = sender;
  }

  @Override
  public boolean protocolHeader(ProtocolHeader header) {
    return true;
  }

  @Override
  public boolean frame(int type, int channel, ByteBuf in, int length) {
    performatives.decode(channel, in, length, this);
    return true;
  }

  @Override
  public void open(int channel, Open open) {
    // All is sent without waiting for it.
  }

  @Override
  public void begin(int channel, Begin begin) {
    // As above.
  }

  @Override
  public void attach(int channel, Attach attach) {
    attached++;
    if (attach.name().equals(sender)) {
      senderHandle = attach.handle();
    }
  }

  @Override
  public void flow(int channel, FlowView flow) {
    if (flow.handle() == senderHandle) {
      sendLimit = flow.deliveryCount() + flow.linkCredit();
    }
  }

  @Override
  public void transfer(int channel, TransferView transfer, ByteBuf payload, int length) {
    if (firstReceivedId < 0) {
      firstReceivedId = transfer.deliveryId();
    }
    if (!transfer.more()) {
      received++;
    }
  }

  @Override
  public void disposition(int channel, DispositionView disposition) {
    if (disposition.role() != Role.RECEIVER) {
      return;
    }
    DeliveryState state = disposition.state();
    if (state instanceof Declared begun) {
      declared = begun.txnId();
    } else if (state instanceof TransactionalState within
        && within.outcome() == Accepted.INSTANCE) {
      accepted += disposition.last() - disposition.first() + 1;
    } else if (state == Accepted.INSTANCE) {
      acceptedAlone += disposition.last() - disposition.first() + 1;
    } else {
      throw new IllegalStateException("the broker answered " + state);
    }
  }

  @Override
  public void detach(int channel, Detach detach) {
    throw new IllegalStateException("the broker answered " + detach);
  }

  @Override
  public void end(int channel, End end) {
    throw new IllegalStateException("the broker answered " + end);
  }

  @Override
  public void close(int channel, Close close) {
    throw new IllegalStateException("the broker answered " + close);
  }

  @Override
  public void empty(int channel) {
    // It is still there.
  }
}
