// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.tck.JmsExtension.textOf;

import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.QueueRequestor;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import jakarta.jms.TopicRequestor;
import jakarta.jms.TopicSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/** The requestors of the API, over ours. Jakarta Messaging 3.1 chapters 4.4 and 6.2.2. */
@Conformance
final class RequestorTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  /** Answers each request with its text twice. */
  private void serve(Destination requests) throws JMSException {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(null);
    session
        .createConsumer(requests)
        .setMessageListener(
            request -> {
              try {
                String text = textOf(request);
                producer.send(request.getJMSReplyTo(), session.createTextMessage(text + text));
              } catch (JMSException unexpected) {
                throw new AssertionError(unexpected);
              }
            });
  }

  @Rule("domain.6")
  @Test
  void aQueueRequestorGetsItsReplies() throws Exception {
    Queue requests = jms.queue(jms.session(Session.AUTO_ACKNOWLEDGE));
    serve(requests);
    try (QueueConnection connection =
        ((QueueConnectionFactory) jms.factory()).createQueueConnection()) {
      connection.start();
      QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
      QueueRequestor requestor = new QueueRequestor(session, requests);

      Message first = requestor.request(session.createTextMessage("a"));
      Message second = requestor.request(session.createTextMessage("b"));
      requestor.close();

      assertThat(textOf(first)).isEqualTo("aa");
      assertThat(textOf(second)).isEqualTo("bb");
      assertThatThrownBy(session::createMessage)
          .isInstanceOf(jakarta.jms.IllegalStateException.class);
    }
  }

  @Rule("domain.6")
  @Test
  void aTopicRequestorGetsItsReply() throws Exception {
    Topic requests = jms.topic(jms.session(Session.AUTO_ACKNOWLEDGE));
    serve(requests);
    try (TopicConnection connection =
        ((TopicConnectionFactory) jms.factory()).createTopicConnection()) {
      connection.start();
      TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
      TopicRequestor requestor = new TopicRequestor(session, requests);

      assertThat(textOf(requestor.request(session.createTextMessage("a")))).isEqualTo("aa");
      requestor.close();
    }
  }

  @Rule("domain.6")
  @Test
  void aRequestorNeedsADestination() throws Exception {
    try (QueueConnection connection =
        ((QueueConnectionFactory) jms.factory()).createQueueConnection()) {
      QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);

      assertThatThrownBy(() -> new QueueRequestor(session, null))
          .isInstanceOf(InvalidDestinationException.class);
    }
  }
}
