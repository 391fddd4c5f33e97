// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
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
  OPEN(Open.class, 1, "createSession start setClientID") {
    @Override
    void answers(Broker broker) {
      broker.peer.expectSaslAnonymous();
    }

    @Override
    Object call(Scene scene) throws JMSException {
      return scene.connection.createSession();
    }
  },
  CREATE_SESSION(Begin.class, 1, "createSession") {
    @Override
    void answers(Broker broker) {
      broker.opens();
    }

    @Override
    Object call(Scene scene) throws JMSException {
      return scene.connection.createSession();
    }
  },
  CREATE_TRANSACTED_SESSION(Attach.class, 1, "createSession") {
    @Override
    void answers(Broker broker) {
      broker.opens().begins();
    }

    @Override
    Object call(Scene scene) throws JMSException {
      return TransactionScript.transacted(scene.connection);
    }
  },
  DECLARE(Transfer.class, 1, "createSession") {
    @Override
    void answers(Broker broker) {
      broker.opens().begins().coordinates();
    }

    @Override
    Object call(Scene scene) throws JMSException {
      return TransactionScript.transacted(scene.connection);
    }
  },
  CREATE_CONNECTION_CONSUMER(
      Attach.class,
      1,
      "createConnectionConsumer createSharedConnectionConsumer createDurableConnectionConsumer"
          + " createSharedDurableConnectionConsumer") {
    @Override
    void answers(Broker broker) {
      broker.opens().begins();
    }

    @Override
    Object call(Scene scene) throws JMSException {
      return scene.connection.createConnectionConsumer(
          new PostriderQueue("q"), null, () -> null, 1);
    }
  },
  RECEIVE(Attach.class, 1, "receive") {
    @Override
    Object call(Scene scene) throws JMSException {
      return String.valueOf(scene.consumer().receive());
    }
  },
  RECEIVE_WITH_TIMEOUT(Attach.class, 1, "receive") {
    @Override
    Object call(Scene scene) throws JMSException {
      return String.valueOf(scene.consumer().receive(60_000));
    }
  },
  RECEIVE_NO_WAIT(Flow.class, 2, "receiveNoWait") {
    @Override
    Object call(Scene scene) throws JMSException {
      return String.valueOf(scene.consumer().receiveNoWait());
    }
  },
  SCAN(Flow.class, 2, "hasMoreElements nextElement asIterator") {
    @Override
    Object call(Scene scene) throws JMSException {
      return String.valueOf(((Enumeration<?>) scene.endpoint).hasMoreElements());
    }
  },
  SEND_WITHOUT_CREDIT(Attach.class, 1, "send") {
    @Override
    Object call(Scene scene) throws JMSException {
      scene.producer().send(scene.session.createTextMessage("m"));
      return "sent";
    }
  },
  SEND(Transfer.class, 1, "send publish") {
    @Override
    Object call(Scene scene) throws JMSException {
      scene.producer().send(scene.session.createTextMessage("m"));
      return "sent";
    }
  },
  COMMIT(Transfer.class, 2, "commit") {
    @Override
    Object call(Scene scene) throws JMSException {
      scene.session.commit();
      return "committed";
    }
  },
  ROLLBACK(Transfer.class, 2, "rollback") {
    @Override
    Object call(Scene scene) throws JMSException {
      scene.session.rollback();
      return "rolled back";
    }
  },
  CREATE_CONSUMER(
      Attach.class,
      1,
      "createConsumer createSharedConsumer createDurableConsumer createSharedDurableConsumer"
          + " createDurableSubscriber") {
    @Override
    Object call(Scene scene) throws JMSException {
      return Broker.consumer(scene.session);
    }
  },
  CREATE_PRODUCER(Attach.class, 1, "createProducer") {
    @Override
    Object call(Scene scene) throws JMSException {
      return Broker.producer(scene.session);
    }
  },
  BEGIN_A_SCAN(Attach.class, 1, "getEnumeration") {
    @Override
    Object call(Scene scene) throws JMSException {
      return scene.session.createBrowser(scene.session.createQueue("q")).getEnumeration();
    }
  },
  BEGIN_FOR_A_TEMPORARY_QUEUE(Begin.class, 2, "createTemporaryQueue createTemporaryTopic") {
    @Override
    Object call(Scene scene) throws JMSException {
      return scene.session.createTemporaryQueue();
    }
  },
  CREATE_TEMPORARY_QUEUE(Attach.class, 1, "createTemporaryQueue createTemporaryTopic") {
    @Override
    Object call(Scene scene) throws JMSException {
      return scene.session.createTemporaryQueue();
    }
  },
  DELETE_TEMPORARY_QUEUE(Detach.class, 1, "delete") {
    @Override
    Object call(Scene scene) throws JMSException {
      scene.temporary.delete();
      return "deleted";
    }
  },
  BEGIN_AN_UNSUBSCRIBE(Begin.class, 2, "unsubscribe") {
    @Override
    Object call(Scene scene) throws JMSException {
      scene.session.unsubscribe("news");
      return "unsubscribed";
    }
  },
  UNSUBSCRIBE(Attach.class, 1, "unsubscribe") {
    @Override
    Object call(Scene scene) throws JMSException {
      scene.session.unsubscribe("news");
      return "unsubscribed";
    }
  },
  UNSUBSCRIBE_FOR_GOOD(Detach.class, 1, "unsubscribe") {
    @Override
    Object call(Scene scene) throws JMSException {
      scene.session.unsubscribe("news");
      return "unsubscribed";
    }
  };

  /** What a call is made on; the endpoint is a consumer, a producer or a browser's scan. */
  record Scene(
      Connection connection,
      @Nullable Session session,
      @Nullable Object endpoint,
      @Nullable TemporaryQueue temporary) {

    MessageConsumer consumer() {
      return (MessageConsumer) endpoint;
    }

    MessageProducer producer() {
      return (MessageProducer) endpoint;
    }
  }

  private final Class<? extends Performative> frame;
  private final int frames;

  private final String methods;

  BlockedCall(Class<? extends Performative> frame, int frames, String methods) {
    this.frame = frame;
    this.frames = frames;
    this.methods = methods;
  }

  /** The methods that wait so. */
  List<String> methods() {
    return List.of(methods.split(" "));
  }

  abstract Object call(Scene scene) throws JMSException;

  boolean receives() {
    return this == RECEIVE || this == RECEIVE_WITH_TIMEOUT || this == RECEIVE_NO_WAIT;
  }

  boolean sends() {
    return this == SEND || this == SEND_WITHOUT_CREDIT;
  }

  /** Whether it may end as if it was answered: what it asks for has come to be, or is known. */
  boolean mayBeDone() {
    return this == ROLLBACK || this == SCAN || this == DELETE_TEMPORARY_QUEUE;
  }

  /** Whether a session's end is its own: what is the connection's is for that to end. */
  boolean isOfASession() {
    return ordinal() > CREATE_CONNECTION_CONSUMER.ordinal() && this != DELETE_TEMPORARY_QUEUE;
  }

  private boolean isTransacted() {
    return this == COMMIT || this == ROLLBACK;
  }

  /** What the broker answers before. */
  void answers(Broker broker) {
    broker.opens().begins();
    if (isTransacted()) {
      broker.declares(1);
    } else if (receives() || this == SCAN) {
      broker.receives();
    } else if (sends()) {
      broker.sends(this == SEND ? 1 : 0);
    } else if (this == DELETE_TEMPORARY_QUEUE) {
      broker.begins();
      broker
          .peer
          .expectAttach()
          .ofSender()
          .respondWith(attach -> attach.withTarget(Target.of("temporary")));
    } else if (this == CREATE_TEMPORARY_QUEUE || this == UNSUBSCRIBE) {
      broker.begins();
    } else if (this == UNSUBSCRIBE_FOR_GOOD) {
      broker.begins();
      broker
          .peer
          .expectAttach()
          .ofReceiver()
          .respondWith(attach -> attach.withSourceAddress("topic"));
    }
  }

  /** Comes to where the call can be made. */
  Scene scene(Connection connection) throws JMSException {
    if (ordinal() <= CREATE_CONNECTION_CONSUMER.ordinal()) {
      return new Scene(connection, null, null, null);
    }
    Session session = connection.createSession(isTransacted(), Session.AUTO_ACKNOWLEDGE);
    Object endpoint = null;
    if (receives()) {
      endpoint = Broker.consumer(session);
    } else if (sends()) {
      endpoint = Broker.producer(session);
    } else if (this == SCAN) {
      QueueBrowser browser = session.createBrowser(session.createQueue("q"));
      endpoint = browser.getEnumeration();
    }
    connection.start();
    TemporaryQueue temporary =
        this == DELETE_TEMPORARY_QUEUE ? session.createTemporaryQueue() : null;
    return new Scene(connection, session, endpoint, temporary);
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
