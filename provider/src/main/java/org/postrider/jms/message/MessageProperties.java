// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.MessageNotWriteableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.wire.DecodeException;

/**
 * The properties of a message by name: application-properties, and the special ones.
 *
 * <p>Not thread-safe. Received values keep their AMQP types and are converted when they are asked
 * for, so that a message sent on is the same.
 */
final class MessageProperties {

  private final PostriderMessage message;
  private final boolean validated;
  private @Nullable EncodedMessage unread;
  private Map<String, @Nullable Object> values = Map.of();
  private boolean own;
  private boolean readOnly;

  MessageProperties(PostriderMessage message, boolean validated, @Nullable EncodedMessage unread) {
    this.message = message;
    this.validated = validated;
    this.unread = unread;
    this.readOnly = unread != null;
  }

  /** All application-properties; to be read only. */
  Map<String, @Nullable Object> values() throws UndecodableMessageException {
    EncodedMessage encoded = unread;
    if (encoded != null) {
      try {
        values = encoded.applicationProperties();
      } catch (DecodeException fault) {
        throw new UndecodableMessageException(fault);
      }
      unread = null;
    }
    return values;
  }

  @Nullable Object get(@Nullable String name) throws JMSException {
    if (name == null) {
      return null;
    }
    return SpecialProperties.contains(name)
        ? SpecialProperties.get(message, name)
        : JmsValues.property(values().get(name));
  }

  boolean exists(@Nullable String name) throws JMSException {
    if (name == null) {
      return false;
    }
    return SpecialProperties.contains(name)
        ? SpecialProperties.get(message, name) != null
        : values().containsKey(name) && isShown(name);
  }

  private boolean isShown(String name) {
    return !validated || PropertyNames.isValid(name);
  }

  Enumeration<String> names() throws JMSException {
    List<String> names = new ArrayList<>(values().size() + SpecialProperties.NAMES.size());
    for (String name : values().keySet()) {
      if (isShown(name)) {
        names.add(name);
      }
    }
    for (String name : SpecialProperties.NAMES) {
      if (SpecialProperties.get(message, name) != null) {
        names.add(name);
      }
    }
    return Collections.enumeration(names);
  }

  void set(@Nullable String name, @Nullable Object value) throws JMSException {
    // How a received message is to be acknowledged is told on it, so this one is never read-only.
    if (readOnly && !SpecialProperties.ACK_TYPE.equals(name)) {
      throw new MessageNotWriteableException("properties of a received message are read-only");
    }
    String checked = PropertyNames.checked(name, validated);
    Object property = Conversion.checkedProperty(value);
    if (SpecialProperties.contains(checked)) {
      SpecialProperties.set(message, checked, property);
    } else {
      writable().put(checked, property);
    }
  }

  private Map<String, @Nullable Object> writable() throws JMSException {
    if (!own) {
      values = new LinkedHashMap<>(values());
      own = true;
    }
    return values;
  }

  void clear() throws JMSException {
    unread = null;
    values = Map.of();
    own = false;
    readOnly = false;
    message.headers().clearProperties();
    message.setAcknowledgeOutcome(null);
  }
}
