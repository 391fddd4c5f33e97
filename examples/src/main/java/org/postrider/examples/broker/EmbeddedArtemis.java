// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.broker;

import java.net.URI;
import java.util.Set;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * An Artemis broker inside this JVM, for programs that need a real peer and nothing installed.
 * Thread-safe.
 *
 * <p>It keeps messages in memory and writes no file, speaks AMQP only, listens on the loopback
 * address on a port that the system chooses, and creates queues and addresses when a link names
 * them.
 */
public final class EmbeddedArtemis implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String ACCEPTOR = "amqp";
  private static final String EVERY_ADDRESS = "#";
  private static final long EXPIRY_SCAN_PERIOD_MS = 200;
  private static final int NO_DISK_LIMIT = -1;
  private static final int UNLIMITED_DELIVERIES = -1;

  private final EmbeddedActiveMQ broker;
  private final int port;

  private EmbeddedArtemis(EmbeddedActiveMQ broker) {
    this.broker = broker;
    // The acceptor is asked for port 0; only the bound channel knows which one it got.
    this.port =
        broker.getActiveMQServer().getRemotingService().getAcceptor(ACCEPTOR).getActualPort();
  }

  /**
   * Starts a broker that admits everyone, by SASL ANONYMOUS or by PLAIN with any password.
   *
   * @throws IllegalStateException if the broker does not start
   */
  public static EmbeddedArtemis start() {
    return started(new EmbeddedActiveMQ(), configuration("ANONYMOUS,PLAIN"));
  }

  /**
   * Starts a broker that admits one user, by SASL PLAIN.
   *
   * @throws IllegalStateException if the broker does not start
   */
  public static EmbeddedArtemis startSecured(String user, String password) {
    Configuration configuration = configuration("PLAIN").setSecurityEnabled(true);
    configuration.putSecurityRoles(EVERY_ADDRESS, Set.of(everyPermission()));
    EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    broker.setSecurityManager(new SingleUser(user, password));
    return started(broker, configuration);
  }

  private static EmbeddedArtemis started(EmbeddedActiveMQ broker, Configuration configuration) {
    try {
      broker.setConfiguration(configuration).start();
    } catch (Exception e) {
      throw new IllegalStateException("the embedded broker did not start: " + e.getMessage(), e);
    }
    return new EmbeddedArtemis(broker);
  }

  private static Configuration configuration(String saslMechanisms) {
    Configuration configuration = new ConfigurationImpl();
    // The journal is never written; NIO spares the start a probe for the native libaio.
    configuration.setPersistenceEnabled(false).setJournalType(JournalType.NIO);
    configuration.setJMXManagementEnabled(false);
    configuration.setSecurityEnabled(false).setMaxDiskUsage(NO_DISK_LIMIT);
    configuration.setMessageExpiryScanPeriod(EXPIRY_SCAN_PERIOD_MS);
    configuration.addAddressSetting(EVERY_ADDRESS, addressSettings());
    try {
      configuration.addAcceptorConfiguration(
          ACCEPTOR, "tcp://" + HOST + ":0?protocols=AMQP;saslMechanisms=" + saslMechanisms);
    } catch (Exception e) {
      throw new IllegalStateException("the acceptor of the embedded broker is refused", e);
    }
    return configuration;
  }

  private static AddressSettings addressSettings() {
    return new AddressSettings()
        .setAutoCreateQueues(true)
        .setAutoCreateAddresses(true)
        // A link that does not say queue or topic means a queue, as on other brokers.
        .setDefaultAddressRoutingType(RoutingType.ANYCAST)
        .setDefaultQueueRoutingType(RoutingType.ANYCAST)
        .setRedeliveryDelay(0)
        .setMaxDeliveryAttempts(UNLIMITED_DELIVERIES)
        // The default policy, PAGE, would write ./data/paging when the heap limit is reached.
        .setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK);
  }

  private static Role everyPermission() {
    return new Role(
        SingleUser.ROLE, true, true, true, true, true, true, true, true, true, true, true, true);
  }

  /** The TCP port that the broker listens on, at 127.0.0.1. */
  public int port() {
    return port;
  }

  /** The broker's address for a client, such as {@code amqp://127.0.0.1:40213}. */
  public URI uri() {
    return URI.create("amqp://" + HOST + ":" + port);
  }

  /** Stops the broker and drops what it holds. */
  @Override
  public void close() {
    try {
      broker.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the broker on port " + port + " did not stop", e);
    }
  }
}
