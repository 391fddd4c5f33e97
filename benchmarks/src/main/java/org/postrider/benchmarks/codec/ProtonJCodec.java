// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Header;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Properties;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.codec.AMQPDefinedTypes;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.codec.EncoderImpl;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.impl.FrameWriterBuffer;

/**
 * proton-j's, by the methods that its transport and Qpid JMS use. What it encodes is made before,
 * so that only encoding is measured.
 */
@SuppressWarnings("JavaUtilDate") // proton-j wants it.
final class ProtonJCodec implements Codec {

  private static final Symbol MESSAGE_TYPE = Symbol.valueOf(Sample.MESSAGE_TYPE_KEY);
  private static final Symbol DESTINATION_TYPE = Symbol.valueOf(Sample.DESTINATION_TYPE_KEY);

  private final DecoderImpl decoder = new DecoderImpl();
  private final EncoderImpl encoder = new EncoderImpl(decoder);
  private final FrameWriterBuffer out = new FrameWriterBuffer(4096);
  private final ByteBuffer frame = ByteBuffer.wrap(out.array());

  private final Section[][] sections;
  private final ReadableBuffer[] messages;
  private final Transfer transfer = new Transfer();
  private final Disposition disposition = new Disposition();

  ProtonJCodec(List<Sample> samples) {
    AMQPDefinedTypes.registerAllTypes(decoder, encoder);
    encoder.setByteBuffer(out);
    sections = new Section[samples.size()][];
    messages = new ReadableBuffer[samples.size()];
    for (int i = 0; i < sections.length; i++) {
      sections[i] = sections(samples.get(i));
      encode(i);
      messages[i] = ReadableBuffer.ByteBufferReader.wrap(encoded());
    }
    transfer.setHandle(UnsignedInteger.ZERO);
    transfer.setDeliveryTag(new Binary(Sample.deliveryTag()));
    transfer.setMessageFormat(UnsignedInteger.ZERO);
    transfer.setSettled(false);
    disposition.setRole(Role.RECEIVER);
    disposition.setSettled(true);
    disposition.setState(Accepted.getInstance());
  }

  private static Section[] sections(Sample sample) {
    Header header = new Header();
    header.setDurable(true);
    header.setPriority(UnsignedByte.valueOf((byte) sample.priority()));
    header.setTtl(UnsignedInteger.valueOf(sample.ttlMs()));
    Map<Symbol, Object> annotations = new LinkedHashMap<>();
    annotations.put(MESSAGE_TYPE, sample.messageType());
    annotations.put(DESTINATION_TYPE, sample.destinationType());
    Properties properties = new Properties();
    properties.setMessageId(sample.messageId());
    properties.setTo(sample.to());
    properties.setSubject(sample.subject());
    properties.setReplyTo(sample.replyTo());
    properties.setCorrelationId(sample.correlationId());
    properties.setContentType(Symbol.valueOf(sample.contentType()));
    properties.setCreationTime(new Date(sample.creationTimeMs()));
    return new Section[] {
      header,
      new MessageAnnotations(annotations),
      properties,
      new ApplicationProperties(sample.applicationProperties()),
      new Data(new Binary(sample.body()))
    };
  }

  @Override
  public int encode(int sample) {
    out.position(0);
    for (Section section : sections[sample]) {
      encoder.writeObject(section);
    }
    return out.position();
  }

  @Override
  public byte[] encoded() {
    return Arrays.copyOf(out.array(), out.position());
  }

  @Override
  public void readAll(int sample, ValueSink sink) {
    ReadableBuffer in = messages[sample].position(0);
    decoder.setBuffer(in);
    while (in.hasRemaining()) {
      Section section = (Section) decoder.readObject();
      switch (section.getType()) {
        case Header -> header((Header) section, sink);
        case MessageAnnotations -> annotations((MessageAnnotations) section, sink);
        case Properties -> properties((Properties) section, sink);
        case ApplicationProperties -> applicationProperties((ApplicationProperties) section, sink);
        case Data -> data((Data) section, sink);
        default -> throw new IllegalStateException("unexpected section " + section);
      }
    }
  }

  private static void header(Header header, ValueSink sink) {
    sink.value(header.getDurable() ? 1 : 0);
    sink.value(header.getPriority().intValue());
    sink.value(header.getTtl().longValue());
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
    sink.value(properties.getCreationTime().getTime());
  }

  private static void applicationProperties(ApplicationProperties properties, ValueSink sink) {
    properties.getValue().forEach(sink);
  }

  private static void data(Data data, ValueSink sink) {
    Binary octets = data.getValue();
    sink.value(octets);
    sink.value(octets.getLength());
  }

  /** As Qpid JMS does: every section is decoded, whatever is asked for. */
  @Override
  public void readBody(int sample, ValueSink sink) {
    ReadableBuffer in = messages[sample].position(0);
    decoder.setBuffer(in);
    while (in.hasRemaining()) {
      Section section = (Section) decoder.readObject();
      if (section.getType() == Section.SectionType.Data) {
        data((Data) section, sink);
      }
    }
  }

  @Override
  public int transfer(int deliveryId, ValueSink sink) {
    transfer.setDeliveryId(UnsignedInteger.valueOf(deliveryId));
    out.position(0);
    encoder.writeObject(transfer);
    Transfer read = (Transfer) decode();
    sink.value(read.getHandle().longValue());
    sink.value(read.getDeliveryId().longValue());
    Binary tag = read.getDeliveryTag();
    sink.value(tag);
    sink.value(read.getMessageFormat().longValue());
    sink.value(read.getSettled() ? 1 : 0);
    sink.value(read.getMore() ? 1 : 0);
    return out.position();
  }

  @Override
  public int disposition(int deliveryId, ValueSink sink) {
    disposition.setFirst(UnsignedInteger.valueOf(deliveryId));
    disposition.setLast(UnsignedInteger.valueOf(deliveryId + 9));
    out.position(0);
    encoder.writeObject(disposition);
    Disposition read = (Disposition) decode();
    sink.value(read.getRole() == Role.RECEIVER ? 1 : 0);
    sink.value(read.getFirst().longValue());
    sink.value(read.getLast().longValue());
    sink.value(read.getSettled() ? 1 : 0);
    sink.value(read.getState() == Accepted.getInstance() ? 1 : 0);
    return out.position();
  }

  private Object decode() {
    frame.limit(out.position()).position(0);
    decoder.setByteBuffer(frame);
    return decoder.readObject();
  }
}
