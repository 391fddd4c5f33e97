// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.postrider.benchmarks.peer.StreamedMessage;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameWriter;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.TargetArchetype;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.wire.Encodable;
import org.postrider.codec.wire.ValueWriter;

/**
 * A blocking socket to a broker, with one session: what is encoded goes in one write, and what
 * comes back is counted by {@link BrokerFrames}.
 *
 * <p>Confined to the trial's thread.
 */
final class BrokerSocket implements AutoCloseable {

  static final long WINDOW = 1 << 30;

  /** The name of the link over which messages are sent. */
  static final String SENDER = "sender";

  private static final int MESSAGE_OCTETS = 1024;
  private static final int BUFFER_OCTETS = 256 * 1024;

  private final BrokerFrames broker = new BrokerFrames(SENDER);
  private final FrameDecoder frames = new FrameDecoder(Integer.MAX_VALUE);
  private final byte[] input = new byte[BUFFER_OCTETS];
  private final ByteBuf readable = Unpooled.wrappedBuffer(input);
  private final ByteBuf output = Unpooled.buffer(BUFFER_OCTETS);
  private final ValueWriter writer = new ValueWriter().reset(output);
  private final byte[] message;
  private final Socket socket;
  private int deliveryId;

  /** Connects; what opens the session is encoded, and not sent. */
  BrokerSocket(InetSocketAddress peer, String queue) throws IOException {
    message = StreamedMessage.encoded(queue, true, MESSAGE_OCTETS, 0);
    socket = new Socket(peer.getAddress(), peer.getPort());
    socket.setTcpNoDelay(true);
    byte[] header = ProtocolHeader.AMQP.encode();
    writer.rawBytes(header, 0, header.length);
    write(Open.of("floor"));
    write(
        new Begin(-1, 0, WINDOW, WINDOW, Begin.HANDLE_MAX_DEFAULT, List.of(), List.of(), Map.of()));
  }

  /** What the broker has sent. */
  BrokerFrames broker() {
    return broker;
  }

  ValueWriter writer() {
    return writer;
  }

  /** The next delivery-id of this end. */
  int deliveryId() {
    return deliveryId;
  }

  void attach(String name, int handle, Role role, Source source, TargetArchetype target) {
    write(
        Attach.of(name, handle, role, source, target)
            .withSettleModes(SenderSettleMode.UNSETTLED, ReceiverSettleMode.FIRST));
  }

  void write(Performative performative) {
    FrameWriter.write(writer, FrameDecoder.AMQP_TYPE, 0, performative);
  }

  /** A message of 1 KiB, in this state if it is not null. */
  void message(int handle, @Nullable DeliveryState state) {
    int mark = begin(handle, state);
    writer.rawBytes(message, 0, message.length);
    FrameWriter.end(writer, mark, 0);
  }

  /** A message whose body is this value. */
  void request(int handle, Encodable body) {
    int mark = begin(handle, null);
    body.encode(writer);
    FrameWriter.end(writer, mark, 0);
  }

  private int begin(int handle, @Nullable DeliveryState state) {
    int mark = FrameWriter.begin(writer, FrameDecoder.AMQP_TYPE, 0);
    int id = deliveryId++;
    byte[] tag = {(byte) (id >>> 24), (byte) (id >>> 16), (byte) (id >>> 8), (byte) id};
    TransferView.writeFirst(writer, handle, id, tag, 0, state);
    return mark;
  }

  /** Sends what is encoded. */
  void flush() throws IOException {
    socket.getOutputStream().write(output.array(), output.arrayOffset(), writer.index());
    writer.truncate(0);
  }

  /** Reads until something is so. */
  void await(BooleanSupplier done) throws IOException {
    while (!done.getAsBoolean()) {
      int octets = socket.getInputStream().read(input);
      if (octets < 0) {
        throw new IOException("the broker has gone");
      }
      frames.decode(readable.setIndex(0, octets), broker);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
