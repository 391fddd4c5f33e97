// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameWriter;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.ExpiryPolicy;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.messaging.TerminusDurability;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.ValueWriter;

/**
 * The other end of one engine: writes whatever frames a test wants, and shows those of the engine.
 *
 * <p>Confined to the test's thread. It has no manners: what is legal is the test's matter.
 */
final class RawPeer implements EngineOutput {

  static final long NO_FIELD = -1;

  private final ConnectionEngine engine;
  private FrameRecorder recorder = new FrameRecorder();
  private boolean writable = true;
  private boolean closed;
  private long nowMs;

  RawPeer(ConnectionEngine engine) {
    this.engine = engine;
  }

  // The network.

  @Override
  public void write(byte[] octets, int offset, int length) {
    assertThat(closed).as("written after close").isFalse();
    recorder.record(octets, offset, length);
  }

  @Override
  public void write(ByteBuf payload, int index, int length) {
    assertThat(closed).as("written after close").isFalse();
    recorder.record(payload.slice(index, length));
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public void close() {
    assertThat(closed).as("closed twice").isFalse();
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  void writable(boolean isWritable) {
    writable = isWritable;
    if (isWritable) {
      engine.outputWritable();
      engine.flush();
    }
  }

  void now(long newNowMs) {
    nowMs = newNowMs;
  }

  // What the peer does.

  /** A fresh socket. */
  void connect() {
    recorder = new FrameRecorder();
    closed = false;
    writable = true;
    engine.start(this, nowMs);
  }

  /** The socket breaks. */
  void disconnect() {
    engine.inputClosed(null, nowMs);
  }

  void header() {
    raw(ProtocolHeader.AMQP.encode());
  }

  void raw(byte[] octets) {
    ByteBuf in = Unpooled.wrappedBuffer(octets);
    engine.input(in, nowMs);
    assertThat(in.isReadable()).isFalse();
    engine.flush();
  }

  void send(Performative body) {
    send(0, body);
  }

  void send(int channel, Performative body) {
    raw(octets(channel, body, new byte[0]));
  }

  void send(int channel, Performative body, byte[] payload) {
    raw(octets(channel, body, payload));
  }

  void empty() {
    raw(new byte[] {0, 0, 0, 8, 2, 0, 0, 0});
  }

  static byte[] octets(int channel, Performative body, byte... payload) {
    ByteBuf buffer = Unpooled.buffer();
    ValueWriter writer = new ValueWriter().reset(buffer);
    int mark = FrameWriter.begin(writer, FrameDecoder.AMQP_TYPE, channel);
    body.encode(writer);
    FrameWriter.end(writer, mark, payload.length);
    writer.flush();
    buffer.writeBytes(payload);
    byte[] octets = new byte[buffer.readableBytes()];
    buffer.readBytes(octets);
    return octets;
  }

  // What the engine wrote.

  /** Takes the next frame of the engine, which must be of a type. */
  <T extends Performative> T take(Class<T> type) {
    WireFrame frame = takeFrame();
    assertThat(frame.body()).as("next frame").isInstanceOf(type);
    return type.cast(frame.body());
  }

  WireFrame takeFrame() {
    WireFrame frame = recorder.frames().poll();
    assertThat(frame).as("a frame of the engine").isNotNull();
    return java.util.Objects.requireNonNull(frame);
  }

  void takeHeader() {
    assertThat(takeFrame().isHeader()).isTrue();
  }

  /** Takes all frames; gives those of a type. */
  <T extends Performative> List<T> takeAll(Class<T> type) {
    List<T> found = new ArrayList<>();
    while (!recorder.frames().isEmpty()) {
      WireFrame frame = recorder.frames().remove();
      if (type.isInstance(frame.body())) {
        found.add(type.cast(frame.body()));
      }
    }
    return found;
  }

  /** The frames that were not taken. */
  Deque<WireFrame> framesLeft() {
    return recorder.frames();
  }

  void takeNothing() {
    assertThat(recorder.frames()).isEmpty();
  }

  void forget() {
    recorder.frames().clear();
  }

  // The frames that most scripts need.

  static Open open(long maxFrameSize, int channelMax, long idleTimeOutMs) {
    return new Open(
        "peer",
        null,
        maxFrameSize,
        channelMax,
        idleTimeOutMs,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of());
  }

  static Begin begin(int remoteChannel, long nextOutgoingId, long incomingWindow) {
    return begin(remoteChannel, nextOutgoingId, incomingWindow, Begin.HANDLE_MAX_DEFAULT);
  }

  static Begin begin(int remoteChannel, long nextOutgoingId, long incomingWindow, long handleMax) {
    return new Begin(
        remoteChannel,
        nextOutgoingId,
        incomingWindow,
        Integer.MAX_VALUE,
        handleMax,
        List.of(),
        List.of(),
        Map.of());
  }

  static Attach sender(String name, long handle) {
    return Attach.of(name, handle, Role.SENDER, Source.of("s"), Target.of("t"));
  }

  static Attach receiver(String name, long handle) {
    return Attach.of(name, handle, Role.RECEIVER, Source.of("s"), Target.of("t"));
  }

  /** The source of a subscription that outlasts its links. */
  static Source durableSource(String address) {
    return new Source(
        address,
        TerminusDurability.UNSETTLED_STATE,
        ExpiryPolicy.NEVER,
        0,
        false,
        Map.of(),
        null,
        Map.of(),
        null,
        List.of(),
        List.of());
  }

  /** A link flow with a session window of 1000. */
  static Flow flow(long nextIncomingId, long nextOutgoingId, long handle, long count, long credit) {
    return flow(nextIncomingId, nextOutgoingId, handle, count, credit, false, false);
  }

  static Flow flow(
      long nextIncomingId,
      long nextOutgoingId,
      long handle,
      long count,
      long credit,
      boolean drain,
      boolean echo) {
    return new Flow(
        nextIncomingId,
        1000,
        nextOutgoingId,
        1000,
        handle,
        count,
        credit,
        NO_FIELD,
        drain,
        echo,
        Map.of());
  }

  static Flow sessionFlow(long nextIncomingId, long incomingWindow, boolean echo) {
    return new Flow(nextIncomingId, incomingWindow, 0, 1000, -1, -1, -1, -1, false, echo, Map.of());
  }

  static Transfer transfer(long handle, long deliveryId, String flags) {
    return new Transfer(
        handle,
        deliveryId,
        deliveryId < 0 ? null : Binary.copyOf(new byte[] {(byte) deliveryId}),
        deliveryId < 0 ? NO_FIELD : 0,
        flags.contains("settled"),
        flags.contains("more"),
        null,
        null,
        flags.contains("resume"),
        flags.contains("aborted"),
        false);
  }

  static Disposition disposition(
      Role role, long first, long last, boolean settled, @Nullable DeliveryState state) {
    return new Disposition(role, first, last, settled, state, false);
  }
}
