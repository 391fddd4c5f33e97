// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.Enumeration;

/**
 * The message of a scenario: how it is made, and how it is read.
 *
 * <p>Immutable, but for the messages.
 *
 * @param octets of the body
 * @param properties how many it has
 * @param text whether it is a TextMessage and not a BytesMessage
 */
record Payload(int octets, int properties, boolean text) {

  private static final int KINDS = 5;

  static Payload bytes(int octets) {
    return new Payload(octets, 0, false);
  }

  /** What is used again for each message. */
  Maker maker() {
    return new Maker(this);
  }

  /** Confined to one thread. */
  static final class Maker {

    private final Payload payload;
    private final byte[] body;
    private final String textBody;
    private final String[] names;

    private Maker(Payload payload) {
      this.payload = payload;
      body = new byte[payload.octets];
      for (int i = 0; i < body.length; i++) {
        body[i] = (byte) i;
      }
      textBody = "x".repeat(payload.text ? payload.octets : 0);
      names = new String[payload.properties];
      for (int i = 0; i < names.length; i++) {
        names[i] = "property" + i;
      }
    }

    Message make(Session session) throws JMSException {
      Message message;
      if (payload.text) {
        message = session.createTextMessage(textBody);
      } else {
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeBytes(body);
        message = bytes;
      }
      for (int i = 0; i < names.length; i++) {
        set(message, names[i], i);
      }
      return message;
    }

    private static void set(Message message, String name, int index) throws JMSException {
      switch (index % KINDS) {
        case 0 -> message.setStringProperty(name, "value of " + name);
        case 1 -> message.setIntProperty(name, 1_000_000 + index);
        case 2 -> message.setLongProperty(name, 1_000_000_000_000L + index);
        case 3 -> message.setBooleanProperty(name, true);
        default -> message.setDoubleProperty(name, 0.25 + index);
      }
    }

    /**
     * Reads body and properties.
     *
     * @throws IllegalStateException if there is less than was sent
     */
    void read(Message message) throws JMSException {
      int octets = 0;
      if (message instanceof TextMessage textMessage) {
        octets = textMessage.getText().length();
      } else if (message instanceof BytesMessage bytes) {
        octets = Math.max(0, bytes.readBytes(body));
      }
      int properties = 0;
      if (payload.properties > 0) {
        for (Enumeration<?> e = message.getPropertyNames(); e.hasMoreElements(); ) {
          properties += message.getObjectProperty((String) e.nextElement()) == null ? 0 : 1;
        }
      }
      if (octets != payload.octets || properties < payload.properties) {
        throw new IllegalStateException(
            octets + " octets and " + properties + " properties came of " + payload);
      }
    }
  }
}
