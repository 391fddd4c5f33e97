// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Objects;
import org.postrider.codec.Octets;
import org.postrider.codec.RecordingHandler;
import org.postrider.codec.RecordingHandler.Event;
import org.postrider.codec.messaging.BodyKind;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.ValueReader;

/**
 * Sends any octets through each decoder of the codec.
 *
 * <p>Confined to its test. The decoders are used again after what they refused.
 */
final class Decodings {

  static final int MAX_FRAME_SIZE = 1 << 16;

  private final ValueReader reader = new ValueReader(AmqpTypes.TABLE);
  private final PerformativeDecoder performatives = new PerformativeDecoder();
  private final SaslDecoder sasl = new SaslDecoder();
  private final FrameDecoder frames = new FrameDecoder(MAX_FRAME_SIZE);
  private final RecordingHandler told = new RecordingHandler();

  /** Reads values until the octets end; what was read must come back from our own encoding. */
  void value(byte[] octets) {
    reader.reset(octets);
    while (reader.remaining() > 0) {
      Object value = reader.readObject();
      byte[] ours = encoded(value);
      Object again = Octets.decoded(ours);
      if (!Objects.equals(value, again)) {
        throw new AssertionError("read " + value + ", but our encoding is " + again);
      }
    }
  }

  /** Some of what is read in spite of the rule is not written. */
  private static byte[] encoded(Object value) {
    try {
      return Octets.encoded(value);
    } catch (IllegalArgumentException refused) {
      if (String.valueOf(refused.getMessage()).contains("must be of a simple type")) {
        throw new DecodeException("application-properties with a compound value");
      }
      throw refused;
    }
  }

  /** Takes the octets for a message, and asks for all of it. */
  void message(byte[] octets) {
    EncodedMessage message = new EncodedMessage(octets, reader);
    either(message::header);
    either(() -> message.properties().messageId());
    either(() -> message.properties().replyToGroupId());
    either(message::applicationProperties);
    either(message::messageAnnotations);
    either(message::deliveryAnnotations);
    either(() -> message.messageAnnotation(Symbol.of("x-opt-jms-dest")));
    either(message::footer);
    either(message::valueType);
    either(message::body);
    if (message.bodyKind() == BodyKind.DATA) {
      either(message::data);
    }
  }

  /** Passes over values until the octets end. */
  void skipped(byte[] octets) {
    reader.reset(octets);
    while (reader.remaining() > 0) {
      reader.skip();
    }
  }

  /** Takes the octets for the body of an AMQP frame. */
  void performative(byte[] octets) {
    performative(Unpooled.wrappedBuffer(octets));
  }

  /** Takes the octets for the body of an AMQP frame that has no array. */
  void copiedPerformative(byte[] octets) {
    performative(Unpooled.wrappedBuffer(octets).asReadOnly());
  }

  private void performative(ByteBuf in) {
    told.events().clear();
    performatives.decode(0, in, in.readableBytes(), told);
  }

  /** Takes the octets for the body of a SASL frame. */
  void saslBody(byte[] octets) {
    told.events().clear();
    sasl.decode(Unpooled.wrappedBuffer(octets), octets.length, told);
  }

  /** Takes the octets for all that comes on a connection, in two pieces. */
  void stream(byte[] octets) {
    told.events().clear();
    frames.reset();
    int half = octets.length / 2;
    frames.decode(Unpooled.wrappedBuffer(octets, 0, half), told);
    frames.decode(Unpooled.wrappedBuffer(octets, half, octets.length - half), told);
  }

  /** Through all of them; a DecodeException is as good as a value. */
  void all(byte[] octets) {
    either(() -> value(octets));
    either(() -> skipped(octets));
    sameInBothMemories(octets);
    either(() -> saslBody(octets));
    either(() -> message(octets));
    either(() -> stream(octets));
  }

  /** Through the reader of values and, by turns, one of the others. */
  void byTurns(byte[] octets, int turn) {
    either(() -> value(octets));
    switch (turn % 6) {
      case 0 -> either(() -> skipped(octets));
      case 1 -> either(() -> saslBody(octets));
      case 2 -> either(() -> stream(octets));
      case 3 -> either(() -> message(octets));
      default -> sameInBothMemories(octets);
    }
  }

  private void sameInBothMemories(byte[] octets) {
    boolean heap = either(() -> performative(octets));
    List<Event> fromHeap = List.copyOf(told.events());
    boolean copied = either(() -> copiedPerformative(octets));
    if (heap != copied) {
      throw new AssertionError("it depends on the memory whether the performative is refused");
    }
    if (heap && !fromHeap.equals(told.events())) {
      throw new AssertionError("read " + fromHeap + " or " + told.events() + " by the memory");
    }
  }

  private static boolean either(Runnable decoding) {
    try {
      decoding.run();
      return true;
    } catch (DecodeException refused) {
      Objects.requireNonNull(refused.condition());
      return false;
    }
  }
}
