// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postrider.amqp.ReconnectPolicy;
import org.postrider.jms.PostriderConnectionFactory;

/** What becomes of an application's own delays between the tries that are none. */
class OwnDelaysTest {

  /** The first delay, which nobody waits for, is none; then all are below 0. */
  private static final class Negative implements ReconnectPolicy {

    private boolean connected;

    @Override
    public void reset() {
      // There is no sequence.
    }

    @Override
    public Duration next() {
      boolean first = !connected;
      connected = true;
      return first ? Duration.ZERO : Duration.ofMillis(-5);
    }
  }

  @Test
  void aDelayBelowZeroIsTheEndOfTheConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      PostriderConnectionFactory factory = broker.factory("jms.reconnect=true");
      factory.setReconnectPolicy(Negative::new);

      try (Connection connection = factory.createConnection()) {
        connection.createSession();
        broker.verify();
        broker.peer.close();

        await().until(() -> broker.reported.size() == 1);
        assertThat(broker.reported.get(0)).hasMessageContaining("a delay must be 0 or more");
      }
    }
  }

  /** The first delay, which nobody waits for, is none; then a class is missing. */
  private static final class Broken implements ReconnectPolicy {

    private boolean connected;

    @Override
    public void reset() {
      // There is no sequence.
    }

    @Override
    public Duration next() {
      if (connected) {
        throw new NoClassDefFoundError("delays/Sequence");
      }
      connected = true;
      return Duration.ZERO;
    }
  }

  @Test
  void anErrorInsteadOfADelayIsTheEndOfTheConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      PostriderConnectionFactory factory = broker.factory("jms.reconnect=true");
      factory.setReconnectPolicy(Broken::new);

      try (Connection connection = factory.createConnection()) {
        connection.createSession();
        broker.verify();
        broker.peer.close();

        await().until(() -> broker.reported.size() == 1);
        assertThat(broker.reported.get(0))
            .hasMessageContaining("the reconnect policy failed")
            .hasMessageContaining("delays/Sequence");
      }
    }
  }

  @Test
  void aSupplierThatFailsFailsTheCallThatMakesTheConnection() {
    PostriderConnectionFactory factory = new PostriderConnectionFactory("failover:(amqp://a)");
    factory.setReconnectPolicy(
        () -> {
          throw new UnsupportedOperationException("no ideas");
        });

    assertThatThrownBy(factory::createConnection)
        .isInstanceOf(JMSException.class)
        .hasMessageContaining("no reconnect policy is to be had")
        .hasMessageContaining("no ideas");
  }
}
