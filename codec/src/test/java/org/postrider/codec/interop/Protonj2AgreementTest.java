// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Decoder;
import org.apache.qpid.protonj2.codec.Encoder;
import org.postrider.codec.Bodies;
import org.postrider.codec.Octets;
import org.postrider.codec.Values;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Section;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.sasl.SaslFrameBody;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.value.Timestamp;

/** Qpid protonj2 reads what we write and writes what we read. */
class Protonj2AgreementTest {

  private final Encoder encoder = CodecFactory.getDefaultEncoder();
  private final Decoder decoder = CodecFactory.getDefaultDecoder();
  private final Encoder saslEncoder = CodecFactory.getDefaultSaslEncoder();
  private final Decoder saslDecoder = CodecFactory.getDefaultSaslDecoder();

  @Provide
  Arbitrary<Object> values() {
    return Values.understood();
  }

  @Provide
  Arbitrary<Object> compounds() {
    return Values.understoodCompounds().filter(value -> !holdsTimestamp(value));
  }

  @Provide
  Arbitrary<Performative> performatives() {
    return Bodies.SIMPLE.performatives();
  }

  @Provide
  Arbitrary<DeliveryState> states() {
    return Bodies.SIMPLE.states();
  }

  @Provide
  Arbitrary<SaslFrameBody> saslBodies() {
    return Bodies.SIMPLE.saslBodies().filter(Protonj2AgreementTest::isWrittenByThem);
  }

  @Property(tries = 300)
  void aValueMeansTheSame(@ForAll("values") Object value) {
    Object read = Protonj2Values.ours(theirReading(Octets.encoded(value)));
    Object written = Octets.decoded(theirWriting(Protonj2Values.theirs(value)));

    // It reads a timestamp as a long.
    Object expected = value instanceof Timestamp timestamp ? timestamp.epochMs() : value;
    assertThat(read).isEqualTo(expected);
    assertThat(written).isEqualTo(value);
  }

  @Property(tries = 300)
  void aCompoundMeansTheSame(@ForAll("compounds") Object value) {
    Object read = Protonj2Values.ours(theirReading(Octets.encoded(value)));
    Object written = Octets.decoded(theirWriting(Protonj2Values.theirs(value)));

    assertThat(read).isEqualTo(value);
    assertThat(written).isEqualTo(value);
  }

  @Property(tries = 300)
  void aPerformativeComesBack(@ForAll("performatives") Performative performative) {
    Object theirs = theirReading(Octets.encoded(performative));

    Object back = Octets.decoded(theirWriting(theirs));

    assertThat(back).isEqualTo(performative);
    assertThat(theirs.getClass().getSimpleName())
        .isEqualTo(performative.getClass().getSimpleName());
  }

  @Provide
  Arbitrary<List<Section>> messages() {
    return Bodies.SIMPLE.messages();
  }

  @Property(tries = 300)
  void aMessageComesBack(@ForAll("messages") List<Section> message) {
    List<Object> back = new ArrayList<>();

    for (Section section : message) {
      back.add(Octets.decoded(theirWriting(theirReading(Octets.encoded(section)))));
    }

    assertThat(back).isEqualTo(message);
  }

  @Property(tries = 300)
  void aDeliveryStateComesBack(@ForAll("states") DeliveryState state) {
    Object theirs = theirReading(Octets.encoded(state));

    Object back = Octets.decoded(theirWriting(theirs));

    assertThat(back).isEqualTo(state);
  }

  @Property(tries = 300)
  void aSaslBodyComesBack(@ForAll("saslBodies") SaslFrameBody body) {
    ProtonBuffer in = buffer(Octets.encoded(body));
    ProtonBuffer out = ProtonBufferAllocator.defaultAllocator().allocateHeapBuffer(1024);

    Object theirs = saslDecoder.readObject(in, saslDecoder.newDecoderState());
    saslEncoder.writeObject(out, saslEncoder.newEncoderState(), theirs);

    assertThat(Octets.decoded(octets(out))).isEqualTo(body);
  }

  /** It wants a mechanism, and writes the size of a body of some 250 octets wrongly into one. */
  private static boolean isWrittenByThem(SaslFrameBody body) {
    if (body instanceof SaslMechanisms offer) {
      return !offer.mechanisms().isEmpty();
    }
    return Octets.encoded(body).length < 240;
  }

  private static boolean holdsTimestamp(Object value) {
    return value.toString().matches("(?s).*\\d\\d-\\d\\dT\\d\\d:.*");
  }

  private Object theirReading(byte[] octets) {
    return decoder.readObject(buffer(octets), decoder.newDecoderState());
  }

  private byte[] theirWriting(Object value) {
    ProtonBuffer out = ProtonBufferAllocator.defaultAllocator().allocateHeapBuffer(1024);
    encoder.writeObject(out, encoder.newEncoderState(), value);
    return octets(out);
  }

  private static ProtonBuffer buffer(byte[] octets) {
    return ProtonBufferAllocator.defaultAllocator().copy(octets);
  }

  private static byte[] octets(ProtonBuffer buffer) {
    byte[] octets = new byte[buffer.getReadableBytes()];
    buffer.copyInto(buffer.getReadOffset(), octets, 0, octets.length);
    return octets;
  }
}
