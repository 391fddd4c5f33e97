// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.postrider.codec.performative.Transfer;
import org.postrider.jms.Latches;
import org.postrider.jms.error.InDoubtException;
import org.postrider.testpeer.Hold;

/** Sends with a completion listener. */
class AsyncSendTest {

  /** Notes what it is told, and on which thread. */
  private static final class Notes implements CompletionListener {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    final CountDownLatch left;
    volatile Exception failure = new Exception("none");

    Notes(int expected) {
      left = new CountDownLatch(expected);
    }

    @Override
    public void onCompletion(Message message) {
      note("done " + Unchecked.get(() -> message.getBody(String.class)));
    }

    @Override
    public void onException(Message message, Exception exception) {
      failure = exception;
      note("failed " + Unchecked.get(() -> message.getBody(String.class)));
    }

    private void note(String call) {
      calls.add(call);
      threads.add(Thread.currentThread());
      left.countDown();
      throw new AssertionError("an application's mistake");
    }
  }

  @Test
  void listenersAreCalledInTheOrderOfTheSends() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(3);
      for (int i = 0; i < 3; i++) {
        broker.peer.expectTransfer();
      }
      broker.peer.remoteDisposition().ofDeliveries(1, 2).settled().accepted().send();
      broker.peer.remoteDisposition().ofDelivery(0).settled().accepted().send();

      Session session = broker.connect().createSession();
      MessageProducer producer = Broker.producer(session);
      Notes notes = new Notes(3);
      for (int i = 0; i < 3; i++) {
        producer.send(session.createTextMessage("m" + i), notes);
      }
      Latches.await(notes.left);

      assertThat(notes.calls).containsExactly("done m0", "done m1", "done m2");
      assertThat(notes.threads).doesNotContain(Thread.currentThread());
    }
  }

  @Test
  void aRejectionReachesTheListenerOnly() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer().respondRejected("amqp:not-found", "x");

      Session session = broker.connect().createSession();
      Notes notes = new Notes(1);
      Broker.producer(session).send(session.createTextMessage("m"), notes);
      Latches.await(notes.left);

      assertThat(notes.calls).containsExactly("failed m");
      assertThat(notes.failure).isInstanceOf(InvalidDestinationException.class);
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void producerCloseWaitsForTheListeners() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer();
      Hold hold = broker.peer.hold();
      broker.peer.remoteDisposition().settled().accepted().send().expectDetach().respond();

      Session session = broker.connect("jms.closeTimeout=8000").createSession();
      MessageProducer producer = Broker.producer(session);
      Notes notes = new Notes(1);
      producer.send(session.createTextMessage("m"), notes);
      Future<Integer> closing =
          broker.async(
              () -> {
                producer.close();
                return notes.calls.size();
              });
      hold.release();

      assertThat(Broker.result(closing)).isEqualTo(1);
    }
  }

  @Test
  void sessionCloseFailsWhatHasNoOutcomeInTimeAndTellsTheListenerFirst() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(0).peer.expectEnd().respond();

      Session session = broker.connect("jms.closeTimeout=500").createSession();
      Notes notes = new Notes(1);
      Broker.producer(session).send(session.createTextMessage("m"), notes);
      session.close();

      assertThat(notes.calls).containsExactly("failed m");
      broker.verify();
    }
  }

  @Test
  void aLostConnectionFailsWhatIsOnItsWay() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer();
      broker.peer.dropConnection();

      Session session = broker.connect().createSession();
      MessageProducer producer = Broker.producer(session);
      Notes notes = new Notes(1);
      producer.send(session.createTextMessage("sent"), notes);
      Latches.await(notes.left);

      assertThat(notes.calls).containsExactly("failed sent");
      assertThat(notes.failure).isInstanceOf(InDoubtException.class);
    }
  }

  @Test
  void aListenerMustNotCloseOrCommit() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer().respondAccepted();

      Connection connection = broker.connect();
      Session session = connection.createSession();
      MessageProducer producer = Broker.producer(session);
      List<Throwable> wrong = new CopyOnWriteArrayList<>();
      CountDownLatch done = new CountDownLatch(1);
      producer.send(
          session.createTextMessage("m"),
          new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
              try {
                assertThatThrownBy(producer::close).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(session::close).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(connection::close).isInstanceOf(IllegalStateException.class);
              } catch (Throwable thrown) {
                wrong.add(thrown);
              }
              done.countDown();
            }

            @Override
            public void onException(Message message, Exception exception) {
              wrong.add(exception);
              done.countDown();
            }
          });
      Latches.await(done);

      assertThat(wrong).isEmpty();
    }
  }

  @Test
  void closeOfAProducerWaitsForItsOwnMessagesOnly() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer().withHandle(0).unsettled();
      broker.peer.expectAttach().ofSender().respond();
      broker.peer.expectDetach().withHandle(1).closed().respond();
      Hold hold = broker.peer.hold();
      broker.peer.remoteDisposition().ofDelivery(0).settled().accepted().send();
      broker.peer.expectDetach().withHandle(0).closed().respond();

      Session session = broker.connect().createSession();
      MessageProducer busy = Broker.producer(session);
      Notes notes = new Notes(1);
      busy.send(session.createTextMessage("m"), notes);
      broker.awaitFrames(Transfer.class, 1);
      MessageProducer idle = Broker.producer(session);
      idle.close();
      assertThat(notes.calls).isEmpty();
      hold.release();
      busy.close();

      assertThat(notes.calls).containsExactly("done m");
      broker.verify();
    }
  }
}
