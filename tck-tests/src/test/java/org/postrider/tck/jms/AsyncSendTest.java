// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.tck.JmsExtension.textOf;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/** Sends with a CompletionListener. Jakarta Messaging 3.1 section 7.3. */
@Conformance
final class AsyncSendTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  // Rule: one callback for each send, in the order of the sends.
  @Rule("async.1")
  @Test
  void completionsComeInTheOrderOfTheSends() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageProducer producer = session.createProducer(queue);
    Completions completions = new Completions();

    for (int i = 0; i < 100; i++) {
      producer.send(session.createTextMessage("m" + i), completions);
    }

    await().until(() -> completions.texts.size() >= 100);
    assertThat(completions.texts).isEqualTo(jms.rest(queue)).hasSize(100);
    assertThat(completions.failures).isEmpty();
  }

  // Rule: the callback does not run on the thread that sends.
  @Rule("async.2")
  @Test
  void theCallbackRunsOnAnotherThread() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(jms.queue(session));
    Completions completions = new Completions();

    producer.send(session.createTextMessage("x"), completions);

    await().until(() -> !completions.texts.isEmpty());
    assertThat(completions.thread.get()).isNotSameAs(Thread.currentThread());
  }

  // Rule: after the callback the headers that the provider set can be read.
  @Rule("async.3")
  @Test
  void theMessageOfTheCallbackIsTheOneSent() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageProducer producer = session.createProducer(queue);
    Completions completions = new Completions();
    TextMessage message = session.createTextMessage("x");

    producer.send(message, completions);

    await().until(() -> completions.last.get() != null);
    assertThat(completions.last.get()).isSameAs(message);
    assertThat(message.getJMSMessageID()).startsWith("ID:");
    assertThat(message.getJMSDestination()).isEqualTo(queue);
  }

  // Rule: close waits for the callbacks of incomplete sends.
  @Rule("async.4")
  @ParameterizedTest
  @ValueSource(strings = {"producer", "session", "connection"})
  void closeWaitsForTheCallbacks(String what) throws Exception {
    Connection connection = jms.connection();
    Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(jms.queue(session));
    Completions completions = new Completions();
    for (int i = 0; i < 20; i++) {
      producer.send(session.createTextMessage("m" + i), completions);
    }

    AutoCloseable closed =
        Map.<String, AutoCloseable>of(
                "producer", producer, "session", session, "connection", connection)
            .get(what);
    closed.close();

    assertThat(completions.texts.size() + completions.failures.size()).isEqualTo(20);
  }

  // Rule: commit waits for them as well.
  @Rule("async.5")
  @Test
  void commitWaitsForTheCallbacks() throws Exception {
    Session session = jms.session(Session.SESSION_TRANSACTED);
    Queue queue = jms.queue(session);
    MessageProducer producer = session.createProducer(queue);
    Completions completions = new Completions();
    for (int i = 0; i < 20; i++) {
      producer.send(session.createTextMessage("m" + i), completions);
    }

    session.commit();

    assertThat(completions.texts).hasSize(20);
    assertThat(jms.rest(queue)).hasSize(20);
  }

  /** Writes down what is called back. */
  private static final class Completions implements CompletionListener {
    final List<String> texts = new CopyOnWriteArrayList<>();
    final List<Exception> failures = new CopyOnWriteArrayList<>();
    final AtomicReference<Thread> thread = new AtomicReference<>();
    final AtomicReference<Message> last = new AtomicReference<>();

    @Override
    public void onCompletion(Message message) {
      thread.set(Thread.currentThread());
      last.set(message);
      try {
        texts.add(textOf(message));
      } catch (JMSException e) {
        failures.add(e);
      }
    }

    @Override
    public void onException(Message message, Exception failure) {
      failures.add(failure);
    }
  }
}
