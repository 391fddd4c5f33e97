// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.codec.Octets.hex;
import static org.postrider.codec.Octets.joined;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.GoldenVectors;
import org.postrider.codec.GoldenVectors.Vector;
import org.postrider.codec.Octets;
import org.postrider.codec.RecordingHandler;
import org.postrider.codec.RecordingHandler.Event;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.value.Binary;

/** It does not matter where TCP cuts a connection's octets, nor in which memory they come. */
class FrameSplittingTest {

  private static final int CHANNEL = 5;
  private static final byte[] PAYLOAD = hex("005377a1026869");

  /** A conversation and what is to be told of it. */
  private record Conversation(Binary stream, List<Event> events) {

    byte[] octets() {
      return stream.toByteArray();
    }
  }

  static List<Vector> performatives() {
    return GoldenVectors.performatives();
  }

  static List<Vector> saslBodies() {
    return GoldenVectors.sasl();
  }

  @ParameterizedTest
  @MethodSource({"performatives", "saslBodies"})
  void aFrameInTwoPiecesIsTheSame(Vector golden) {
    Conversation conversation = conversation(golden);

    for (int cut = 0; cut <= conversation.octets().length; cut++) {
      verify(conversation, cut);
    }
  }

  @ParameterizedTest
  @MethodSource({"performatives", "saslBodies"})
  void aFrameInThreePiecesIsTheSame(Vector golden) {
    Conversation conversation = conversation(golden);

    int length = conversation.octets().length;
    for (int first = 0; first <= length; first++) {
      for (int second = first; second <= length; second++) {
        verify(conversation, first, second);
      }
    }
  }

  @ParameterizedTest
  @MethodSource({"performatives", "saslBodies"})
  void aFrameOctetByOctetIsTheSame(Vector golden) {
    Conversation conversation = conversation(golden);
    int[] cuts = new int[conversation.octets().length];
    Arrays.setAll(cuts, i -> i);

    verify(conversation, cuts);
  }

  @ParameterizedTest
  @MethodSource("performatives")
  void framesBehindEachOtherInPiecesAreTheSame(Vector golden) {
    Conversation one = conversation(golden);
    byte[] frame = Arrays.copyOfRange(one.octets(), 8, one.octets().length);
    List<Event> events = new ArrayList<>(one.events());
    events.add(one.events().get(1));
    events.add(one.events().get(1));
    Conversation three = new Conversation(Binary.wrap(joined(one.octets(), frame, frame)), events);

    for (int cut = 0; cut <= three.octets().length; cut++) {
      verify(three, cut);
    }
  }

  private static Conversation conversation(Vector golden) {
    boolean sasl = GoldenVectors.sasl().contains(golden);
    byte[] payload = golden.value() instanceof Transfer ? PAYLOAD : new byte[0];
    byte[] body = joined(golden.octets(), payload);
    ProtocolHeader header = sasl ? ProtocolHeader.SASL : ProtocolHeader.AMQP;
    int type = sasl ? FrameDecoder.SASL_TYPE : FrameDecoder.AMQP_TYPE;
    return new Conversation(
        Binary.wrap(joined(header.encode(), Octets.frame(type, CHANNEL, body))),
        List.of(
            Event.of(RecordingHandler.NO_CHANNEL, header),
            new Event(
                sasl ? RecordingHandler.NO_CHANNEL : CHANNEL,
                golden.value(),
                Binary.wrap(payload))));
  }

  /** The pieces' memory alternates, so that every cut is seen with both kinds before and behind. */
  private static void verify(Conversation conversation, int... cuts) {
    boolean directFirst = Arrays.stream(cuts).sum() % 2 == 0;
    assertThat(told(conversation.octets(), directFirst, cuts)).isEqualTo(conversation.events());
    if (cuts.length == 1) {
      assertThat(told(conversation.octets(), !directFirst, cuts)).isEqualTo(conversation.events());
    }
  }

  private static List<Event> told(byte[] stream, boolean directFirst, int... cuts) {
    FrameDecoder decoder = new FrameDecoder(4096);
    RecordingHandler sink = new RecordingHandler();
    int from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i < cuts.length ? cuts[i] : stream.length;
      feed(decoder, sink, Arrays.copyOfRange(stream, from, to), directFirst == (i % 2 == 0));
      from = to;
    }
    return sink.events();
  }

  /** The buffer is written over afterwards: nothing may be kept of it. */
  private static void feed(
      FrameDecoder decoder, RecordingHandler sink, byte[] piece, boolean direct) {
    ByteBuffer memory =
        direct ? ByteBuffer.allocateDirect(piece.length) : ByteBuffer.allocate(piece.length + 3);
    memory.position(direct ? 0 : 3);
    ByteBuf in = Unpooled.wrappedBuffer(memory.slice().put(piece).flip());
    decoder.decode(in, sink);
    assertThat(in.isReadable()).isFalse();
    in.setIndex(0, 0);
    while (in.isWritable()) {
      in.writeByte(0xEE);
    }
  }
}
