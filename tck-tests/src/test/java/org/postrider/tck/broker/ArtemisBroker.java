// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.broker;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * An Artemis broker in the JVM of the tests: in memory, AMQP on a free loopback port, open to all.
 * Thread-safe.
 */
final class ArtemisBroker implements TestBroker {
  private static final String ACCEPTOR = "amqp";
  private static final String EVERY_ADDRESS = "#";
  private static final long EXPIRY_SCAN_PERIOD_MS = 100;
  private static final int NO_DISK_LIMIT = -1;
  private static final Duration POLL = Duration.ofMillis(1);
  // Tests count deliveries themselves; the broker must not give a message up meanwhile.
  private static final int UNLIMITED_DELIVERIES = -1;

  private final EmbeddedActiveMQ broker;
  private final int port;

  private ArtemisBroker(EmbeddedActiveMQ broker) {
    this.broker = broker;
    this.port =
        broker.getActiveMQServer().getRemotingService().getAcceptor(ACCEPTOR).getActualPort();
  }

  /** Starts a broker of its own for the caller, who closes it. */
  static ArtemisBroker start() {
    try {
      EmbeddedActiveMQ broker = new EmbeddedActiveMQ().setConfiguration(configuration());
      broker.start();
      return new ArtemisBroker(broker);
    } catch (Exception e) {
      throw new IllegalStateException("the broker of the tests did not start", e);
    }
  }

  private static Configuration configuration() throws Exception {
    Configuration configuration = new ConfigurationImpl();
    configuration.setPersistenceEnabled(false).setJournalType(JournalType.NIO);
    configuration.setJMXManagementEnabled(false);
    configuration.setSecurityEnabled(false).setMaxDiskUsage(NO_DISK_LIMIT);
    configuration.setMessageExpiryScanPeriod(EXPIRY_SCAN_PERIOD_MS);
    configuration.addAcceptorConfiguration(
        ACCEPTOR, "tcp://127.0.0.1:0?protocols=AMQP;saslMechanisms=ANONYMOUS,PLAIN");
    configuration.addAddressSetting(
        EVERY_ADDRESS,
        new AddressSettings()
            .setAutoCreateQueues(true)
            .setAutoCreateAddresses(true)
            .setRedeliveryDelay(0)
            .setMaxDeliveryAttempts(UNLIMITED_DELIVERIES)
            // The default, PAGE, would write files when the heap limit is reached.
            .setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK));
    return configuration;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void awaitFree(String clientId) {
    ActiveMQServer server = broker.getActiveMQServer();
    await().pollInterval(POLL).until(() -> server.addClientConnection(clientId, true));
    server.removeClientConnection(clientId);
  }

  @Override
  public void close() {
    try {
      broker.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the broker on port " + port + " did not stop", e);
    }
  }
}
