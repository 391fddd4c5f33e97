// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.fault;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.ProviderUnderTest;
import org.postrider.tck.broker.BrokerExtension;

/**
 * A message of a real broker that has more frames than the session's window: some brokers look at
 * the window before each frame, and some before each message only.
 */
@Tag("conformance")
@Timeout(120)
class LargerThanWindowTest {

  private static final int OCTETS = 10_000_000;

  /** The window is 8 MiB. */
  private static final String SMALL_FRAMES = "amqp.maxFrameSize=4096";

  private static final int MESSAGES = 2;

  private static final long COMES_MS = 60_000;

  @RegisterExtension final BrokerExtension broker = BrokerExtension.shared();

  private static void fill(Session session, Queue queue) throws Exception {
    try (MessageProducer producer = session.createProducer(queue)) {
      for (int i = 0; i < MESSAGES; i++) {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[OCTETS]);
        message.setIntProperty("number", i);
        producer.send(message);
      }
    }
  }

  private static void comesWhole(MessageConsumer consumer, int number) throws Exception {
    BytesMessage message = (BytesMessage) consumer.receive(COMES_MS);
    assertThat(message).as("message %d", number).isNotNull();
    assertThat(message.getIntProperty("number")).isEqualTo(number);
    assertThat(message.getBodyLength()).isEqualTo(OCTETS);
  }

  @Test
  void itComesWholeAndSoDoesWhatIsBehindIt() throws Exception {
    String uri = broker.url() + "?" + SMALL_FRAMES;
    try (Connection connection = ProviderUnderTest.connectionFactory(uri).createConnection()) {
      connection.start();
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      Queue queue = session.createQueue(broker.queueName());
      fill(session, queue);
      MessageConsumer consumer = session.createConsumer(queue);

      for (int i = 0; i < MESSAGES; i++) {
        comesWhole(consumer, i);
      }
    }
  }
}
