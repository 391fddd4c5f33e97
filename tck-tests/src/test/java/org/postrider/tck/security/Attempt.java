// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.postrider.amqp.ConnectionOptions;
import org.postrider.amqp.Container;
import org.postrider.amqp.Event;
import org.postrider.amqp.MessagingHandler;
import org.postrider.jms.PostriderConnectionFactory;

/** Tries to connect, on one face or the other. Stateless. */
final class Attempt {

  private static final long LIMIT_MS = 20_000;

  private Attempt() {}

  /** Connects, and sends a message through a queue: the broker's roles are in effect. */
  static void succeeds(PostriderConnectionFactory factory) throws JMSException {
    try (Connection connection = factory.createConnection();
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
      Queue queue = session.createTemporaryQueue();
      session.createProducer(queue).send(session.createTextMessage("hello"));
      MessageConsumer consumer = session.createConsumer(queue);
      connection.start();
      assertThat(consumer.receive(LIMIT_MS).getBody(String.class)).isEqualTo("hello");
    }
  }

  /** Is refused, as a matter of security; what the exception says. */
  static String refusal(PostriderConnectionFactory factory) {
    return assertThatExceptionOfType(JMSSecurityException.class)
        .isThrownBy(() -> factory.createConnection().close())
        .actual()
        .getMessage();
  }

  /** What the event face makes of it: "opened", or what it was refused with. */
  static String onEventFace(String url, ConnectionOptions options) throws Exception {
    CompletableFuture<String> outcome = new CompletableFuture<>();
    Container container =
        new Container(
            new MessagingHandler() {
              @Override
              public void onConnectionOpened(Event event) {
                outcome.complete("opened");
              }

              @Override
              public void onTransportError(Event event) {
                outcome.complete(String.valueOf(event.error().description()));
              }
            });
    container.start();
    try {
      container.connect(url, options.reconnect(false).connectTimeout(Duration.ofMillis(LIMIT_MS)));
      return outcome.get(LIMIT_MS, TimeUnit.MILLISECONDS);
    } finally {
      container.stop();
    }
  }
}
