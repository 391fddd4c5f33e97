// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Other providers' messages that do not take the headers of their send. */
class ForeignHeadersTest {

  private static Message throwing(Message own, String setter, Throwable thrown) {
    return (Message)
        Proxy.newProxyInstance(
            Message.class.getClassLoader(),
            new Class<?>[] {Message.class},
            (self, method, arguments) -> {
              if (method.getName().equals(setter)) {
                throw thrown;
              }
              try {
                return method.invoke(own, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  @Test
  void aSetterThatThrowsFailsTheSendAndLeavesNothingUnderWay() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(10).peer.expectDetach().closed().respond();

      Session session = broker.connect("jms.closeTimeout=60000").createSession();
      MessageProducer producer = Broker.producer(session);
      Message message =
          throwing(session.createMessage(), "setJMSPriority", new IllegalArgumentException("no"));

      assertThatThrownBy(() -> producer.send(message)).hasMessage("no");
      long begun = System.nanoTime();
      producer.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
      broker.verify();
    }
  }

  @Test
  void aMessageOfJms1HasNoDeliveryTimeAndIsSent() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(10).accepts();

      Session session = broker.connect().createSession();
      Message own = session.createMessage();
      Message older = throwing(own, "setJMSDeliveryTime", new AbstractMethodError("none"));
      Broker.producer(session).send(older);

      assertThat(own.getJMSMessageID()).startsWith("ID:");
      broker.verify();
    }
  }
}
