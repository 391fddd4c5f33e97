// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;

/**
 * An Artemis broker in the JVM of the tests that asks who connects: one acceptor for each way to
 * say it. Thread-safe.
 */
final class SecuredBroker implements AutoCloseable {

  private final EmbeddedActiveMQ broker;

  private SecuredBroker(EmbeddedActiveMQ broker) {
    this.broker = broker;
  }

  /**
   * Starts a broker.
   *
   * @param acceptors the parameters of each, by a name for {@link #port}
   */
  static SecuredBroker start(Map<String, String> acceptors) throws Exception {
    ConfigurationImpl configuration = new ConfigurationImpl();
    configuration.setPersistenceEnabled(false).setJMXManagementEnabled(false);
    configuration.setSecurityEnabled(true).setMaxDiskUsage(-1);
    for (Map.Entry<String, String> acceptor : acceptors.entrySet()) {
      configuration.addAcceptorConfiguration(
          acceptor.getKey(), "tcp://127.0.0.1:0?protocols=AMQP;" + acceptor.getValue());
    }
    configuration.addAddressSetting(
        "#", new AddressSettings().setAutoCreateQueues(true).setAutoCreateAddresses(true));
    // Its name, and every right there is.
    Role role =
        new Role("all", true, true, true, true, true, true, true, true, true, true, true, true);
    configuration.putSecurityRoles("#", Set.of(role));
    EmbeddedActiveMQ broker = new EmbeddedActiveMQ().setConfiguration(configuration);
    broker.setSecurityManager(new ActiveMQJAASSecurityManager("users"));
    broker.start();
    return new SecuredBroker(broker);
  }

  /**
   * Writes the files that tell a login module the users, and gives its options.
   *
   * @param users passwords by name
   */
  static Map<String, String> users(Path directory, Map<String, String> users) {
    StringBuilder passwords = new StringBuilder();
    users.forEach((name, password) -> passwords.append(name + " = " + password + "\n"));
    try {
      Path userFile = Files.writeString(directory.resolve("users.properties"), passwords);
      Path roleFile =
          Files.writeString(
              directory.resolve("roles.properties"), "all = " + String.join(",", users.keySet()));
      return Map.of(
          "baseDir", directory.toString(),
          "org.apache.activemq.jaas.properties.user", userFile.getFileName().toString(),
          "org.apache.activemq.jaas.properties.role", roleFile.getFileName().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port(String acceptor) {
    return broker.getActiveMQServer().getRemotingService().getAcceptor(acceptor).getActualPort();
  }

  /** The address of an acceptor, by the host's name: Kerberos' tickets are for names. */
  String url(String acceptor) {
    return "amqp://localhost:" + port(acceptor);
  }

  @Override
  public void close() {
    try {
      broker.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the broker did not stop", e);
    }
  }
}
