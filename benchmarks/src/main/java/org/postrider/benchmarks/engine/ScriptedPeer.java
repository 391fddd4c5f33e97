// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameWriter;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.DispositionView;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.wire.ValueWriter;
import org.postrider.transport.engine.ConnectionEngine;
import org.postrider.transport.engine.EngineOutput;

/**
 * The peer of one engine: what it says is in a script, what it hears it only counts. It has one
 * session on channel 0, and one link of handle 0.
 *
 * <p>Confined to the benchmark's thread.
 */
final class ScriptedPeer implements EngineOutput {

  private static final long WINDOW = 1 << 30;

  private final ConnectionEngine engine;
  private final ByteBuf octets = Unpooled.buffer(1 << 20);
  private final ValueWriter writer = new ValueWriter();
  private final byte[] tag = new byte[4];
  private long heard;

  ScriptedPeer(ConnectionEngine engine) {
    this.engine = engine;
    writer.reset(octets);
  }

  /** The connection and a session of the engine are open after this. */
  void open() {
    byte[] header = ProtocolHeader.AMQP.encode();
    writer.rawBytes(header, 0, header.length);
    write(Open.of("peer"));
    deliver();
  }

  void begin() {
    write(
        new Begin(0, 0, WINDOW, WINDOW, Begin.HANDLE_MAX_DEFAULT, List.of(), List.of(), Map.of()));
    deliver();
  }

  /** Answers the engine's attach of a link. */
  void attach(String name, Role role) {
    write(Attach.of(name, 0, role, Source.of("source"), Target.of("target")));
    deliver();
  }

  /** Grants credit to an engine that has sent so many messages, a transfer each. */
  void grant(long sent, long credit) {
    write(new Flow(sent, WINDOW, 0, WINDOW, 0, sent, credit, 0, false, false, Map.of()));
    deliver();
  }

  private void write(Performative performative) {
    FrameWriter.write(writer, FrameDecoder.AMQP_TYPE, 0, performative);
  }

  /** Writes the disposition of a range of messages. */
  void accept(int first, int last) {
    int mark = FrameWriter.begin(writer, FrameDecoder.AMQP_TYPE, 0);
    DispositionView.write(writer, Role.RECEIVER, first, last, true, Accepted.INSTANCE);
    FrameWriter.end(writer, mark, 0);
  }

  /** Writes the transfer of a message. */
  void transfer(int deliveryId, byte[] message) {
    tag[0] = (byte) (deliveryId >>> 24);
    tag[1] = (byte) (deliveryId >>> 16);
    tag[2] = (byte) (deliveryId >>> 8);
    tag[3] = (byte) deliveryId;
    int mark = FrameWriter.begin(writer, FrameDecoder.AMQP_TYPE, 0);
    TransferView.writeFirst(writer, 0, deliveryId, tag, 0, null);
    writer.rawBytes(message, 0, message.length);
    FrameWriter.end(writer, mark, 0);
  }

  /** Gives the engine what was written, as a socket would: all in one, then the batch ends. */
  void deliver() {
    writer.flush();
    engine.input(octets, 0);
    engine.flush();
    octets.clear();
    writer.reset(octets);
  }

  /** How many octets the engine has written. */
  long heard() {
    return heard;
  }

  @Override
  public void write(byte[] written, int offset, int length) {
    heard += length;
  }

  @Override
  public void write(ByteBuf payload, int index, int length) {
    heard += length;
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public void close() {
    throw new IllegalStateException("the engine found fault with the script");
  }
}
