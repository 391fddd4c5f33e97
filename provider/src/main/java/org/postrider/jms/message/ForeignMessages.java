// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.util.Enumeration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies other providers' messages, by nothing but the JMS interfaces (JMS 3.12).
 *
 * <p>Stateless.
 */
final class ForeignMessages {

  private static final Logger LOG = LoggerFactory.getLogger(ForeignMessages.class);
  private static final int CHUNK_OCTETS = 4096;

  private final MessageFactory factory;

  ForeignMessages(MessageFactory factory) {
    this.factory = factory;
  }

  PostriderMessage copy(Message original) throws JMSException {
    PostriderMessage copy = (PostriderMessage) copyOfBody(original);
    copy.setJMSCorrelationID(original.getJMSCorrelationID());
    copy.setJMSReplyTo(original.getJMSReplyTo());
    copy.setJMSType(original.getJMSType());
    Enumeration<?> names = original.getPropertyNames();
    while (names != null && names.hasMoreElements()) {
      String name = String.valueOf(names.nextElement());
      if (!SpecialProperties.DELIVERY_COUNT.equals(name)) {
        copy.setObjectProperty(name, original.getObjectProperty(name));
      }
    }
    return copy;
  }

  private Message copyOfBody(Message original) throws JMSException {
    if (original instanceof TextMessage text) {
      return factory.createTextMessage(text.getText());
    }
    if (original instanceof BytesMessage bytes) {
      return copyOfBytes(bytes);
    }
    if (original instanceof MapMessage map) {
      MapMessage copy = factory.createMapMessage();
      Enumeration<?> names = map.getMapNames();
      while (names.hasMoreElements()) {
        String name = String.valueOf(names.nextElement());
        copy.setObject(name, map.getObject(name));
      }
      return copy;
    }
    if (original instanceof StreamMessage stream) {
      return copyOfStream(stream);
    }
    return original instanceof ObjectMessage object
        ? factory.createObjectMessage(object.getObject())
        : factory.createMessage();
  }

  private BytesMessage copyOfBytes(BytesMessage original) throws JMSException {
    original.reset();
    BytesMessage copy = factory.createBytesMessage();
    byte[] chunk = new byte[CHUNK_OCTETS];
    int count = original.readBytes(chunk);
    while (count > 0) {
      copy.writeBytes(chunk, 0, count);
      count = original.readBytes(chunk);
    }
    original.reset();
    return copy;
  }

  private StreamMessage copyOfStream(StreamMessage original) throws JMSException {
    original.reset();
    StreamMessage copy = factory.createStreamMessage();
    try {
      // A null element is no end: only the exception is.
      while (true) {
        copy.writeObject(original.readObject());
      }
    } catch (MessageEOFException end) {
      original.reset();
      return copy;
    }
  }

  static void copyHeadersBack(PostriderMessage sent, Message original) throws JMSException {
    original.setJMSMessageID(sent.getJMSMessageID());
    original.setJMSTimestamp(sent.getJMSTimestamp());
    original.setJMSDestination(sent.getJMSDestination());
    original.setJMSDeliveryMode(sent.getJMSDeliveryMode());
    original.setJMSExpiration(sent.getJMSExpiration());
    original.setJMSPriority(sent.getJMSPriority());
    original.setJMSRedelivered(false);
    try {
      original.setJMSDeliveryTime(sent.getJMSDeliveryTime());
    } catch (AbstractMethodError older) {
      LOG.trace("a message of a provider of JMS 1.1 has no delivery time", older);
    }
  }
}
