// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.tck.JmsExtension.send;
import static org.postrider.tck.JmsExtension.text;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.Topic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/** Destinations as objects, and temporary ones. Jakarta Messaging 3.1 chapters 4 to 6. */
@Conformance
final class DestinationTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  @Rule({"destination.2", "destination.3"})
  @Test
  void destinationsAreEqualByKindAndName() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = session.createQueue("a.name");
    Topic topic = session.createTopic("a.name");

    assertThat(queue.getQueueName()).isEqualTo("a.name");
    assertThat(topic.getTopicName()).isEqualTo("a.name");
    assertThat(queue)
        .isEqualTo(session.createQueue("a.name"))
        .hasSameHashCodeAs(session.createQueue("a.name"));
    assertThat(topic).isEqualTo(session.createTopic("a.name"));
    assertThat((Destination) queue).isNotEqualTo(topic);
    assertThat(queue).isNotEqualTo(session.createQueue("another.name"));
    assertThat(queue.toString()).contains("a.name");
  }

  @Rule("destination.1")
  @Test
  void everyConsumerNeedsADestination() throws Exception {
    Session session = jms.identified().createSession();

    assertThatThrownBy(() -> session.createConsumer(null, "n = 1"))
        .isInstanceOf(InvalidDestinationException.class);
    assertThatThrownBy(() -> session.createConsumer(null, null, true))
        .isInstanceOf(InvalidDestinationException.class);
    assertThatThrownBy(() -> session.createDurableConsumer(null, "s"))
        .isInstanceOf(InvalidDestinationException.class);
    assertThatThrownBy(() -> session.createDurableSubscriber(null, "s"))
        .isInstanceOf(InvalidDestinationException.class);
    assertThatThrownBy(() -> session.createSharedConsumer(null, "s"))
        .isInstanceOf(InvalidDestinationException.class);
    assertThatThrownBy(() -> session.createSharedDurableConsumer(null, "s"))
        .isInstanceOf(InvalidDestinationException.class);
  }

  @Rule({"destination.9", "destination.12"})
  @Test
  void temporaryDestinationsDifferAndOutliveTheirSession() throws Exception {
    Connection connection = jms.connection();
    Session first = connection.createSession();
    TemporaryQueue queue = first.createTemporaryQueue();
    assertThat(queue).isNotEqualTo(first.createTemporaryQueue());

    first.close();

    Session second = connection.createSession();
    send(second, queue, "still there");
    assertThat(text(second.createConsumer(queue))).isEqualTo("still there");
  }

  @Rule("destination.12")
  @Test
  void aTemporaryDestinationGoesWithItsConnection() throws Exception {
    Connection connection = jms.connection();
    TemporaryQueue queue = connection.createSession().createTemporaryQueue();

    connection.close();

    Session other = jms.session(Session.AUTO_ACKNOWLEDGE);
    assertThatThrownBy(() -> other.createConsumer(queue)).isInstanceOf(JMSException.class);
  }

  @Rule("destination.11")
  @Test
  void administeredObjectsOutliveSerialization() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    Topic topic = jms.topic(session);

    assertThat(copy(queue)).isEqualTo(queue);
    assertThat(copy(topic)).isEqualTo(topic);
    ConnectionFactory factory = (ConnectionFactory) copy(jms.factory());
    try (Connection connection = factory.createConnection()) {
      send(connection.createSession(), (Queue) copy(queue), "by a copied factory");
    }
    assertThat(text(session.createConsumer(queue))).isEqualTo("by a copied factory");
  }

  @SuppressWarnings("BanSerializableRead") // what this method itself has written
  private static Object copy(Object object) throws Exception {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
      out.writeObject(object);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(octets.toByteArray()))) {
      return in.readObject();
    }
  }
}
