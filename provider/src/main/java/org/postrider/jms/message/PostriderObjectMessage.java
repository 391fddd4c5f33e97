// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.BodyKind;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.messaging.MessageWriter;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;

/**
 * A message with an object: serialized by Java, or as a value of AMQP's types where the property
 * JMS_AMQP_TYPED_ENCODING says so.
 *
 * <p>Not thread-safe. What is held is always a snapshot, so each reading gives an object of its
 * own.
 */
final class PostriderObjectMessage extends PostriderMessage implements ObjectMessage {

  static final byte TYPE = 1;

  private final ObjectSerializer serializer;
  private @Nullable EncodedMessage unread;
  private boolean typed;

  /** The serialized object; null is none. */
  private @Nullable Binary serialized;

  /** Whether it was serialized here and did not come with the message. */
  private boolean own;

  /** The value in its own types, where it is typed. */
  private @Nullable Object value;

  PostriderObjectMessage(MessageSettings settings) {
    super(settings);
    serializer = new ObjectSerializer(settings.deserialization());
  }

  PostriderObjectMessage(MessageSettings settings, EncodedMessage encoded, Arrival arrival) {
    super(settings, encoded, arrival);
    serializer = new ObjectSerializer(settings.deserialization());
    unread = encoded;
    typed = encoded.bodyKind() == BodyKind.VALUE || encoded.bodyKind() == BodyKind.SEQUENCE;
  }

  private void readBody() throws JMSException {
    EncodedMessage message = unread;
    if (message != null) {
      switch (message.bodyKind()) {
        case VALUE -> value = read(message, EncodedMessage::value);
        case SEQUENCE -> value = read(message, EncodedMessage::sequence);
        case DATA -> serialized = read(message, EncodedMessage::data);
        case NONE -> serialized = null;
      }
      unread = null;
    }
  }

  boolean isTyped() {
    return typed;
  }

  /** Changes the encoding, and with it what is held. */
  void setTyped(boolean wanted) throws JMSException {
    if (wanted != typed) {
      hold(getObject(), wanted);
    }
  }

  /** Holds a snapshot; where there can be none, all stays as it was. */
  private void hold(@Nullable Serializable object, boolean asTyped) throws JMSException {
    Object snapshot = object != null && asTyped ? TypedObjects.snapshot(object) : null;
    Binary octets = object != null && !asTyped ? serializer.serialize(object) : null;
    unread = null;
    own = true;
    typed = asTyped;
    value = snapshot;
    serialized = octets;
  }

  @Override
  public void setObject(@Nullable Serializable object) throws JMSException {
    checkBodyWritable();
    hold(object, typed);
  }

  @Override
  public @Nullable Serializable getObject() throws JMSException {
    readBody();
    if (typed) {
      return TypedObjects.toJava(value);
    }
    Binary octets = serialized;
    if (octets == null || octets.length() == 0) {
      return null;
    }
    return own ? serializer.deserializeOwn(octets) : serializer.deserialize(octets);
  }

  @Override
  byte typeCode() {
    return TYPE;
  }

  @Override
  int bodyOctets() throws JMSException {
    readBody();
    Binary octets = serialized;
    return octets == null ? 0 : octets.length();
  }

  @Override
  void writeBody(MessageWriter out) throws JMSException {
    readBody();
    if (typed) {
      out.value(value);
    } else {
      Binary octets = serialized;
      out.data(octets == null ? serializer.serialize(null) : octets);
    }
  }

  @Override
  @Nullable Symbol contentTypeToSend() {
    return typed ? null : ContentTypes.SERIALIZED_OBJECT;
  }

  @Override
  void emptyBody() {
    unread = null;
    serialized = null;
    value = null;
  }

  @Override
  public boolean hasBody() throws JMSException {
    readBody();
    return typed ? value != null : getObject() != null;
  }

  @Override
  public <T> @Nullable T getBody(Class<T> type) throws JMSException {
    return bodyAs(type, getObject());
  }

  @Override
  public boolean isBodyAssignableTo(@SuppressWarnings("rawtypes") Class type) throws JMSException {
    try {
      Serializable object = getObject();
      return object == null || type.isInstance(object);
    } catch (MessageFormatException undeserializable) {
      return false;
    }
  }
}
