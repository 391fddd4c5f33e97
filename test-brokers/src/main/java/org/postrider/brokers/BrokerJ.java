// SPDX-License-Identifier: Apache-2.0
package org.postrider.brokers;

import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener;
import org.apache.qpid.server.model.Container;
import org.apache.qpid.server.model.Port;
import org.apache.qpid.server.model.SystemConfig;

/**
 * Qpid Broker-J with AMQP 1.0 on a free loopback port; its messages are in a Derby database, as its
 * stores in memory refuse durable ones.
 *
 * <p>Stateless.
 */
final class BrokerJ {

  private BrokerJ() {}

  /**
   * Starts it.
   *
   * @param name of the configuration: {@code broker-j} is open to all, {@code broker-j-websocket}
   *     to all who come by WebSocket, {@code broker-j-users} to alice with the password "secret",
   *     {@code broker-j-external} to who has a certificate of those in {@code clients.p12} of its
   *     directory, where its own is in {@code broker.p12}, both with the password "store-secret"
   */
  static int start(String name, Path directory) throws Exception {
    URL configuration = BrokerJ.class.getResource(name + ".json");
    if (configuration == null) {
      throw new IllegalStateException("the configuration of " + name + " is missing");
    }
    // The tests do not pull the plug: Derby need not wait for the disk.
    System.setProperty("derby.system.durability", "test");
    System.setProperty("derby.stream.error.file", directory.resolve("derby.log").toString());
    CompletableFuture<SystemConfig<?>> system = new CompletableFuture<>();
    new SystemLauncher(
            new SystemLauncherListener.DefaultSystemLauncherListener() {
              @Override
              public void onContainerResolve(SystemConfig<?> systemConfig) {
                system.complete(systemConfig);
              }
            })
        .startup(
            Map.of(
                SystemConfig.TYPE,
                "Memory",
                SystemConfig.INITIAL_CONFIGURATION_LOCATION,
                configuration.toString(),
                SystemConfig.CONTEXT,
                Map.of("qpid.work_dir", directory.toString())));
    Container<?> broker = system.join().getContainer();
    return broker.getChildren(Port.class).iterator().next().getBoundPort();
  }
}
