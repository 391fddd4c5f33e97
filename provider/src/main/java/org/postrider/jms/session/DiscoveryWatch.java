// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.options.Discovery;
import org.postrider.jms.options.Endpoint;
import org.postrider.transport.netty.Cancellable;
import org.postrider.transport.netty.ConnectionDriver;
import org.postrider.transport.netty.Reconnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a connection's discovery file again and again, and gives its plan the servers that are new
 * and takes from it those that are gone.
 *
 * <p>Confined to the connection's event loop; the file is read on a thread that may wait.
 */
final class DiscoveryWatch {

  private static final Logger LOG = LoggerFactory.getLogger(DiscoveryWatch.class);

  private final ConnectionDriver driver;
  private final Reconnector<Endpoint> reconnector;
  private final @Nullable Discovery discovery;
  private final long intervalMs;

  private final DiscoveredServers servers;

  private boolean warned;
  private boolean stopped;
  private Cancellable cancelReading = () -> {};

  DiscoveryWatch(ConnectionDriver driver, Reconnector<Endpoint> reconnector, Failover failover) {
    this.driver = driver;
    this.reconnector = reconnector;
    this.discovery = failover.discovery();
    this.intervalMs = failover.discoveryIntervalMs();
    this.servers = new DiscoveredServers(reconnector.plan().servers());
  }

  /** The file was read just now: it is read again when the interval is over. */
  void begin() {
    Discovery file = discovery;
    if (file != null && intervalMs > 0 && !stopped) {
      try {
        cancelReading = driver.schedule(intervalMs, () -> read(file));
      } catch (RejectedExecutionException terminated) {
        stopped = true;
      }
    }
  }

  /** The file is read no more. */
  void stop() {
    stopped = true;
    cancelReading.cancel();
  }

  private void read(Discovery file) {
    driver.callWaiting(file::read, this::done);
  }

  private void done(@Nullable List<Endpoint> read, @Nullable Throwable failure) {
    if (stopped) {
      return;
    }
    if (read != null) {
      warned = false;
      update(read);
    } else {
      warn(failure == null ? "it was not read" : String.valueOf(failure.getMessage()));
    }
    begin();
  }

  /** Once, until it is readable again. */
  private void warn(String why) {
    if (warned) {
      LOG.debug("the servers still stay as they are: {}", why);
    } else {
      warned = true;
      LOG.warn("the servers stay as they are: {}", why);
    }
  }

  private void update(List<Endpoint> read) {
    List<Endpoint> known = reconnector.plan().servers();
    List<Endpoint> next = servers.update(read, known, reconnector.server());
    if (!next.equals(known)) {
      LOG.info("the discovery file has changed: the servers are {}", next);
      reconnector.plan().servers(next);
    }
  }
}
