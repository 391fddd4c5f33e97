// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.HAPolicyConfiguration;
import org.apache.activemq.artemis.core.config.ha.PrimaryOnlyPolicyConfiguration;
import org.apache.activemq.artemis.core.config.ha.SharedStoreBackupPolicyConfiguration;
import org.apache.activemq.artemis.core.config.ha.SharedStorePrimaryPolicyConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * The program of a broker process: an Artemis with a journal, alone or one of two that share it. It
 * says {@link #ACCEPTING} on its output once it takes connections, and ends with its input, so that
 * none outlives the program that started it.
 */
final class BrokerNode {

  /** What it prints when it takes connections. */
  static final String ACCEPTING = "accepting";

  /** What a node is to its journal. */
  enum Role {
    /** The only one. */
    ALONE,
    /** The first of two to have it. */
    PRIMARY,
    /** Waits for the other to lose it. */
    BACKUP
  }

  private static final String ACCEPTOR = "amqp";
  private static final int NO_DISK_LIMIT = -1;
  private static final int UNLIMITED_DELIVERIES = -1;
  private static final int REMEMBERED_IDS = 20_000;
  private static final long ACTIVATION_HOURS = 24;

  private BrokerNode() {}

  /** Runs one: port, directory of the journal, role. */
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    Role role = Role.valueOf(args[2].toUpperCase(Locale.ROOT));
    EmbeddedActiveMQ broker =
        new EmbeddedActiveMQ().setConfiguration(configuration(port, Path.of(args[1]), role));
    broker.start();
    if (broker.getActiveMQServer().waitForActivation(ACTIVATION_HOURS, TimeUnit.HOURS)) {
      System.out.println(ACCEPTING);
    }
    awaitEndOfInput();
    Runtime.getRuntime().halt(0);
  }

  private static void awaitEndOfInput() throws IOException {
    int octet = 0;
    while (octet >= 0) {
      octet = System.in.read();
    }
  }

  private static Configuration configuration(int port, Path directory, Role role) throws Exception {
    Configuration configuration = new ConfigurationImpl();
    configuration.setPersistenceEnabled(true).setJournalType(JournalType.NIO);
    configuration
        .setJournalDirectory(directory.resolve("journal").toString())
        .setBindingsDirectory(directory.resolve("bindings").toString())
        .setPagingDirectory(directory.resolve("paging").toString())
        .setLargeMessagesDirectory(directory.resolve("large").toString());
    // Without it a broker that was killed forgets that it had delivered a message before.
    configuration.setPersistDeliveryCountBeforeDelivery(true);
    configuration.setPersistIDCache(true).setIDCacheSize(REMEMBERED_IDS);
    configuration.setJMXManagementEnabled(false).setSecurityEnabled(false);
    configuration.setMaxDiskUsage(NO_DISK_LIMIT);
    configuration.setHAPolicyConfiguration(policy(role));
    configuration.addAcceptorConfiguration(
        ACCEPTOR, "tcp://127.0.0.1:" + port + "?protocols=AMQP;saslMechanisms=ANONYMOUS");
    configuration.addAddressSetting(
        "#",
        new AddressSettings()
            .setAutoCreateQueues(true)
            .setAutoCreateAddresses(true)
            .setAutoDeleteQueues(false)
            .setAutoDeleteAddresses(false)
            .setRedeliveryDelay(0)
            .setMaxDeliveryAttempts(UNLIMITED_DELIVERIES));
    return configuration;
  }

  private static HAPolicyConfiguration policy(Role role) {
    return switch (role) {
      case ALONE -> new PrimaryOnlyPolicyConfiguration();
      case PRIMARY -> new SharedStorePrimaryPolicyConfiguration().setFailoverOnServerShutdown(true);
      case BACKUP ->
          new SharedStoreBackupPolicyConfiguration()
              .setFailoverOnServerShutdown(true)
              .setAllowFailBack(false)
              .setRestartBackup(false);
    };
  }
}
