// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.tck.JmsExtension.textOf;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;
import org.postrider.tck.broker.Capability;
import org.postrider.tck.broker.Needs;

/** Queue browsers. Jakarta Messaging 3.1 chapter 8. */
@Conformance
final class BrowserTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  @Rule("browser.1")
  @Test
  void browsingShowsTheMessagesAndLeavesThem() throws Exception {
    Queue queue = jms.queueWith("a", "b", "c");
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);

    try (QueueBrowser browser = session.createBrowser(queue)) {
      assertThat(browsed(browser)).containsExactly("a", "b", "c");
      assertThat(browsed(browser)).containsExactly("a", "b", "c");
      assertThat(browser.getQueue()).isEqualTo(queue);
    }

    assertThat(jms.rest(queue)).containsExactly("a", "b", "c");
  }

  @Rule("browser.3")
  @Test
  void anEmptyQueueShowsNothing() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    QueueBrowser browser = session.createBrowser(jms.queue(session));

    assertThat(browser.getEnumeration().hasMoreElements()).isFalse();
    assertThatThrownBy(() -> browser.getEnumeration().nextElement())
        .isInstanceOf(NoSuchElementException.class);
  }

  @Rule("browser.2")
  @Test
  void aSelectorNarrowsTheView() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageProducer producer = session.createProducer(queue);
    for (int n = 0; n < 4; n++) {
      TextMessage message = session.createTextMessage("m" + n);
      message.setIntProperty("n", n);
      producer.send(message);
    }

    QueueBrowser browser = session.createBrowser(queue, "n >= 2");

    assertThat(browsed(browser)).containsExactly("m2", "m3");
    assertThat(browser.getMessageSelector()).isEqualTo("n >= 2");
  }

  private static List<String> browsed(QueueBrowser browser) throws JMSException {
    List<String> texts = new ArrayList<>();
    for (Object message : Collections.list((java.util.Enumeration<?>) browser.getEnumeration())) {
      texts.add(textOf((Message) message));
    }
    return texts;
  }

  // Rule: a message is not shown before its delivery time.
  @Rule("browser.6")
  @Test
  @Needs(Capability.DELAYED_DELIVERY)
  void aDelayedMessageIsNotShownBeforeItsTime() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageProducer producer = session.createProducer(queue);
    producer.setDeliveryDelay(60_000);
    producer.send(session.createTextMessage("later"));
    producer.setDeliveryDelay(0);
    producer.send(session.createTextMessage("now"));

    try (QueueBrowser browser = session.createBrowser(queue)) {
      assertThat(Collections.list((java.util.Enumeration<?>) browser.getEnumeration()))
          .extracting(message -> ((jakarta.jms.TextMessage) message).getText())
          .containsExactly("now");
    }
  }
}
