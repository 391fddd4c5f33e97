// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.JmsExtension;

/** Many sessions with listeners that have nothing to do for a while. */
final class IdleListenerTest {

  private static final int SESSIONS = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What one session's listener got, and on which threads. */
  private record Listening(Queue queue, List<String> texts, List<Thread> threads) {

    Listening(Queue queue) {
      this(queue, new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
    }

    void got(Message message) {
      threads.add(Thread.currentThread());
      try {
        texts.add(JmsExtension.textOf(message));
      } catch (JMSException unread) {
        texts.add(unread.toString());
      }
    }
  }

  @RegisterExtension final JmsExtension jms = new JmsExtension();

  @Test
  void idleSessionsHaveNoThreadAndEachGetsItsNextMessage() throws Exception {
    Connection connection = jms.connection();
    List<Listening> all = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
      Listening listening = new Listening(jms.queue(session));
      session.createConsumer(listening.queue).setMessageListener(listening::got);
      all.add(listening);
    }
    Session sending = jms.session(Session.AUTO_ACKNOWLEDGE);

    sendToEach(sending, all, "first");
    awaitEach(all, 1);
    List<Thread> firsts = all.stream().map(each -> each.threads.get(0)).toList();
    await().atMost(PATIENCE).until(() -> firsts.stream().noneMatch(Thread::isAlive));
    sendToEach(sending, all, "second");
    awaitEach(all, 2);

    for (Listening each : all) {
      assertThat(each.texts).containsExactly("first", "second");
      assertThat(each.threads.get(1)).isNotSameAs(each.threads.get(0));
      assertThat(each.threads.get(1).getName()).isEqualTo(each.threads.get(0).getName());
    }
  }

  private static void sendToEach(Session session, List<Listening> all, String text)
      throws JMSException {
    for (Listening each : all) {
      JmsExtension.send(session, each.queue, text);
    }
  }

  private static void awaitEach(List<Listening> all, int count) {
    await().atMost(PATIENCE).until(() -> all.stream().allMatch(each -> each.texts.size() == count));
  }
}
