// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.message.Conversion;
import org.postrider.jms.message.PropertyNames;
import org.postrider.jms.options.JmsOptions;

/**
 * A context's producer: settings of its own over the context's one link (Jakarta Messaging 7).
 *
 * <p>Not thread-safe, as JMS has it.
 */
final class ContextProducer implements JMSProducer {

  private final PostriderContext context;
  private final Map<String, @Nullable Object> properties = new LinkedHashMap<>();

  private int deliveryMode = Message.DEFAULT_DELIVERY_MODE;
  private int priority = Message.DEFAULT_PRIORITY;
  private long timeToLiveMs = Message.DEFAULT_TIME_TO_LIVE;
  private long deliveryDelayMs = Message.DEFAULT_DELIVERY_DELAY;
  private boolean messageIdDisabled;
  private boolean timestampDisabled;
  private @Nullable CompletionListener async;
  private @Nullable String correlationId;
  private byte @Nullable [] correlationIdBytes;
  private @Nullable String type;
  private @Nullable Destination replyTo;

  ContextProducer(PostriderContext context) {
    this.context = context;
  }

  // Sending

  @Override
  public JMSProducer send(Destination destination, Message message) {
    Unchecked.run(() -> sendChecked(destination, message));
    return this;
  }

  private void sendChecked(@Nullable Destination destination, @Nullable Message message)
      throws JMSException {
    if (message == null) {
      throw new MessageFormatException("message must not be null");
    }
    if (destination == null) {
      throw new InvalidDestinationException("destination must not be null");
    }
    putOn(message);
    PostriderProducer producer = context.producer();
    producer.setDisableMessageID(messageIdDisabled);
    producer.setDisableMessageTimestamp(timestampDisabled);
    producer.setDeliveryDelay(deliveryDelayMs);
    if (async == null) {
      producer.send(destination, message, deliveryMode, priority, timeToLiveMs);
    } else {
      producer.send(destination, message, deliveryMode, priority, timeToLiveMs, async);
    }
  }

  private void putOn(Message message) throws JMSException {
    if (correlationId != null) {
      message.setJMSCorrelationID(correlationId);
    }
    if (correlationIdBytes != null) {
      message.setJMSCorrelationIDAsBytes(correlationIdBytes);
    }
    if (type != null) {
      message.setJMSType(type);
    }
    if (replyTo != null) {
      message.setJMSReplyTo(replyTo);
    }
    for (Map.Entry<String, @Nullable Object> property : properties.entrySet()) {
      message.setObjectProperty(property.getKey(), property.getValue());
    }
  }

  @Override
  public JMSProducer send(Destination destination, @Nullable String body) {
    return send(destination, context.createTextMessage(body));
  }

  @Override
  public JMSProducer send(Destination destination, @Nullable Map<String, Object> body) {
    MapMessage message = context.createMapMessage();
    Unchecked.run(
        () -> {
          if (body != null) {
            for (Map.Entry<String, Object> entry : body.entrySet()) {
              message.setObject(entry.getKey(), entry.getValue());
            }
          }
        });
    return send(destination, message);
  }

  @Override
  public JMSProducer send(Destination destination, byte @Nullable [] body) {
    BytesMessage message = context.createBytesMessage();
    Unchecked.run(
        () -> {
          if (body != null) {
            message.writeBytes(body);
          }
        });
    return send(destination, message);
  }

  @Override
  public JMSProducer send(Destination destination, @Nullable Serializable body) {
    return send(destination, context.createObjectMessage(body));
  }

  // Settings

  @Override
  public JMSProducer setDisableMessageID(boolean value) {
    messageIdDisabled = value;
    return this;
  }

  @Override
  public boolean getDisableMessageID() {
    return messageIdDisabled;
  }

  @Override
  public JMSProducer setDisableMessageTimestamp(boolean value) {
    timestampDisabled = value;
    return this;
  }

  @Override
  public boolean getDisableMessageTimestamp() {
    return timestampDisabled;
  }

  @Override
  public JMSProducer setDeliveryMode(int mode) {
    deliveryMode = Unchecked.get(() -> PostriderProducer.checkedDeliveryMode(mode));
    return this;
  }

  @Override
  public int getDeliveryMode() {
    return deliveryMode;
  }

  @Override
  public JMSProducer setPriority(int newPriority) {
    priority = Unchecked.get(() -> PostriderProducer.checkedPriority(newPriority));
    return this;
  }

  @Override
  public int getPriority() {
    return priority;
  }

  @Override
  public JMSProducer setTimeToLive(long milliseconds) {
    timeToLiveMs =
        Unchecked.get(() -> PostriderProducer.checkedDuration("time to live", milliseconds));
    return this;
  }

  @Override
  public long getTimeToLive() {
    return timeToLiveMs;
  }

  @Override
  public JMSProducer setDeliveryDelay(long milliseconds) {
    deliveryDelayMs =
        Unchecked.get(() -> PostriderProducer.checkedDuration("delivery delay", milliseconds));
    return this;
  }

  @Override
  public long getDeliveryDelay() {
    return deliveryDelayMs;
  }

  @Override
  public JMSProducer setAsync(@Nullable CompletionListener listener) {
    async = listener;
    return this;
  }

  @Override
  public @Nullable CompletionListener getAsync() {
    return async;
  }

  // Properties

  @Override
  public JMSProducer setProperty(String name, boolean value) {
    return put(name, value);
  }

  @Override
  public JMSProducer setProperty(String name, byte value) {
    return put(name, value);
  }

  @Override
  public JMSProducer setProperty(String name, short value) {
    return put(name, value);
  }

  @Override
  public JMSProducer setProperty(String name, int value) {
    return put(name, value);
  }

  @Override
  public JMSProducer setProperty(String name, long value) {
    return put(name, value);
  }

  @Override
  public JMSProducer setProperty(String name, float value) {
    return put(name, value);
  }

  @Override
  public JMSProducer setProperty(String name, double value) {
    return put(name, value);
  }

  @Override
  public JMSProducer setProperty(String name, @Nullable String value) {
    return put(name, value);
  }

  @Override
  public JMSProducer setProperty(String name, @Nullable Object value) {
    return put(name, Unchecked.find(() -> Conversion.checkedProperty(value)));
  }

  private JMSProducer put(String name, @Nullable Object value) {
    boolean identifier = context.options().get(JmsOptions.VALIDATE_PROPERTY_NAMES);
    properties.put(PropertyNames.checked(name, identifier), value);
    return this;
  }

  @Override
  public JMSProducer clearProperties() {
    properties.clear();
    return this;
  }

  @Override
  public boolean propertyExists(String name) {
    return properties.containsKey(name);
  }

  @Override
  public boolean getBooleanProperty(String name) {
    return Unchecked.get(() -> Conversion.toBoolean(properties.get(name)));
  }

  @Override
  public byte getByteProperty(String name) {
    return Unchecked.get(() -> Conversion.toByte(properties.get(name)));
  }

  @Override
  public short getShortProperty(String name) {
    return Unchecked.get(() -> Conversion.toShort(properties.get(name)));
  }

  @Override
  public int getIntProperty(String name) {
    return Unchecked.get(() -> Conversion.toInt(properties.get(name)));
  }

  @Override
  public long getLongProperty(String name) {
    return Unchecked.get(() -> Conversion.toLong(properties.get(name)));
  }

  @Override
  public float getFloatProperty(String name) {
    return Unchecked.get(() -> Conversion.toFloat(properties.get(name)));
  }

  @Override
  public double getDoubleProperty(String name) {
    return Unchecked.get(() -> Conversion.toDouble(properties.get(name)));
  }

  @Override
  public @Nullable String getStringProperty(String name) {
    return Unchecked.find(() -> Conversion.toText(properties.get(name)));
  }

  @Override
  public @Nullable Object getObjectProperty(String name) {
    return properties.get(name);
  }

  @Override
  public Set<String> getPropertyNames() {
    return Collections.unmodifiableSet(properties.keySet());
  }

  // Headers

  @Override
  public JMSProducer setJMSCorrelationIDAsBytes(byte @Nullable [] id) {
    correlationIdBytes = id == null ? null : id.clone();
    return this;
  }

  @Override
  public byte @Nullable [] getJMSCorrelationIDAsBytes() {
    return correlationIdBytes == null ? null : correlationIdBytes.clone();
  }

  @Override
  public JMSProducer setJMSCorrelationID(@Nullable String id) {
    correlationId = id;
    return this;
  }

  @Override
  public @Nullable String getJMSCorrelationID() {
    return correlationId;
  }

  @Override
  public JMSProducer setJMSType(@Nullable String newType) {
    type = newType;
    return this;
  }

  @Override
  public @Nullable String getJMSType() {
    return type;
  }

  @Override
  public JMSProducer setJMSReplyTo(@Nullable Destination destination) {
    replyTo = destination;
    return this;
  }

  @Override
  public @Nullable Destination getJMSReplyTo() {
    return replyTo;
  }

  @Override
  public String toString() {
    return "producer with delivery mode "
        + (deliveryMode == DeliveryMode.PERSISTENT ? "PERSISTENT" : "NON_PERSISTENT");
  }
}
