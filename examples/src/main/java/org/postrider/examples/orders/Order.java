// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.orders;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;

/** One order, as the shop knows it and as a JMS message carries it. Immutable. */
record Order(int id, String customer, long amountCents) {
  private static final String ID = "orderId";
  private static final String CUSTOMER = "customer";
  private static final String AMOUNT_CENTS = "amountCents";
  private static final List<String> CUSTOMERS =
      List.of("Ada", "Grace", "Edsger", "Barbara", "Tony");
  private static final long CHEAPEST_CENTS = 100;
  private static final long PRICE_RANGE_CENTS = 100_000;
  private static final long PRICE_STEP = 7919;

  /** The order of this number: always the same one, so that both ends know what it must say. */
  static Order numbered(int id) {
    return new Order(
        id,
        CUSTOMERS.get(id % CUSTOMERS.size()),
        CHEAPEST_CENTS + id * PRICE_STEP % PRICE_RANGE_CENTS);
  }

  /** The number of the order in a message. */
  static int idOf(Message message) throws JMSException {
    return message.getIntProperty(ID);
  }

  TextMessage toMessage(Session session, int bodySize) throws JMSException {
    TextMessage message = session.createTextMessage(body(bodySize));
    message.setIntProperty(ID, id);
    message.setStringProperty(CUSTOMER, customer);
    message.setLongProperty(AMOUNT_CENTS, amountCents);
    return message;
  }

  /** Whether a message says what this order says, in properties and in body. */
  boolean isIn(Message message, int bodySize) throws JMSException {
    return message instanceof TextMessage text
        && customer.equals(text.getStringProperty(CUSTOMER))
        && amountCents == text.getLongProperty(AMOUNT_CENTS)
        && body(bodySize).equals(text.getText());
  }

  /** A sentence of at least this many characters. */
  private String body(int size) {
    String sentence = "Order " + id + ": " + amountCents + " cents from " + customer + ".";
    return sentence + ".".repeat(Math.max(0, size - sentence.length()));
  }
}
