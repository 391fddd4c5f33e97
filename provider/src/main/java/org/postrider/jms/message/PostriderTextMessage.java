// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.TextMessage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.BodyKind;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.messaging.MessageWriter;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.error.JmsErrors;

/**
 * A message with a text.
 *
 * <p>Not thread-safe.
 */
final class PostriderTextMessage extends PostriderMessage implements TextMessage {

  static final byte TYPE = 5;

  private @Nullable EncodedMessage unread;
  private @Nullable String text;

  PostriderTextMessage(MessageSettings settings, @Nullable String text) {
    super(settings);
    this.text = text;
  }

  PostriderTextMessage(MessageSettings settings, EncodedMessage encoded, Arrival arrival) {
    super(settings, encoded, arrival);
    unread = encoded;
  }

  @Override
  public @Nullable String getText() throws JMSException {
    EncodedMessage message = unread;
    if (message != null) {
      text = read(message, PostriderTextMessage::textOf);
      unread = null;
    }
    return text;
  }

  private static @Nullable String textOf(EncodedMessage message) throws JMSException {
    if (message.bodyKind() == BodyKind.NONE) {
      return null;
    }
    if (message.bodyKind() == BodyKind.DATA) {
      Charset charset = ContentTypes.charset(message.properties().contentType());
      return decode(message.data().asByteBuffer(), charset);
    }
    Object value = message.bodyKind() == BodyKind.VALUE ? message.value() : message.sequence();
    if (value == null || value instanceof String || value instanceof Symbol) {
      return value == null ? null : value.toString();
    }
    throw new MessageFormatException("the body holds no text but " + message.bodyKind());
  }

  private static String decode(ByteBuffer octets, @Nullable Charset charset) throws JMSException {
    try {
      return (charset == null ? StandardCharsets.UTF_8 : charset)
          .newDecoder()
          .decode(octets)
          .toString();
    } catch (CharacterCodingException malformed) {
      throw JmsErrors.withCause(
          new MessageFormatException("the body's octets are no text of their character set"),
          malformed);
    }
  }

  @Override
  public void setText(@Nullable String string) throws JMSException {
    checkBodyWritable();
    unread = null;
    text = string;
  }

  @Override
  byte typeCode() {
    return TYPE;
  }

  /** One for each character, which is right for most. */
  @Override
  int bodyOctets() throws JMSException {
    String known = getText();
    return known == null ? 0 : known.length();
  }

  @Override
  void writeBody(MessageWriter out) throws JMSException {
    out.text(getText());
  }

  @Override
  void emptyBody() {
    unread = null;
    text = null;
  }

  @Override
  public boolean hasBody() throws JMSException {
    return getText() != null;
  }

  @Override
  public <T> @Nullable T getBody(Class<T> type) throws JMSException {
    return bodyAs(type, getText());
  }

  @Override
  public boolean isBodyAssignableTo(@SuppressWarnings("rawtypes") Class type) throws JMSException {
    String value = getText();
    return value == null || type.isInstance(value);
  }
}
