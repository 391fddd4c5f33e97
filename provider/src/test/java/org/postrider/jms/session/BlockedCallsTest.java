// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.Transfer;

/**
 * Whatever a thread waits for, another may close: both return, and in time. The peer answers
 * nothing from the moment that the call waits.
 */
class BlockedCallsTest {

  /** What the calls are made on. */
  private record Scene(
      Broker broker, Connection connection, Session session, @Nullable AutoCloseable endpoint) {

    MessageConsumer consumer() {
      return (MessageConsumer) endpoint;
    }

    MessageProducer producer() {
      return (MessageProducer) endpoint;
    }
  }

  /** A call that waits, and by which of its frames one knows that it does. */
  private enum Blocked {
    RECEIVE(Attach.class, 1) {
      @Override
      Object call(Scene scene) throws JMSException {
        return String.valueOf(scene.consumer().receive());
      }
    },
    RECEIVE_WITH_TIMEOUT(Attach.class, 1) {
      @Override
      Object call(Scene scene) throws JMSException {
        return String.valueOf(scene.consumer().receive(60_000));
      }
    },
    RECEIVE_NO_WAIT(Flow.class, 2) {
      @Override
      Object call(Scene scene) throws JMSException {
        return String.valueOf(scene.consumer().receiveNoWait());
      }
    },
    SEND_WITHOUT_CREDIT(Attach.class, 1) {
      @Override
      Object call(Scene scene) throws JMSException {
        scene.producer().send(scene.session.createTextMessage("m"));
        return "sent";
      }
    },
    COMMIT(Transfer.class, 2) {
      @Override
      Object call(Scene scene) throws JMSException {
        scene.session.commit();
        return "committed";
      }
    },
    ROLLBACK(Transfer.class, 2) {
      @Override
      Object call(Scene scene) throws JMSException {
        scene.session.rollback();
        return "rolled back";
      }
    },
    CREATE_CONSUMER(Attach.class, 1) {
      @Override
      Object call(Scene scene) throws JMSException {
        return Broker.consumer(scene.session);
      }
    },
    CREATE_PRODUCER(Attach.class, 1) {
      @Override
      Object call(Scene scene) throws JMSException {
        return Broker.producer(scene.session);
      }
    };

    final Class<? extends Performative> frame;
    final int frames;

    Blocked(Class<? extends Performative> frame, int frames) {
      this.frame = frame;
      this.frames = frames;
    }

    abstract Object call(Scene scene) throws JMSException;

    boolean receives() {
      return ordinal() <= RECEIVE_NO_WAIT.ordinal();
    }

    boolean isTransacted() {
      return this == COMMIT || this == ROLLBACK;
    }

    Scene scene(Broker broker) throws JMSException {
      broker.opens().begins();
      if (isTransacted()) {
        broker.declares(1);
      } else if (receives()) {
        broker.receives();
      } else if (this == SEND_WITHOUT_CREDIT) {
        broker.sends(0);
      }
      broker.peer.allowSurplus();
      Connection connection =
          broker.connect(
              "jms.closeTimeout=10", "jms.requestTimeout=60000", "jms.sendTimeout=60000");
      Session session = connection.createSession(isTransacted(), Session.AUTO_ACKNOWLEDGE);
      AutoCloseable endpoint = null;
      if (receives()) {
        endpoint = Broker.consumer(session);
        connection.start();
      } else if (this == SEND_WITHOUT_CREDIT) {
        endpoint = Broker.producer(session);
      }
      return new Scene(broker, connection, session, endpoint);
    }
  }

  /** What another thread does meanwhile. */
  private enum Closing {
    ENDPOINT {
      @Override
      void call(Scene scene) throws Exception {
        scene.endpoint.close();
      }
    },
    SESSION {
      @Override
      void call(Scene scene) throws Exception {
        scene.session.close();
      }
    },
    CONNECTION {
      @Override
      void call(Scene scene) throws Exception {
        scene.connection.close();
      }
    },
    STOP_AND_CONNECTION {
      @Override
      void call(Scene scene) throws Exception {
        scene.connection.stop();
        scene.connection.close();
      }
    };

    abstract void call(Scene scene) throws Exception;
  }

  private static List<Closing> closings(Blocked blocked) {
    boolean hasEndpoint = blocked.receives() || blocked == Blocked.SEND_WITHOUT_CREDIT;
    return Stream.of(Closing.values())
        .filter(closing -> hasEndpoint || closing != Closing.ENDPOINT)
        .toList();
  }

  /** All closings at once: each only waits, for a peer that does not answer. */
  @ParameterizedTest
  @EnumSource
  void aCallThatWaitsEndsWhenItsObjectIsClosed(Blocked blocked) {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Map<Closing, Future<?>> plays = new EnumMap<>(Closing.class);
      for (Closing closing : closings(blocked)) {
        plays.put(
            closing,
            threads.submit(
                () -> {
                  play(blocked, closing);
                  return null;
                }));
      }

      plays.forEach(
          (closing, play) ->
              assertThat(play).as("beside %s", closing).succeedsWithin(Duration.ofSeconds(25)));
    } finally {
      threads.shutdownNow();
    }
  }

  private static void play(Blocked blocked, Closing closing) throws Exception {
    try (Broker broker = new Broker()) {
      Scene scene = blocked.scene(broker);
      Future<Object> waiting = broker.async(() -> blocked.call(scene));
      broker.awaitFrames(blocked.frame, blocked.frames);
      if (blocked == Blocked.RECEIVE || blocked == Blocked.RECEIVE_WITH_TIMEOUT) {
        await().until(() -> ((PostriderConsumer) scene.consumer()).isReceiving());
      } else if (blocked == Blocked.SEND_WITHOUT_CREDIT) {
        await().until(() -> ((PostriderProducer) scene.producer()).path().isWaiting());
      }

      Future<Object> closed =
          broker.async(
              () -> {
                closing.call(scene);
                return "closed";
              });

      assertThat(Broker.result(closed)).isEqualTo("closed");
      assertThat(outcome(waiting)).satisfies(outcome -> checkOutcome(blocked, outcome));
    }
  }

  private static Object outcome(Future<Object> waiting) throws Exception {
    try {
      return Broker.result(waiting);
    } catch (ExecutionException failed) {
      return failed.getCause();
    }
  }

  private static void checkOutcome(Blocked blocked, Object outcome) {
    if (blocked.receives()) {
      assertThat(outcome).isEqualTo("null");
    } else if (blocked == Blocked.ROLLBACK) {
      // Its transaction has ended so, whoever tells it.
      assertThat(outcome).matches(it -> it instanceof JMSException || it.equals("rolled back"));
    } else {
      assertThat(outcome).isInstanceOf(JMSException.class);
    }
  }
}
