// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.jms.PostriderConnectionFactory;

/** The payload of a large frame is not kept, but no message is accepted less or more for that. */
@Timeout(60)
class NullPeerTest {

  private static final int MESSAGES = 2_000;
  private static final int MAX_OCTETS = 300_000;

  @Test
  void messagesOfAllSizesAreAcceptedOnceAndInOrder() throws Exception {
    Random sizes = new Random(7);
    Outcomes outcomes = new Outcomes();
    try (NullPeer peer = NullPeer.start();
        Connection connection =
            new PostriderConnectionFactory("amqp://127.0.0.1:" + peer.port()).createConnection();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
      MessageProducer producer = session.createProducer(session.createQueue("queue"));
      for (int i = 0; i < MESSAGES; i++) {
        BytesMessage message = session.createBytesMessage();
        // As many small ones as large ones, so that frames end anywhere in what is read.
        message.writeBytes(new byte[sizes.nextInt(1 + (MAX_OCTETS >> sizes.nextInt(12)))]);
        message.setIntProperty("number", i);
        producer.send(message, outcomes);
      }
    }

    assertThat(outcomes.failures).isEmpty();
    assertThat(outcomes.accepted).hasSize(MESSAGES).isSorted();
  }

  /** Called by one thread after the other. */
  private static final class Outcomes implements CompletionListener {

    final List<Integer> accepted = new CopyOnWriteArrayList<>();
    final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

    @Override
    public void onCompletion(Message message) {
      try {
        accepted.add(message.getIntProperty("number"));
      } catch (JMSException unreadable) {
        failures.add(unreadable);
      }
    }

    @Override
    public void onException(Message message, Exception failure) {
      failures.add(failure);
    }
  }
}
