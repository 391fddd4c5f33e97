// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.codec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Decoder;
import org.apache.qpid.protonj2.codec.DecoderState;
import org.apache.qpid.protonj2.codec.Encoder;
import org.apache.qpid.protonj2.codec.PerformativeEncoder;
import org.apache.qpid.protonj2.codec.SectionEncoder;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.ApplicationProperties;
import org.apache.qpid.protonj2.types.messaging.Data;
import org.apache.qpid.protonj2.types.messaging.Header;
import org.apache.qpid.protonj2.types.messaging.MessageAnnotations;
import org.apache.qpid.protonj2.types.messaging.Properties;
import org.apache.qpid.protonj2.types.messaging.Section;
import org.apache.qpid.protonj2.types.transport.Disposition;
import org.apache.qpid.protonj2.types.transport.Performative;
import org.apache.qpid.protonj2.types.transport.Role;
import org.apache.qpid.protonj2.types.transport.Transfer;

/**
 * protonj2's, by the methods that its engine and client use. What it encodes is made before, so
 * that only encoding is measured.
 */
final class Protonj2Codec implements Codec {

  private static final Symbol MESSAGE_TYPE = Symbol.valueOf(Sample.MESSAGE_TYPE_KEY);
  private static final Symbol DESTINATION_TYPE = Symbol.valueOf(Sample.DESTINATION_TYPE_KEY);

  private final Encoder encoder = CodecFactory.getDefaultEncoder();
  private final Decoder decoder = CodecFactory.getDefaultDecoder();
  private final SectionEncoder sectionEncoder = new SectionEncoder(encoder);
  private final PerformativeEncoder performatives = new PerformativeEncoder(encoder);
  private final DecoderState state = decoder.newDecoderState();
  private final ProtonBuffer out =
      ProtonBufferAllocator.defaultAllocator().allocateHeapBuffer(4096);

  private final Parts[] parts;
  private final ProtonBuffer[] messages;
  private final Transfer transfer =
      new Transfer()
          .setHandle(0)
          .setDeliveryTag(Sample.deliveryTag())
          .setMessageFormat(0)
          .setSettled(false);
  private final Disposition disposition =
      new Disposition().setRole(Role.RECEIVER).setSettled(true).setState(Accepted.getInstance());

  private record Parts(
      Header header,
      MessageAnnotations annotations,
      Properties properties,
      ApplicationProperties applicationProperties,
      Data body) {}

  Protonj2Codec(List<Sample> samples) {
    parts = new Parts[samples.size()];
    messages = new ProtonBuffer[samples.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = parts(samples.get(i));
      encode(i);
      messages[i] = ProtonBufferAllocator.defaultAllocator().copy(encoded());
    }
  }

  private static Parts parts(Sample sample) {
    Map<Symbol, Object> annotations = new LinkedHashMap<>();
    annotations.put(MESSAGE_TYPE, sample.messageType());
    annotations.put(DESTINATION_TYPE, sample.destinationType());
    return new Parts(
        new Header()
            .setDurable(true)
            .setPriority((byte) sample.priority())
            .setTimeToLive(sample.ttlMs()),
        new MessageAnnotations(annotations),
        new Properties()
            .setMessageId(sample.messageId())
            .setTo(sample.to())
            .setSubject(sample.subject())
            .setReplyTo(sample.replyTo())
            .setCorrelationId(sample.correlationId())
            .setContentType(sample.contentType())
            .setCreationTime(sample.creationTimeMs()),
        new ApplicationProperties(sample.applicationProperties()),
        new Data(sample.body()));
  }

  @Override
  public int encode(int sample) {
    Parts message = parts[sample];
    out.clear();
    sectionEncoder.write(out, message.header());
    sectionEncoder.write(out, message.annotations());
    sectionEncoder.write(out, message.properties());
    sectionEncoder.write(out, message.applicationProperties());
    sectionEncoder.write(out, message.body());
    return out.getReadableBytes();
  }

  @Override
  public byte[] encoded() {
    byte[] octets = new byte[out.getReadableBytes()];
    out.copyInto(out.getReadOffset(), octets, 0, octets.length);
    return octets;
  }

  @Override
  public void readAll(int sample, ValueSink sink) {
    ProtonBuffer in = messages[sample].setReadOffset(0);
    while (in.isReadable()) {
      Section<?> section = (Section<?>) decoder.readObject(in, state);
      switch (section.getType()) {
        case Header -> header((Header) section, sink);
        case MessageAnnotations -> annotations((MessageAnnotations) section, sink);
        case Properties -> properties((Properties) section, sink);
        case ApplicationProperties -> applicationProperties((ApplicationProperties) section, sink);
        case Data -> data((Data) section, sink);
        default -> throw new IllegalStateException("unexpected section " + section);
      }
    }
    state.reset();
  }

  private static void header(Header header, ValueSink sink) {
    sink.value(header.isDurable() ? 1 : 0);
    sink.value(header.getPriority());
    sink.value(header.getTimeToLive());
  }

  private static void annotations(MessageAnnotations annotations, ValueSink sink) {
    sink.value(annotations.getValue().get(MESSAGE_TYPE));
    sink.value(annotations.getValue().get(DESTINATION_TYPE));
  }

  private static void properties(Properties properties, ValueSink sink) {
    sink.value(properties.getMessageId());
    sink.value(properties.getTo());
    sink.value(properties.getSubject());
    sink.value(properties.getReplyTo());
    sink.value(properties.getCorrelationId());
    sink.value(properties.getContentType());
    sink.value(properties.getCreationTime());
  }

  private static void applicationProperties(ApplicationProperties properties, ValueSink sink) {
    properties.getValue().forEach(sink);
  }

  /** The array itself, which is this codec's quickest way to a body. */
  private static void data(Data data, ValueSink sink) {
    byte[] octets = data.getBinary().asByteArray();
    sink.value(octets);
    sink.value(octets.length);
  }

  /** As its client does: every section is decoded, whatever is asked for. */
  @Override
  public void readBody(int sample, ValueSink sink) {
    ProtonBuffer in = messages[sample].setReadOffset(0);
    while (in.isReadable()) {
      Section<?> section = (Section<?>) decoder.readObject(in, state);
      if (section.getType() == Section.SectionType.Data) {
        data((Data) section, sink);
      }
    }
    state.reset();
  }

  @Override
  public int transfer(int deliveryId, ValueSink sink) {
    int octets = encode(transfer.setDeliveryId(deliveryId));
    Transfer read = (Transfer) decode();
    sink.value(read.getHandle());
    sink.value(read.getDeliveryId());
    byte[] tag = read.getDeliveryTag().tagBytes();
    sink.value(tag);
    sink.value(read.getMessageFormat());
    sink.value(read.getSettled() ? 1 : 0);
    sink.value(read.getMore() ? 1 : 0);
    return octets;
  }

  @Override
  public int disposition(int deliveryId, ValueSink sink) {
    int octets = encode(disposition.setFirst(deliveryId).setLast(deliveryId + 9));
    Disposition read = (Disposition) decode();
    sink.value(read.getRole() == Role.RECEIVER ? 1 : 0);
    sink.value(read.getFirst());
    sink.value(read.getLast());
    sink.value(read.getSettled() ? 1 : 0);
    sink.value(read.getState() == Accepted.getInstance() ? 1 : 0);
    return octets;
  }

  private int encode(Performative performative) {
    out.clear();
    performative.invoke(performatives, out, 0, encoder);
    return out.getReadableBytes();
  }

  private Performative decode() {
    Performative performative = decoder.readObject(out, state, Performative.class);
    state.reset();
    return performative;
  }
}
