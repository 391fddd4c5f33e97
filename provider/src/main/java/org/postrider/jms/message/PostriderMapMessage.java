// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.MessageFormatException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.BodyKind;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.messaging.MessageWriter;

/**
 * A message with names and values.
 *
 * <p>Not thread-safe. Received values keep their AMQP types and are converted when they are asked
 * for.
 */
final class PostriderMapMessage extends PostriderMessage implements MapMessage {

  static final byte TYPE = 2;

  private @Nullable EncodedMessage unread;
  private Map<String, @Nullable Object> entries = new LinkedHashMap<>();

  PostriderMapMessage(MessageSettings settings) {
    super(settings);
  }

  PostriderMapMessage(MessageSettings settings, EncodedMessage encoded, Arrival arrival) {
    super(settings, encoded, arrival);
    unread = encoded;
  }

  private Map<String, @Nullable Object> entries() throws JMSException {
    EncodedMessage message = unread;
    if (message != null) {
      Map<String, @Nullable Object> decoded = read(message, PostriderMapMessage::entriesOf);
      entries = decoded == null ? new LinkedHashMap<>() : decoded;
      unread = null;
    }
    return entries;
  }

  private static Map<String, @Nullable Object> entriesOf(EncodedMessage message)
      throws JMSException {
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    Object value = message.bodyKind() == BodyKind.NONE ? null : valueOf(message);
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, element) -> entries.put(String.valueOf(key), element));
      if (entries.size() < map.size()) {
        throw new MessageFormatException(
            "two keys of the body's map are one name: not every key is a string");
      }
    } else if (value != null) {
      throw new MessageFormatException("the body holds no map but " + message.bodyKind());
    }
    return entries;
  }

  private static @Nullable Object valueOf(EncodedMessage message) {
    return message.bodyKind() == BodyKind.VALUE ? message.value() : message.body();
  }

  private @Nullable Object get(String name) throws JMSException {
    return JmsValues.element(entries().get(checked(name)));
  }

  private void put(String name, @Nullable Object value) throws JMSException {
    checkBodyWritable();
    entries().put(checked(name), value);
  }

  private static String checked(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      throw new IllegalArgumentException("map name must not be null or empty");
    }
    return name;
  }

  @Override
  public boolean getBoolean(String name) throws JMSException {
    return Conversion.toBoolean(get(name));
  }

  @Override
  public byte getByte(String name) throws JMSException {
    return Conversion.toByte(get(name));
  }

  @Override
  public short getShort(String name) throws JMSException {
    return Conversion.toShort(get(name));
  }

  @Override
  public char getChar(String name) throws JMSException {
    return Conversion.toChar(get(name));
  }

  @Override
  public int getInt(String name) throws JMSException {
    return Conversion.toInt(get(name));
  }

  @Override
  public long getLong(String name) throws JMSException {
    return Conversion.toLong(get(name));
  }

  @Override
  public float getFloat(String name) throws JMSException {
    return Conversion.toFloat(get(name));
  }

  @Override
  public double getDouble(String name) throws JMSException {
    return Conversion.toDouble(get(name));
  }

  @Override
  public @Nullable String getString(String name) throws JMSException {
    return Conversion.toText(get(name));
  }

  @Override
  public byte @Nullable [] getBytes(String name) throws JMSException {
    return Conversion.toBytes(get(name));
  }

  @Override
  public @Nullable Object getObject(String name) throws JMSException {
    return get(name);
  }

  @Override
  public Enumeration<String> getMapNames() throws JMSException {
    return Collections.enumeration(List.copyOf(entries().keySet()));
  }

  @Override
  public void setBoolean(String name, boolean value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setByte(String name, byte value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setShort(String name, short value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setChar(String name, char value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setInt(String name, int value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setLong(String name, long value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setFloat(String name, float value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setDouble(String name, double value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setString(String name, @Nullable String value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setBytes(String name, byte @Nullable [] value) throws JMSException {
    put(name, value == null ? null : value.clone());
  }

  @Override
  public void setBytes(String name, byte[] value, int offset, int length) throws JMSException {
    java.util.Objects.checkFromIndexSize(offset, length, value.length);
    put(name, Arrays.copyOfRange(value, offset, offset + length));
  }

  @Override
  public void setObject(String name, @Nullable Object value) throws JMSException {
    put(name, Conversion.checkedElement(value));
  }

  @Override
  public boolean itemExists(String name) throws JMSException {
    return entries().containsKey(name);
  }

  @Override
  byte typeCode() {
    return TYPE;
  }

  @Override
  void writeBody(MessageWriter out) throws JMSException {
    out.value(entries());
  }

  @Override
  void emptyBody() {
    unread = null;
    entries = new LinkedHashMap<>();
  }

  @Override
  public boolean hasBody() throws JMSException {
    return !entries().isEmpty();
  }

  @Override
  public <T> @Nullable T getBody(Class<T> type) throws JMSException {
    if (!isBodyAssignableTo(type)) {
      throw new MessageFormatException("the body cannot be assigned to " + type.getName());
    }
    if (!hasBody()) {
      return null;
    }
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    entries().forEach((name, value) -> copy.put(name, JmsValues.element(value)));
    return type.cast(copy);
  }

  @Override
  public boolean isBodyAssignableTo(@SuppressWarnings("rawtypes") Class type) throws JMSException {
    return !hasBody() || type == Map.class || type == Object.class;
  }
}
