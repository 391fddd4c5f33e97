// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The brokers that are killed and come back: one alone, or two of which the other takes over.
 *
 * <p>Confined to one thread. At any time at most one of them takes connections.
 */
final class BrokerCluster implements AutoCloseable {

  /** How many brokers there are. */
  enum Topology {
    /** One, started again on its journal. */
    ALONE,
    /** Two with one journal; who was killed comes back as the other's backup. */
    PAIR
  }

  private static final long ACCEPT_SECONDS = 90;

  private final Topology topology;
  private final Path directory;
  private final int firstPort;
  private final int secondPort;
  private BrokerProcess live;
  private @Nullable BrokerProcess backup;

  private BrokerCluster(Topology topology, Path directory) throws IOException {
    this.topology = topology;
    this.directory = Files.createDirectories(directory);
    firstPort = freePort();
    secondPort = freePort();
    boolean pair = topology == Topology.PAIR;
    live = start(firstPort, pair ? BrokerNode.Role.PRIMARY : BrokerNode.Role.ALONE);
  }

  static BrokerCluster start(Topology topology, Path directory) throws Exception {
    BrokerCluster cluster = new BrokerCluster(topology, directory);
    cluster.awaitAccepting();
    if (topology == Topology.PAIR) {
      cluster.backup = cluster.start(cluster.secondPort, BrokerNode.Role.BACKUP);
    }
    return cluster;
  }

  private BrokerProcess start(int port, BrokerNode.Role role) throws IOException {
    return BrokerProcess.start(port, directory, role);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The brokers' addresses, as they stand between the brackets of a failover URI. */
  String uris() {
    String first = "amqp://127.0.0.1:" + firstPort;
    return topology == Topology.ALONE ? first : first + ",amqp://127.0.0.1:" + secondPort;
  }

  /**
   * Kills the broker that takes connections and sees to it that another does.
   *
   * @return when that one began to, by {@link System#nanoTime}
   */
  long killAndAwaitNext() throws Exception {
    BrokerProcess killed = live;
    BrokerProcess next = backup;
    killed.kill();
    if (next == null) {
      live = start(killed.port(), BrokerNode.Role.ALONE);
      return awaitAccepting();
    }
    live = next;
    long since = awaitAccepting();
    backup = start(killed.port(), BrokerNode.Role.BACKUP);
    return since;
  }

  private long awaitAccepting() throws InterruptedException, ExecutionException {
    try {
      return live.accepting().get(ACCEPT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(
          "the broker on port " + live.port() + " takes no connections; see " + directory, late);
    }
  }

  @Override
  public void close() {
    live.close();
    if (backup != null) {
      backup.close();
    }
  }
}
