// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.frame.PerformativeDecoder;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.messaging.Header;
import org.postrider.codec.messaging.MessageWriter;
import org.postrider.codec.messaging.PropertiesView;
import org.postrider.codec.performative.DispositionView;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.ValueReader;
import org.postrider.codec.wire.ValueWriter;

/** Ours, as transport and provider use it. */
final class PostriderCodec implements Codec {

  private static final Symbol MESSAGE_TYPE = Symbol.of(Sample.MESSAGE_TYPE_KEY);
  private static final Symbol DESTINATION_TYPE = Symbol.of(Sample.DESTINATION_TYPE_KEY);
  private static final Symbol CONTENT_TYPE = Symbol.of("application/octet-stream");

  private final List<Sample> samples;
  private final byte[][] messages;
  private final byte[] tag = Sample.deliveryTag();
  private final ByteBuf buffer = Unpooled.buffer(4096);
  private final ValueWriter values = new ValueWriter();
  private final MessageWriter writer = new MessageWriter(values);
  private final ValueReader family = new ValueReader(AmqpTypes.TABLE);
  private final PerformativeDecoder decoder = new PerformativeDecoder();
  private final PostriderFrames frames = new PostriderFrames();

  PostriderCodec(List<Sample> samples) {
    this.samples = samples;
    messages = new byte[samples.size()][];
    for (int i = 0; i < messages.length; i++) {
      encode(i);
      messages[i] = encoded();
    }
  }

  @Override
  public int encode(int index) {
    Sample sample = samples.get(index);
    values.reset(buffer.clear());
    writer.header(true, sample.priority(), sample.ttlMs());
    writer
        .beginMessageAnnotations()
        .entry(MESSAGE_TYPE, sample.messageType())
        .entry(DESTINATION_TYPE, sample.destinationType())
        .end();
    writer
        .beginProperties()
        .messageId(sample.messageId())
        .to(sample.to())
        .subject(sample.subject())
        .replyTo(sample.replyTo())
        .correlationId(sample.correlationId())
        .contentType(CONTENT_TYPE)
        .creationTimeMs(sample.creationTimeMs())
        .end();
    writer.applicationProperties(sample.applicationProperties());
    writer.data(sample.body(), 0, sample.body().length);
    return values.flush().readableBytes();
  }

  @Override
  public byte[] encoded() {
    return Arrays.copyOf(buffer.array(), buffer.writerIndex());
  }

  @Override
  public void readAll(int index, ValueSink sink) {
    EncodedMessage message = new EncodedMessage(messages[index], family);
    Header header = message.header();
    sink.value(header.durable() ? 1 : 0);
    sink.value(header.priority());
    sink.value(header.ttlMs());
    sink.value(message.messageAnnotation(MESSAGE_TYPE));
    sink.value(message.messageAnnotation(DESTINATION_TYPE));
    PropertiesView properties = message.properties();
    sink.value(properties.messageId());
    sink.value(properties.to());
    sink.value(properties.subject());
    sink.value(properties.replyTo());
    sink.value(properties.correlationId());
    sink.value(properties.contentType());
    sink.value(properties.creationTimeMs(0));
    message.applicationProperties().forEach(sink);
    body(message, sink);
  }

  @Override
  public void readBody(int index, ValueSink sink) {
    body(new EncodedMessage(messages[index], family), sink);
  }

  private static void body(EncodedMessage message, ValueSink sink) {
    Binary data = message.data();
    sink.value(data);
    sink.value(data.length());
  }

  @Override
  public int transfer(int deliveryId, ValueSink sink) {
    values.reset(buffer.clear());
    TransferView.writeFirst(values, 0, deliveryId, tag, 0, null);
    return decode(sink);
  }

  @Override
  public int disposition(int deliveryId, ValueSink sink) {
    values.reset(buffer.clear());
    DispositionView.write(
        values, Role.RECEIVER, deliveryId, deliveryId + 9, true, Accepted.INSTANCE);
    return decode(sink);
  }

  private int decode(ValueSink sink) {
    ByteBuf body = values.flush();
    int length = body.readableBytes();
    if (frames.sink != sink) {
      frames.sink = sink;
    }
    decoder.decode(0, body, length, frames);
    return length;
  }
}
