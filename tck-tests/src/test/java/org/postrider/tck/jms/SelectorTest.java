// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.tck.JmsExtension.text;
import static org.postrider.tck.JmsExtension.texts;

import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;
import org.postrider.tck.broker.Capability;
import org.postrider.tck.broker.Needs;

/** Message selectors. Jakarta Messaging 3.1 section 3.8. */
@Conformance
final class SelectorTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  @Rule({"selector.1", "selector.2", "selector.4", "selector.5", "selector.8"})
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      textBlock =
          """
          color = 'red'                             | red
          weight > 2                                | blue,green
          weight BETWEEN 2 AND 3                    | red,blue
          color IN ('red', 'green')                 | red,green
          color LIKE '%e_n'                         | green
          color NOT LIKE 'r%'                       | blue,green
          fragile IS NULL                           | red,blue
          fragile IS NOT NULL                       | green
          fragile = TRUE OR weight * 2 = 6          | blue,green
          NOT (color = 'red') AND weight < 4        | blue
          weight + 1 <> 3                           | blue,green
          JMSType = 'parcel'                        | red,blue,green
          color like 'r%' and weight between 1 and 9 | red
          COLOR = 'red'                             |
          weight = '2'                              |
          """)
  void aSelectorPassesWhatItIsTrueFor(String selector, String colors) throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    sendParcels(session, queue);

    MessageConsumer consumer = session.createConsumer(queue, selector);

    List<String> expected = colors == null ? List.of() : List.of(colors.split(","));
    assertThat(texts(consumer, expected.size())).containsExactlyElementsOf(expected);
    assertThat(consumer.receiveNoWait()).isNull();
  }

  // Rule: null and "" are no selector.
  // Rule: a condition on what is not there is neither true nor false.
  @Rule("selector.3")
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      textBlock =
          """
          missing = 1 OR missing <> 1               |
          NOT (missing = 1)                         |
          missing NOT IN ('x')                      |
          missing = 1 OR color = 'red'              | red
          """)
  @Needs(Capability.UNKNOWN_IN_SELECTORS)
  void whatIsNotThereIsUnknown(String selector, String colors) throws Exception {
    aSelectorPassesWhatItIsTrueFor(selector, colors);
  }

  @Rule("selector.6")
  @ParameterizedTest
  @ValueSource(strings = {"", "none"})
  void anEmptySelectorPassesAll(String selector) throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queueWith("a");

    MessageConsumer consumer =
        session.createConsumer(queue, selector.equals("none") ? null : selector);

    assertThat(consumer.getMessageSelector()).isNull();
    assertThat(text(consumer)).isEqualTo("a");
  }

  @Rule("selector.7")
  @ParameterizedTest
  @ValueSource(strings = {"color =", "color LIKE 5", "(weight = 1", "'open", "weight BETWEEN 1"})
  void anInvalidSelectorIsRefused(String selector) throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);

    assertThatThrownBy(() -> session.createConsumer(queue, selector))
        .isInstanceOf(InvalidSelectorException.class);
  }

  @Rule("receive.11")
  @Test
  void theSelectorCanBeAskedFor() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);

    MessageConsumer consumer = session.createConsumer(jms.queue(session), "weight = 1");

    assertThat(consumer.getMessageSelector()).isEqualTo("weight = 1");
  }

  private static void sendParcels(Session session, Queue queue) throws JMSException {
    MessageProducer producer = session.createProducer(queue);
    String[] colors = {"red", "blue", "green"};
    for (int i = 0; i < colors.length; i++) {
      TextMessage parcel = session.createTextMessage(colors[i]);
      parcel.setJMSType("parcel");
      parcel.setStringProperty("color", colors[i]);
      parcel.setIntProperty("weight", i + 2);
      if (i == 2) {
        parcel.setBooleanProperty("fragile", true);
      }
      producer.send(parcel);
    }
  }
}
