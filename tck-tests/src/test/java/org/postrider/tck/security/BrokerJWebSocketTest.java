// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.tck.JakartaOnly;
import org.postrider.tck.ProviderUnderTest;
import org.postrider.tck.broker.BrokerProcess;

/** AMQP over WebSocket with Qpid Broker-J, whose WebSockets are Jetty's. */
@Timeout(90)
@JakartaOnly
final class BrokerJWebSocketTest {

  private static BrokerProcess broker;

  @BeforeAll
  static void start() {
    broker = BrokerProcess.start("broker-j-websocket");
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void messagesOfEachSizePass(boolean compression) throws Exception {
    String url =
        "amqpws://127.0.0.1:" + broker.port() + "/?transport.ws.compression=" + compression;
    try (JMSContext context = ProviderUnderTest.connectionFactory(url).createContext()) {
      Queue queue = context.createQueue("queue.websocket." + compression);
      JMSConsumer consumer = context.createConsumer(queue);
      for (int size : new int[] {1, 1_000, 70_000, 1_000_000}) {
        String body = "x".repeat(size);
        context.createProducer().send(queue, body);

        assertThat(consumer.receiveBody(String.class, 10_000)).isEqualTo(body);
      }
    }
  }
}
