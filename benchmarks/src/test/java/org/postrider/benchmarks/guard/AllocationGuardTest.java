// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.benchmarks.peer.NullPeer;
import org.postrider.jms.PostriderConnectionFactory;

/**
 * What a message allocates does not grow unseen. It does not depend on the machine, unlike times;
 * whoever makes it less writes the new figure down.
 */
@Timeout(120)
class AllocationGuardTest {

  private static final String FIGURES = "allocated-octets.properties";
  private static final double TOLERANCE = 1.1;
  private static final int WARM_UP = 60_000;
  private static final int MEASURED = 20_000;
  private static final int CONNECTS = 600;
  private static final int BATCH = 100;
  private static final int BODY_OCTETS = 1024;
  private static final String STREAM = "stream/" + BODY_OCTETS + "/0";
  private static final int LARGE_OCTETS = 1 << 20;
  private static final int LARGE = 50;
  private static final long PATIENCE_MS = 30_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final byte[] body = new byte[BODY_OCTETS];
  private NullPeer peer;
  private Connection connection;
  private Session session;

  @BeforeEach
  void connect() throws IOException, JMSException {
    peer = NullPeer.start();
    connection =
        new PostriderConnectionFactory("amqp://127.0.0.1:" + peer.port()).createConnection();
    session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
  }

  @AfterEach
  void close() throws IOException, JMSException {
    connection.close();
    peer.close();
  }

  @Test
  void aSendAllocatesNoMoreThanIsWrittenDown() throws IOException, JMSException {
    MessageProducer producer = session.createProducer(session.createQueue("orders"));
    send(producer, WARM_UP);

    long before = octets();
    send(producer, MEASURED);

    assertAllocated("send", (octets() - before) / MEASURED);
  }

  /** A persistent message now and then waits for those before it. */
  private void send(MessageProducer producer, int count) throws JMSException {
    for (int i = 1; i <= count; i++) {
      BytesMessage message = session.createBytesMessage();
      message.writeBytes(body);
      int mode = i % BATCH == 0 ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT;
      producer.send(message, mode, Message.DEFAULT_PRIORITY, Message.DEFAULT_TIME_TO_LIVE);
    }
  }

  @Test
  void aMessageForAListenerAllocatesNoMoreThanIsWrittenDown()
      throws IOException, JMSException, InterruptedException {
    MessageConsumer consumer = session.createConsumer(session.createQueue(STREAM));
    CountDownLatch done = new CountDownLatch(WARM_UP + MEASURED);
    long[] octets = new long[2];
    consumer.setMessageListener(
        message -> {
          read((BytesMessage) message);
          done.countDown();
          if (done.getCount() == MEASURED) {
            octets[0] = octets();
          } else if (done.getCount() == 0) {
            octets[1] = octets();
          }
        });

    connection.start();

    assertThat(done.await(PATIENCE_MS, TimeUnit.MILLISECONDS)).isTrue();
    connection.stop();
    assertAllocated("listen", (octets[1] - octets[0]) / MEASURED);
  }

  private void read(BytesMessage message) {
    try {
      message.readBytes(body);
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aReceiveAllocatesNoMoreThanIsWrittenDown() throws IOException, JMSException {
    MessageConsumer consumer = session.createConsumer(session.createQueue(STREAM));
    connection.start();
    receive(consumer, WARM_UP);

    long before = octets();
    receive(consumer, MEASURED);

    assertAllocated("receive", (octets() - before) / MEASURED);
  }

  private void receive(MessageConsumer consumer, int count) throws JMSException {
    for (int i = 0; i < count; i++) {
      read((BytesMessage) Objects.requireNonNull(consumer.receive(PATIENCE_MS), "no message"));
    }
  }

  @Test
  void aMessageInSeveralFramesAllocatesNoMoreThanIsWrittenDown() throws IOException, JMSException {
    MessageConsumer consumer =
        session.createConsumer(session.createQueue("stream/" + LARGE_OCTETS + "/0"));
    connection.start();
    receive(consumer, LARGE);

    long before = octets();
    receive(consumer, LARGE);

    assertAllocated("large", (octets() - before) / LARGE);
  }

  @Test
  void aConnectAllocatesNoMoreThanIsWrittenDown() throws IOException, JMSException {
    connectAndClose();

    long before = octets();
    connectAndClose();

    assertAllocated("connect", (octets() - before) / CONNECTS);
  }

  private void connectAndClose() throws JMSException {
    PostriderConnectionFactory factory =
        new PostriderConnectionFactory("amqp://127.0.0.1:" + peer.port());
    for (int i = 0; i < CONNECTS; i++) {
      try (Connection other = factory.createConnection()) {
        Session in = other.createSession(false, Session.AUTO_ACKNOWLEDGE);
        in.createConsumer(in.createQueue("orders"));
        other.start();
      }
    }
  }

  /** What the client's threads and this one have allocated. */
  private long octets() {
    long sum = threads.getCurrentThreadAllocatedBytes();
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      boolean clients = thread != null && thread.getThreadName().startsWith("postrider-");
      if (clients && thread.getThreadId() != Thread.currentThread().getId()) {
        sum += Math.max(threads.getThreadAllocatedBytes(thread.getThreadId()), 0);
      }
    }
    return sum;
  }

  private static void assertAllocated(String what, long octets) throws IOException {
    Properties figures = new Properties();
    try (InputStream in = AllocationGuardTest.class.getResourceAsStream(FIGURES)) {
      figures.load(in);
    }
    double allowed = TOLERANCE * Double.parseDouble(figures.getProperty(what));

    assertThat((double) octets)
        .as("octets allocated for one: %s, of %s", what, FIGURES)
        .isBetween(1.0 * BODY_OCTETS, allowed);
  }
}
