// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.interop;

import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an application reads in a message, in a form that can be compared whatever client the
 * message is of. Immutable.
 *
 * @param type the interface of the message
 * @param body the body, with octets in hexadecimal
 */
record Reading(String type, Object body) {

  static Reading of(Message message) throws JMSException {
    if (message instanceof TextMessage text) {
      return new Reading("TextMessage", text.getText());
    }
    if (message instanceof BytesMessage bytes) {
      bytes.reset();
      byte[] octets = new byte[(int) bytes.getBodyLength()];
      bytes.readBytes(octets);
      return new Reading("BytesMessage", comparable(octets));
    }
    if (message instanceof MapMessage map) {
      Map<Object, Object> entries = new TreeMap<>();
      for (Object name : Collections.list((Enumeration<?>) map.getMapNames())) {
        entries.put(name, comparable(map.getObject((String) name)));
      }
      return new Reading("MapMessage", entries);
    }
    if (message instanceof StreamMessage stream) {
      return new Reading("StreamMessage", elements(stream));
    }
    if (message instanceof ObjectMessage object) {
      return new Reading("ObjectMessage", comparable(object.getObject()));
    }
    return new Reading("Message", null);
  }

  private static List<Object> elements(StreamMessage stream) throws JMSException {
    stream.reset();
    List<Object> elements = new ArrayList<>();
    while (true) {
      try {
        elements.add(comparable(stream.readObject()));
      } catch (MessageEOFException end) {
        return elements;
      }
    }
  }

  private static Object comparable(Object value) {
    if (value instanceof byte[] octets) {
      return octets.length + " octets " + HexFormat.of().formatHex(octets);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(item -> copy.add(comparable(item)));
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, item) -> copy.put(key, comparable(item)));
      return copy;
    }
    return value;
  }

  /** Kind and name of a destination, such as {@code queue orders}; null for null. */
  static String of(Destination destination) throws JMSException {
    if (destination instanceof TemporaryQueue queue) {
      return "temporary queue " + queue.getQueueName();
    }
    if (destination instanceof TemporaryTopic topic) {
      return "temporary topic " + topic.getTopicName();
    }
    if (destination instanceof Queue queue) {
      return "queue " + queue.getQueueName();
    }
    return destination instanceof Topic topic ? "topic " + topic.getTopicName() : null;
  }

  /** The properties that the message lists, by name. */
  static Map<String, Object> properties(Message message) throws JMSException {
    Map<String, Object> properties = new TreeMap<>();
    for (Object name : Collections.list((Enumeration<?>) message.getPropertyNames())) {
      properties.put((String) name, message.getObjectProperty((String) name));
    }
    return properties;
  }
}
