// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.qpid.proton.codec.AMQPDefinedTypes;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.codec.EncoderImpl;
import org.apache.qpid.proton.engine.impl.FrameWriterBuffer;
import org.postrider.codec.Bodies;
import org.postrider.codec.Octets;
import org.postrider.codec.Values;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Section;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.sasl.SaslFrameBody;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.value.AmqpArray;
import org.postrider.codec.value.AmqpType;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.UInt;

/** Qpid Proton-J reads what we write and writes what we read. */
class ProtonJAgreementTest {

  private final DecoderImpl decoder = new DecoderImpl();
  private final EncoderImpl encoder = new EncoderImpl(decoder);

  ProtonJAgreementTest() {
    AMQPDefinedTypes.registerAllTypes(decoder, encoder);
  }

  @Provide
  Arbitrary<Object> values() {
    return Values.understood();
  }

  @Provide
  Arbitrary<Object> compounds() {
    return Values.understoodCompounds();
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
    // It wants a mechanism where the standard does.
    return Bodies.SIMPLE
        .saslBodies()
        .filter(body -> !(body instanceof SaslMechanisms offer) || !offer.mechanisms().isEmpty());
  }

  @Provide
  Arbitrary<Flow> flows() {
    return Bodies.SIMPLE.flows();
  }

  @Provide
  Arbitrary<Transfer> transfers() {
    return Bodies.SIMPLE.transfers();
  }

  @Provide
  Arbitrary<Begin> begins() {
    return Bodies.SIMPLE.begins();
  }

  @Provide
  Arbitrary<Disposition> dispositions() {
    return Bodies.SIMPLE.dispositions();
  }

  @Property(tries = 300)
  void aValueMeansTheSame(@ForAll("values") Object value) {
    Object read = ProtonJValues.ours(theirReading(Octets.encoded(value)));
    Object written = Octets.decoded(theirWriting(ProtonJValues.theirs(value)));

    assertThat(read).isEqualTo(value);
    assertThat(written).isEqualTo(value);
  }

  @Property(tries = 300)
  void aCompoundMeansTheSame(@ForAll("compounds") Object value) {
    Object read = ProtonJValues.ours(theirReading(Octets.encoded(value)));
    Object written = Octets.decoded(theirWriting(ProtonJValues.theirs(value)));

    assertThat(read).isEqualTo(value);
    assertThat(written).isEqualTo(value);
  }

  @Property(tries = 200)
  void anArrayMeansTheSame(@ForAll List<Integer> ints, @ForAll boolean[] flags) {
    List<Symbol> names = ints.stream().map(i -> Symbol.of("s" + i)).toList();
    AmqpArray symbols = AmqpArray.of(AmqpType.SYMBOL, names);
    Object[] theirSymbols =
        names.stream()
            .map(name -> org.apache.qpid.proton.amqp.Symbol.valueOf(name.toString()))
            .toArray(org.apache.qpid.proton.amqp.Symbol[]::new);
    int[] theirInts = ints.stream().mapToInt(i -> i).toArray();

    assertThat(theirReading(Octets.encoded(symbols))).isEqualTo(theirSymbols);
    assertThat(theirReading(Octets.encoded(AmqpArray.of(AmqpType.INT, ints)))).isEqualTo(theirInts);
    assertThat(((AmqpArray) Octets.decoded(theirWriting(theirSymbols))).elements())
        .isEqualTo(names);
    assertThat(((AmqpArray) Octets.decoded(theirWriting(theirInts))).elements()).isEqualTo(ints);
    assertThat(((AmqpArray) Octets.decoded(theirWriting(flags))).size()).isEqualTo(flags.length);
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
    assertThat(theirs.getClass().getSimpleName()).isEqualTo(state.getClass().getSimpleName());
  }

  @Property(tries = 300)
  void aSaslBodyComesBack(@ForAll("saslBodies") SaslFrameBody body) {
    Object theirs = theirReading(Octets.encoded(body));

    Object back = Octets.decoded(theirWriting(theirs));

    assertThat(back).isEqualTo(body);
    assertThat(theirs.getClass().getSimpleName()).isEqualTo(body.getClass().getSimpleName());
  }

  /** Fields of one type could be mixed up on the way to and from the other codec alike. */
  @Property(tries = 300)
  void theFieldsOfAFlowAreThoseWithTheirNames(@ForAll("flows") Flow flow) {
    var theirs = (org.apache.qpid.proton.amqp.transport.Flow) theirReading(Octets.encoded(flow));

    List<Object> names =
        Arrays.asList(
            theirs.getNextIncomingId(),
            theirs.getIncomingWindow(),
            theirs.getNextOutgoingId(),
            theirs.getOutgoingWindow(),
            theirs.getHandle(),
            theirs.getDeliveryCount(),
            theirs.getLinkCredit(),
            theirs.getAvailable(),
            theirs.getDrain(),
            theirs.getEcho());

    assertThat(ProtonJValues.ours(names))
        .isEqualTo(
            Arrays.asList(
                uint(flow.nextIncomingId()),
                uint(flow.incomingWindow()),
                uint(flow.nextOutgoingId()),
                uint(flow.outgoingWindow()),
                uint(flow.handle()),
                uint(flow.deliveryCount()),
                uint(flow.linkCredit()),
                uint(flow.available()),
                flow.drain(),
                flow.echo()));
  }

  @Property(tries = 300)
  void theFieldsOfATransferAreThoseWithTheirNames(@ForAll("transfers") Transfer transfer) {
    var theirs =
        (org.apache.qpid.proton.amqp.transport.Transfer) theirReading(Octets.encoded(transfer));

    List<Object> names =
        Arrays.asList(
            theirs.getHandle(),
            theirs.getDeliveryId(),
            theirs.getDeliveryTag(),
            theirs.getMessageFormat(),
            Boolean.TRUE.equals(theirs.getSettled()),
            theirs.getMore(),
            theirs.getResume(),
            theirs.getAborted(),
            theirs.getBatchable());

    assertThat(ProtonJValues.ours(names))
        .isEqualTo(
            Arrays.asList(
                uint(transfer.handle()),
                uint(transfer.deliveryId()),
                transfer.deliveryTag(),
                uint(transfer.messageFormat()),
                transfer.settled(),
                transfer.more(),
                transfer.resume(),
                transfer.aborted(),
                transfer.batchable()));
  }

  @Property(tries = 200)
  void theFieldsOfABeginAreThoseWithTheirNames(@ForAll("begins") Begin begin) {
    var theirs = (org.apache.qpid.proton.amqp.transport.Begin) theirReading(Octets.encoded(begin));

    List<Object> names =
        Arrays.asList(
            theirs.getNextOutgoingId(),
            theirs.getIncomingWindow(),
            theirs.getOutgoingWindow(),
            theirs.getHandleMax());

    assertThat(ProtonJValues.ours(names))
        .isEqualTo(
            List.of(
                UInt.of(begin.nextOutgoingId()),
                UInt.of(begin.incomingWindow()),
                UInt.of(begin.outgoingWindow()),
                UInt.of(begin.handleMax())));
    assertThat(Arrays.toString(theirs.getOfferedCapabilities()))
        .isEqualTo(text(begin.offeredCapabilities()));
    assertThat(Arrays.toString(theirs.getDesiredCapabilities()))
        .isEqualTo(text(begin.desiredCapabilities()));
  }

  @Property(tries = 200)
  void theFieldsOfADispositionAreThoseWithTheirNames(
      @ForAll("dispositions") Disposition disposition) {
    var theirs =
        (org.apache.qpid.proton.amqp.transport.Disposition)
            theirReading(Octets.encoded(disposition));

    List<Object> names =
        Arrays.asList(
            theirs.getRole().getValue(),
            theirs.getFirst(),
            theirs.getLast() == null ? theirs.getFirst() : theirs.getLast(),
            theirs.getSettled(),
            theirs.getBatchable());

    assertThat(ProtonJValues.ours(names))
        .isEqualTo(
            List.of(
                disposition.role().isReceiver(),
                UInt.of(disposition.first()),
                UInt.of(disposition.last()),
                disposition.settled(),
                disposition.batchable()));
  }

  private static UInt uint(long value) {
    return value < 0 ? null : UInt.of(value);
  }

  private static String text(List<Symbol> names) {
    return names.isEmpty() ? "null" : names.toString();
  }

  private Object theirReading(byte[] octets) {
    decoder.setByteBuffer(ByteBuffer.wrap(octets));
    return decoder.readObject();
  }

  private byte[] theirWriting(Object value) {
    FrameWriterBuffer out = new FrameWriterBuffer(4096);
    encoder.setByteBuffer(out);
    encoder.writeObject(value);
    return Arrays.copyOf(out.array(), out.position());
  }
}
