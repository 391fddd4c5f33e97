// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.connect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Open;
import org.postrider.codec.wire.Printable;
import org.postrider.jms.options.Discovery;
import org.postrider.jms.options.DiscoveryFile;
import org.postrider.jms.options.Endpoint;
import org.postrider.transport.netty.Cancellable;
import org.postrider.transport.netty.ConnectionDriver;
import org.postrider.transport.netty.Reconnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a connection's discovery files again and again, and gives its plan the servers that are new
 * and takes from it those that are gone. What cannot be read is taken to be as it was.
 *
 * <p>Confined to the connection's event loop; the files are read on a thread that may wait.
 */
public final class DiscoveryWatch {

  private static final Logger LOG = LoggerFactory.getLogger(DiscoveryWatch.class);

  private static final int MAX_SHOWN = 2_000;

  private final ConnectionDriver driver;
  private final Reconnector<Endpoint> reconnector;
  private final @Nullable Discovery discovery;
  private final long intervalMs;

  private final DiscoveredServers servers;

  // Most connections have no such files.

  /** What each file said when it was readable last. */
  private final Map<DiscoveryFile, List<Endpoint>> said;

  /** Those of which a warning told that they are not readable. */
  private final Set<DiscoveryFile> warned;

  private boolean stopped;
  private Cancellable cancelReading = () -> {};

  /** The watch of one connection; it reads nothing before {@link #begin}. */
  public DiscoveryWatch(
      ConnectionDriver driver, Reconnector<Endpoint> reconnector, Failover failover) {
    this.driver = driver;
    this.reconnector = reconnector;
    this.discovery = failover.discovery();
    this.intervalMs = failover.discoveryIntervalMs();
    this.servers =
        new DiscoveredServers(discovery == null ? List.of() : reconnector.plan().servers());
    this.said = discovery == null ? Map.of() : new HashMap<>();
    this.warned = discovery == null ? Set.of() : new HashSet<>();
  }

  /** What one file said, or why it said nothing. */
  private record Reading(
      DiscoveryFile file, @Nullable List<Endpoint> servers, @Nullable String failure) {

    static Reading of(DiscoveryFile file) {
      try {
        return new Reading(file, file.read(), null);
      } catch (IllegalArgumentException unreadable) {
        return new Reading(file, null, unreadable.getMessage());
      }
    }
  }

  /** Whether there are files to read. */
  public boolean isNeeded() {
    return discovery != null;
  }

  /** The files were read just now: they are read again when the interval is over. */
  public void begin() {
    Discovery files = discovery;
    if (files != null && intervalMs > 0 && !stopped) {
      try {
        cancelReading = driver.schedule(intervalMs, () -> read(files.files()));
      } catch (RejectedExecutionException terminated) {
        stopped = true;
      }
    }
  }

  /** The files are read no more. */
  public void stop() {
    stopped = true;
    cancelReading.cancel();
  }

  private void read(List<DiscoveryFile> files) {
    cancelReading =
        driver.read(
            files.stream().map(DiscoveryFile::file).toList(),
            () -> files.stream().map(Reading::of).toList(),
            this::done);
  }

  private void done(@Nullable List<Reading> readings, @Nullable Throwable failure) {
    if (stopped) {
      return;
    }
    if (readings != null) {
      readings.forEach(this::take);
      updateIfAllAreKnown(readings);
    } else {
      LOG.warn("the servers stay as they are", failure);
    }
    begin();
  }

  private void take(Reading reading) {
    if (reading.servers != null) {
      said.put(reading.file, reading.servers);
      warned.remove(reading.file);
    } else if (warned.add(reading.file)) {
      LOG.warn("the servers stay as they are: {}", reading.failure);
    } else {
      LOG.debug("the servers still stay as they are: {}", reading.failure);
    }
  }

  private void updateIfAllAreKnown(List<Reading> readings) {
    List<List<Endpoint>> known = new ArrayList<>();
    for (Reading reading : readings) {
      List<Endpoint> servers = said.get(reading.file);
      if (servers == null) {
        return;
      }
      known.add(servers);
    }
    update(Discovery.merged(known));
  }

  /** Takes the servers that a broker lists; those of the files it does not replace. */
  public void opened(Open open, Failover failover) {
    Endpoint current = reconnector.server();
    if (current == null) {
      return;
    }
    List<Endpoint> known = reconnector.plan().servers();
    List<Endpoint> discovered = discovery == null ? List.of() : servers.among(known);
    List<Endpoint> next = failover.servers(open, current, known, discovered);
    if (!next.equals(known)) {
      reconnector.plan().servers(next);
    }
  }

  private void update(List<Endpoint> read) {
    List<Endpoint> known = reconnector.plan().servers();
    List<Endpoint> next = servers.update(read, known, reconnector.current());
    if (!next.equals(known)) {
      // Brokers may have named many of them.
      String shown = Printable.of(next.toString(), MAX_SHOWN);
      LOG.info("a discovery file has changed: the servers are {}", shown);
      reconnector.update(next);
    }
  }
}
