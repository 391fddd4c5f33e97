// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.Hold;

/** What callbacks may call, and what not (Jakarta Messaging 6.1.5, 6.2.13, 7.3 and 8.7). */
class CallbackTest {

  /** What each of some calls threw, by name; null is nothing. */
  private static Map<String, Throwable> outcomes(Map<String, ThrowingCallable> calls) {
    Map<String, Throwable> outcomes = new LinkedHashMap<>();
    calls.forEach((name, call) -> outcomes.put(name, catchThrowable(call)));
    return outcomes;
  }

  private static <T> T result(CompletableFuture<T> future) throws Exception {
    return future.get(Broker.PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Runs something in the completion listener of a message that the broker takes. */
  private static <T> CompletableFuture<T> inCompletion(
      MessageProducer producer, Message message, Supplier<T> action) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    producer.send(
        message,
        new CompletionListener() {
          @Override
          public void onCompletion(Message sent) {
            done.complete(action.get());
          }

          @Override
          public void onException(Message unsent, Exception failure) {
            done.completeExceptionally(failure);
          }
        });
    return done;
  }

  @Test
  void aCompletionListenerMustNotEndWhatItIsOf() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(1).peer.expectTransfer().respondAccepted();

      Connection connection = broker.connect();
      Session session = connection.createSession(true, 0);
      MessageProducer producer = Broker.producer(session);
      Map<String, Throwable> outcomes =
          result(
              inCompletion(
                  producer,
                  session.createMessage(),
                  () ->
                      outcomes(
                          Map.of(
                              "producer", producer::close,
                              "session", session::close,
                              "connection", connection::close,
                              "stop", connection::stop,
                              "commit", session::commit,
                              "rollback", session::rollback))));

      assertThat(outcomes.values()).hasSize(6).hasOnlyElementsOfType(IllegalStateException.class);
    }
  }

  @Test
  void aListenerOfAContextMustNotCloseOrStopIt() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().receives().peer.expectFlow();
      broker.peer.remoteTransfer().withText("m").send();
      broker.peer.expectDisposition().settled().accepted();

      JMSContext context = broker.factory().createContext();
      CompletableFuture<Map<String, Throwable>> outcomes = new CompletableFuture<>();
      context
          .createConsumer(context.createQueue("q"))
          .setMessageListener(
              message ->
                  outcomes.complete(
                      outcomes(Map.of("close", context::close, "stop", context::stop))));

      assertThat(result(outcomes).values())
          .hasSize(2)
          .hasOnlyElementsOfType(IllegalStateRuntimeException.class);
      broker.verify();
    }
  }

  @Test
  void aListenerOfOneSessionMayCloseAnother() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().begins().receives().peer.expectFlow();
      broker.peer.remoteTransfer().withText("m").send();
      broker.peer.expectEnd().respond();
      broker.peer.expectDisposition().settled().accepted();

      Connection connection = broker.connect();
      Session other = connection.createSession();
      Session own = connection.createSession();
      CompletableFuture<Map<String, Throwable>> outcomes = new CompletableFuture<>();
      Broker.consumer(own)
          .setMessageListener(
              message -> outcomes.complete(outcomes(Map.of("close", other::close))));
      connection.start();

      assertThat(result(outcomes)).containsEntry("close", null);
      broker.verify();
    }
  }

  @Test
  void anExceptionListenerMayCloseTheConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives();
      Hold hold = broker.peer.hold();
      broker.peer.remoteDetach().closed().withErrorOf("amqp:not-found", "gone").send();
      broker.peer.expectDetach();
      broker.peer.expectEnd().respond().expectClose().respond();

      Connection connection = broker.connect();
      Broker.consumer(connection.createSession());
      CompletableFuture<Map<String, Throwable>> outcomes = new CompletableFuture<>();
      connection.setExceptionListener(
          failure -> outcomes.complete(outcomes(Map.of("close", connection::close))));
      hold.release();

      assertThat(result(outcomes)).containsEntry("close", null);
      broker.verify();
    }
  }

  @Test
  void aListenerMayRollBackAndCommit() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().declares(1).receives().peer.expectFlow();
      broker.peer.remoteTransfer().withText("m").send();
      broker.peer.expectDisposition().settled();
      broker.peer.expectTransfer().ofCommit((byte) 1).respondAccepted();
      broker.peer.expectTransfer().ofDeclare().respondDeclared((byte) 2);

      Connection connection = broker.connect();
      Session session = connection.createSession(true, 0);
      CompletableFuture<Map<String, Throwable>> outcomes = new CompletableFuture<>();
      Broker.consumer(session)
          .setMessageListener(
              message -> outcomes.complete(outcomes(Map.of("commit", session::commit))));
      connection.start();

      assertThat(result(outcomes)).containsEntry("commit", null);
      broker.verify();
    }
  }
}
