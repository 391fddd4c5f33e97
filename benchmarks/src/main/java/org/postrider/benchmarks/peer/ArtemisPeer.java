// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * The program that is an Artemis broker: in memory, or with a journal in the folder given to it.
 */
public final class ArtemisPeer {

  private static final String ACCEPTOR = "loopback";

  /** Addresses that are sent to and never read: their queues keep the last messages only. */
  private static final String RINGS = "ring.#";

  private static final long RING_MESSAGES = 1_000;
  private static final int NO_LIMIT = -1;

  private ArtemisPeer() {}

  /** Prints its port, and serves until its input ends. */
  public static void main(String[] arguments) throws Exception {
    EmbeddedActiveMQ broker = new EmbeddedActiveMQ().setConfiguration(configuration(arguments));
    broker.start();
    System.out.println(
        PeerProcessLine.port(
            broker.getActiveMQServer().getRemotingService().getAcceptor(ACCEPTOR).getActualPort()));
    PeerProcessLine.awaitEndOfInput();
    broker.stop();
    System.exit(0);
  }

  private static Configuration configuration(String[] arguments) throws Exception {
    Configuration configuration = new ConfigurationImpl();
    configuration.setJMXManagementEnabled(false);
    configuration.setSecurityEnabled(false).setMaxDiskUsage(NO_LIMIT);
    configuration.setJournalType(JournalType.NIO).setPersistenceEnabled(arguments.length > 0);
    if (arguments.length > 0) {
      Path folder = Files.createDirectories(Path.of(arguments[0])).toAbsolutePath();
      configuration.setJournalDirectory(folder.resolve("journal").toString());
      configuration.setBindingsDirectory(folder.resolve("bindings").toString());
      configuration.setPagingDirectory(folder.resolve("paging").toString());
      configuration.setLargeMessagesDirectory(folder.resolve("large").toString());
    }
    configuration.addAcceptorConfiguration(
        ACCEPTOR, "tcp://127.0.0.1:0?protocols=AMQP,CORE;saslMechanisms=ANONYMOUS,PLAIN");
    configuration.addAddressSetting("#", settings());
    configuration.addAddressSetting(RINGS, settings().setDefaultRingSize(RING_MESSAGES));
    return configuration;
  }

  private static AddressSettings settings() {
    return new AddressSettings()
        .setAutoCreateQueues(true)
        .setAutoCreateAddresses(true)
        // Clients without JMS do not say that they mean a queue.
        .setDefaultAddressRoutingType(RoutingType.ANYCAST)
        .setDefaultQueueRoutingType(RoutingType.ANYCAST)
        .setMaxSizeBytes(NO_LIMIT)
        .setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK);
  }
}
