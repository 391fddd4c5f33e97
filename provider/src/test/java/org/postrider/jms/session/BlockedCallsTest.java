// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.jms.session.BlockedCall.OPEN;
import static org.postrider.jms.session.BlockedCall.RECEIVE;
import static org.postrider.jms.session.BlockedCall.RECEIVE_WITH_TIMEOUT;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TopicPublisher;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testpeer.Hold;

/**
 * Whatever a thread waits for, each end of that ends the wait, and in time. The peer answers
 * nothing from the moment that the call waits.
 */
class BlockedCallsTest {

  /** Methods that ask the broker nothing, or that wait as a close does. */
  private static final Pattern NOTHING_ASKED =
      Pattern.compile(
          "create(\\w*Message|Queue|Topic|Browser)|get(?!Enum)\\w+|[si][es]\\w+|clear"
              + "|recover|run|close|stop|toString");

  /** What happens meanwhile. */
  private enum End {
    ENDPOINT {
      @Override
      void happen(Play play) throws Exception {
        ((AutoCloseable) play.scene.endpoint()).close();
      }
    },
    SESSION {
      @Override
      void happen(Play play) throws Exception {
        play.scene.session().close();
      }
    },
    CONNECTION {
      @Override
      void happen(Play play) throws Exception {
        play.scene.connection().close();
      }
    },
    STOP_AND_CONNECTION {
      @Override
      void happen(Play play) throws Exception {
        play.scene.connection().stop();
        play.scene.connection().close();
      }
    },
    INTERRUPT {
      @Override
      void happen(Play play) {
        play.caller.get().interrupt();
      }
    },
    TIME_OUT,
    SESSION_ENDED_BY_THE_PEER {
      @Override
      void script(Broker broker) {
        broker.peer.remoteEnd().send();
      }
    },
    CONNECTION_CLOSED_BY_THE_PEER {
      @Override
      void script(Broker broker) {
        broker.peer.remoteClose().withErrorOf("amqp:unauthorized-access", "no more").send();
      }
    },
    CONNECTION_GIVEN_UP {
      @Override
      void script(Broker broker) {
        broker.peer.dropConnection();
      }
    };

    /** What the peer does at the end. */
    void script(Broker broker) {}

    /** What another thread does. */
    void happen(Play play) throws Exception {}

    boolean isClose() {
      return ordinal() <= STOP_AND_CONNECTION.ordinal();
    }

    boolean isOf(BlockedCall call) {
      return switch (this) {
        case ENDPOINT -> call.receives() || call.sends();
        case SESSION, SESSION_ENDED_BY_THE_PEER -> call.isOfASession();
        case STOP_AND_CONNECTION -> call != OPEN;
        case TIME_OUT -> call != RECEIVE && call != RECEIVE_WITH_TIMEOUT;
        default -> true;
      };
    }
  }

  /** A call, and who makes it. */
  private record Play(BlockedCall.Scene scene, AtomicReference<Thread> caller) {}

  @Test
  void everyMethodThatWaitsIsCalledHere() {
    Set<String> forgotten = new TreeSet<>();
    Stream.of(
            Connection.class,
            Session.class,
            MessageConsumer.class,
            MessageProducer.class,
            TopicPublisher.class,
            QueueBrowser.class,
            Enumeration.class,
            TemporaryQueue.class)
        .flatMap(type -> Stream.of(type.getMethods()))
        .map(Method::getName)
        .filter(name -> !NOTHING_ASKED.matcher(name).matches())
        .forEach(forgotten::add);
    assertThat(forgotten).contains("commit", "createTemporaryQueue", "unsubscribe");

    Stream.of(BlockedCall.values()).forEach(call -> forgotten.removeAll(call.methods()));

    assertThat(forgotten).isEmpty();
  }

  /** All ends at once: each only waits, for a peer that does not answer. */
  @ParameterizedTest
  @EnumSource
  void aCallThatWaitsEndsWithWhateverEndsWhatItWaitsFor(BlockedCall call) {
    allEnd(
        Stream.of(End.values())
            .filter(end -> end != End.TIME_OUT && end.isOf(call))
            .map(end -> new Case(call, end)));
  }

  @Test
  void aCallThatWaitsEndsWhenItsTimeIsOver() {
    allEnd(
        Stream.of(BlockedCall.values())
            .filter(End.TIME_OUT::isOf)
            .map(call -> new Case(call, End.TIME_OUT)));
  }

  /** A call, and what ends it. */
  private record Case(BlockedCall call, End end) {}

  private static void allEnd(Stream<Case> cases) {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Map<Case, Future<?>> plays = new LinkedHashMap<>();
      cases.forEach(
          each ->
              plays.put(
                  each,
                  threads.submit(
                      () -> {
                        play(each.call, each.end);
                        return null;
                      })));

      plays.forEach(
          (each, play) -> assertThat(play).as("%s", each).succeedsWithin(Duration.ofSeconds(25)));
    } finally {
      threads.shutdownNow();
    }
  }

  private static void play(BlockedCall call, End end) throws Exception {
    try (Broker broker = new Broker()) {
      call.answers(broker);
      Hold hold = broker.peer.hold();
      end.script(broker);
      broker.peer.allowSurplus();
      String time = end == End.TIME_OUT ? "=3000" : "=60000";
      Connection connection =
          broker.connectRecovering(
              "failover.maxReconnectAttempts=0",
              "jms.closeTimeout=10",
              "jms.connectTimeout" + (call == OPEN ? time : "=60000"),
              "amqp.drainTimeout" + time,
              "jms.sendTimeout" + time,
              "jms.requestTimeout" + time);
      Play play = new Play(call.scene(connection), new AtomicReference<>());
      Future<Object> waiting =
          broker.async(
              () -> {
                play.caller.set(Thread.currentThread());
                return call.make(play.scene);
              });
      if (end != End.TIME_OUT) {
        call.awaitWaiting(broker, play.scene);
      }

      Future<Object> ended =
          broker.async(
              () -> {
                end.happen(play);
                return "ended";
              });
      hold.release();

      assertThat(Broker.result(ended)).isEqualTo("ended");
      assertThat(outcome(waiting)).satisfies(outcome -> checkOutcome(call, end, outcome));
    }
  }

  private static Object outcome(Future<Object> waiting) throws Exception {
    try {
      return Broker.result(waiting);
    } catch (ExecutionException failed) {
      return failed.getCause();
    }
  }

  private static void checkOutcome(BlockedCall call, End end, Object outcome) {
    if (call.receives() && end.isClose()) {
      assertThat(outcome).isEqualTo("null");
    } else if (call.receives() || call.mayBeDone()) {
      assertThat(outcome).matches(it -> it instanceof JMSException || it instanceof String);
    } else {
      assertThat(outcome).isInstanceOf(JMSException.class);
      if (end.isClose()) {
        assertThat((JMSException) outcome).hasMessageNotContaining("Unknown error");
      }
    }
  }
}
