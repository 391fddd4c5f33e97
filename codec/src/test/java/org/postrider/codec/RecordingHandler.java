// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameSink;
import org.postrider.codec.frame.PerformativeDecoder;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.frame.SaslDecoder;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.DispositionView;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.FlowView;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.PerformativeHandler;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.sasl.SaslChallenge;
import org.postrider.codec.sasl.SaslFrameHandler;
import org.postrider.codec.sasl.SaslInit;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.sasl.SaslOutcome;
import org.postrider.codec.sasl.SaslResponse;
import org.postrider.codec.value.Binary;

/**
 * Writes down what the decoders tell, with views turned into records.
 *
 * <p>Confined to its test. A flow's properties, which its view passes over, are written down as
 * none.
 */
public final class RecordingHandler implements FrameSink, PerformativeHandler, SaslFrameHandler {

  /** One event: what came on which channel, and with which payload. */
  public record Event(int channel, Object what, Binary payload) {

    /** An event without a payload. */
    public static Event of(int channel, Object what) {
      return new Event(channel, what, Binary.EMPTY);
    }
  }

  /** A frame without a body. */
  public static final String EMPTY = "empty frame";

  /** Channel of what has none. */
  public static final int NO_CHANNEL = -1;

  private final List<Event> events = new ArrayList<>();
  private final PerformativeDecoder performatives = new PerformativeDecoder();
  private final SaslDecoder sasl = new SaslDecoder();
  private boolean goOn = true;

  /** What came so far. */
  public List<Event> events() {
    return events;
  }

  /** What the sink answers from now on. */
  public void goOn(boolean answer) {
    goOn = answer;
  }

  @Override
  public boolean protocolHeader(ProtocolHeader header) {
    add(NO_CHANNEL, header);
    return goOn;
  }

  @Override
  public boolean frame(int type, int channel, ByteBuf in, int length) {
    if (type == FrameDecoder.SASL_TYPE) {
      sasl.decode(in, length, this);
    } else {
      performatives.decode(channel, in, length, this);
    }
    return goOn;
  }

  @Override
  public void open(int channel, Open open) {
    add(channel, open);
  }

  @Override
  public void begin(int channel, Begin begin) {
    add(channel, begin);
  }

  @Override
  public void attach(int channel, Attach attach) {
    add(channel, attach);
  }

  @Override
  public void flow(int channel, FlowView flow) {
    add(channel, recordOf(flow));
  }

  @Override
  public void transfer(int channel, TransferView transfer, ByteBuf payload, int length) {
    byte[] octets = new byte[length];
    payload.getBytes(payload.readerIndex(), octets);
    events.add(new Event(channel, recordOf(transfer), Binary.wrap(octets)));
  }

  @Override
  public void disposition(int channel, DispositionView disposition) {
    add(channel, recordOf(disposition));
  }

  @Override
  public void detach(int channel, Detach detach) {
    add(channel, detach);
  }

  @Override
  public void end(int channel, End end) {
    add(channel, end);
  }

  @Override
  public void close(int channel, Close close) {
    add(channel, close);
  }

  @Override
  public void empty(int channel) {
    add(channel, EMPTY);
  }

  @Override
  public void mechanisms(SaslMechanisms mechanisms) {
    add(NO_CHANNEL, mechanisms);
  }

  @Override
  public void init(SaslInit init) {
    add(NO_CHANNEL, init);
  }

  @Override
  public void challenge(SaslChallenge challenge) {
    add(NO_CHANNEL, challenge);
  }

  @Override
  public void response(SaslResponse response) {
    add(NO_CHANNEL, response);
  }

  @Override
  public void outcome(SaslOutcome outcome) {
    add(NO_CHANNEL, outcome);
  }

  private void add(int channel, Object what) {
    events.add(Event.of(channel, what));
  }

  private static Flow recordOf(FlowView view) {
    return new Flow(
        view.nextIncomingId(),
        view.incomingWindow(),
        view.nextOutgoingId(),
        view.outgoingWindow(),
        view.handle(),
        view.deliveryCount(),
        view.linkCredit(),
        view.available(),
        view.drain(),
        view.echo(),
        Map.of());
  }

  private static Transfer recordOf(TransferView view) {
    return new Transfer(
        view.handle(),
        view.deliveryId(),
        view.tagLength() < 0 ? null : Binary.wrap(view.copyTag()),
        view.messageFormat(),
        view.settled(),
        view.more(),
        view.receiverSettleMode(),
        view.state(),
        view.resume(),
        view.aborted(),
        view.batchable());
  }

  private static Disposition recordOf(DispositionView view) {
    return new Disposition(
        view.role(),
        view.first() & 0xFFFF_FFFFL,
        view.last() & 0xFFFF_FFFFL,
        view.settled(),
        view.state(),
        view.batchable());
  }
}
