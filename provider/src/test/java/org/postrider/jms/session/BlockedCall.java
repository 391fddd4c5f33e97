// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.Transfer;
import org.postrider.jms.destination.PostriderQueue;

/**
 * A call that waits for a broker that answers nothing from then on: what the broker answers before,
 * and by which of the call's frames one knows that it waits.
 */
enum BlockedCall {
  OPEN(
      On.SOCKET,
      Open.class,
      1,
      "createSession start setClientID",
      scene -> scene.connection.createSession()),
  CREATE_SESSION(
      On.CONNECTION, Begin.class, 1, "createSession", scene -> scene.connection.createSession()),
  CREATE_TRANSACTED_SESSION(
      On.CONNECTION,
      Attach.class,
      1,
      "createSession",
      scene -> TransactionScript.transacted(scene.connection)) {
    @Override
    void answersMore(Broker broker) {
      broker.begins();
    }
  },
  DECLARE(
      On.CONNECTION,
      Transfer.class,
      1,
      "createSession",
      scene -> TransactionScript.transacted(scene.connection)) {
    @Override
    void answersMore(Broker broker) {
      broker.begins().coordinates();
    }
  },
  CREATE_CONNECTION_CONSUMER(
      On.CONNECTION,
      Attach.class,
      1,
      "createConnectionConsumer createSharedConnectionConsumer createDurableConnectionConsumer"
          + " createSharedDurableConnectionConsumer",
      scene ->
          scene.connection.createConnectionConsumer(new PostriderQueue("q"), null, () -> null, 1)) {
    @Override
    void answersMore(Broker broker) {
      broker.begins();
    }
  },
  RECEIVE(
      On.CONSUMER, Attach.class, 1, "receive", scene -> String.valueOf(scene.consumer().receive())),
  RECEIVE_WITH_TIMEOUT(
      On.CONSUMER,
      Attach.class,
      1,
      "receive",
      scene -> String.valueOf(scene.consumer().receive(60_000))),
  RECEIVE_NO_WAIT(
      On.CONSUMER,
      Flow.class,
      2,
      "receiveNoWait",
      scene -> String.valueOf(scene.consumer().receiveNoWait())),
  SCAN(
      On.SCAN,
      Flow.class,
      2,
      "hasMoreElements nextElement asIterator",
      scene -> String.valueOf(((Enumeration<?>) scene.endpoint).hasMoreElements())),
  SEND_WITHOUT_CREDIT(On.PRODUCER, Attach.class, 1, "send", Scene::send),
  SEND(On.PRODUCER, Transfer.class, 1, "send publish", Scene::send) {
    @Override
    void answersMore(Broker broker) {
      broker.peer.grantCredit(1);
    }
  },
  COMMIT(On.TRANSACTED_SESSION, Transfer.class, 2, "commit", Scene::commit),
  ROLLBACK(On.TRANSACTED_SESSION, Transfer.class, 2, "rollback", Scene::rollback),
  CREATE_CONSUMER(
      On.SESSION,
      Attach.class,
      1,
      "createConsumer createSharedConsumer createDurableConsumer createSharedDurableConsumer"
          + " createDurableSubscriber",
      scene -> Broker.consumer(scene.session)),
  CREATE_PRODUCER(
      On.SESSION, Attach.class, 1, "createProducer", scene -> Broker.producer(scene.session)),
  BEGIN_A_SCAN(
      On.SESSION, Attach.class, 1, "getEnumeration", scene -> BlockedCall.scan(scene.session)),
  BEGIN_FOR_A_TEMPORARY_QUEUE(
      On.SESSION,
      Begin.class,
      2,
      "createTemporaryQueue createTemporaryTopic",
      scene -> scene.session.createTemporaryQueue()),
  CREATE_TEMPORARY_QUEUE(
      On.SESSION,
      Attach.class,
      1,
      "createTemporaryQueue createTemporaryTopic",
      scene -> scene.session.createTemporaryQueue()) {
    @Override
    void answersMore(Broker broker) {
      broker.begins();
    }
  },
  DELETE_TEMPORARY_QUEUE(On.TEMPORARY_QUEUE, Detach.class, 1, "delete", Scene::delete),
  BEGIN_AN_UNSUBSCRIBE(On.SESSION, Begin.class, 2, "unsubscribe", Scene::unsubscribe),
  UNSUBSCRIBE(On.SESSION, Attach.class, 1, "unsubscribe", Scene::unsubscribe) {
    @Override
    void answersMore(Broker broker) {
      broker.begins();
    }
  },
  UNSUBSCRIBE_FOR_GOOD(On.SESSION, Detach.class, 1, "unsubscribe", Scene::unsubscribe) {
    @Override
    void answersMore(Broker broker) {
      broker.begins();
      broker
          .peer
          .expectAttach()
          .ofReceiver()
          .respondWith(attach -> attach.withSourceAddress("topic"));
    }
  };

  /** The call itself; it gives what it has come to. */
  private interface Call {
    Object make(Scene scene) throws JMSException;
  }

  /** What a call is made on: what the broker answers for it, and how it comes to be. */
  private enum On {
    SOCKET {
      @Override
      void answers(Broker broker) {
        broker.peer.expectSaslAnonymous();
      }
    },
    CONNECTION,
    SESSION {
      @Override
      void answers(Broker broker) {
        broker.opens().begins();
      }
    },
    TRANSACTED_SESSION {
      @Override
      void answers(Broker broker) {
        broker.opens().begins().declares(1);
      }
    },
    CONSUMER {
      @Override
      void answers(Broker broker) {
        broker.opens().begins().receives();
      }

      @Override
      Object endpoint(Session session) throws JMSException {
        return Broker.consumer(session);
      }
    },
    SCAN {
      @Override
      void answers(Broker broker) {
        broker.opens().begins().receives();
      }

      @Override
      Object endpoint(Session session) throws JMSException {
        return scan(session);
      }
    },
    PRODUCER {
      @Override
      void answers(Broker broker) {
        broker.opens().begins().sends(0);
      }

      @Override
      Object endpoint(Session session) throws JMSException {
        return Broker.producer(session);
      }
    },
    TEMPORARY_QUEUE {
      @Override
      void answers(Broker broker) {
        broker
            .opens()
            .begins()
            .begins()
            .peer
            .expectAttach()
            .ofSender()
            .respondWith(attach -> attach.withTarget(Target.of("temporary")));
      }

      @Override
      Object endpoint(Session session) throws JMSException {
        return session.createTemporaryQueue();
      }
    };

    void answers(Broker broker) {
      broker.opens();
    }

    @Nullable Object endpoint(Session session) throws JMSException {
      return null;
    }

    Scene scene(Connection connection) throws JMSException {
      if (this == SOCKET || this == CONNECTION) {
        return new Scene(connection, null, null);
      }
      boolean transacted = this == TRANSACTED_SESSION;
      Session session = connection.createSession(transacted, Session.AUTO_ACKNOWLEDGE);
      Object endpoint = endpoint(session);
      connection.start();
      return new Scene(connection, session, endpoint);
    }
  }

  /** What there is for the call; the endpoint is what it is made on beyond a session. */
  record Scene(Connection connection, @Nullable Session session, @Nullable Object endpoint) {

    MessageConsumer consumer() {
      return (MessageConsumer) endpoint;
    }

    MessageProducer producer() {
      return (MessageProducer) endpoint;
    }

    private String send() throws JMSException {
      producer().send(session.createTextMessage("m"));
      return "sent";
    }

    private String commit() throws JMSException {
      session.commit();
      return "committed";
    }

    private String rollback() throws JMSException {
      session.rollback();
      return "rolled back";
    }

    private String unsubscribe() throws JMSException {
      session.unsubscribe("news");
      return "unsubscribed";
    }

    private String delete() throws JMSException {
      ((TemporaryQueue) endpoint).delete();
      return "deleted";
    }
  }

  private final On on;
  private final Class<? extends Performative> frame;
  private final int frames;
  private final String methods;

  @SuppressWarnings("ImmutableEnumChecker") // A lambda that keeps nothing.
  private final Call call;

  BlockedCall(On on, Class<? extends Performative> frame, int frames, String methods, Call call) {
    this.on = on;
    this.frame = frame;
    this.frames = frames;
    this.methods = methods;
    this.call = call;
  }

  private static Enumeration<?> scan(Session session) throws JMSException {
    return session.createBrowser(session.createQueue("q")).getEnumeration();
  }

  /** The methods that wait so. */
  List<String> methods() {
    return List.of(methods.split(" "));
  }

  boolean receives() {
    return on == On.CONSUMER;
  }

  boolean sends() {
    return on == On.PRODUCER;
  }

  /** Whether it may end as if it was answered: what it asks for has come to be, or is known. */
  boolean mayBeDone() {
    return this == ROLLBACK || this == SCAN || this == DELETE_TEMPORARY_QUEUE;
  }

  /** Whether a session's end is its own: what is the connection's is for that to end. */
  boolean isOfASession() {
    return on != On.SOCKET && on != On.CONNECTION && on != On.TEMPORARY_QUEUE;
  }

  /** What the broker answers before. */
  void answers(Broker broker) {
    on.answers(broker);
    answersMore(broker);
  }

  /** What it answers of the call itself. */
  void answersMore(Broker broker) {}

  /** Comes to where the call can be made. */
  Scene scene(Connection connection) throws JMSException {
    return on.scene(connection);
  }

  /** Makes the call. */
  Object make(Scene scene) throws JMSException {
    return call.make(scene);
  }

  /** Returns when the call waits. */
  void awaitWaiting(Broker broker, Scene scene) {
    broker.awaitFrames(frame, frames);
    if (this == RECEIVE || this == RECEIVE_WITH_TIMEOUT) {
      await().until(() -> ((PostriderConsumer) scene.consumer()).isReceiving());
    } else if (this == SEND_WITHOUT_CREDIT) {
      await().until(() -> ((PostriderProducer) scene.producer()).path().isWaiting());
    }
  }
}
