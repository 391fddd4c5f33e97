// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on the loopback address between client and server that does to their connections what
 * networks do: delays, splits, slows, stalls and cuts them.
 *
 * <p>Thread-safe. The code under test connects to {@link #port} instead of to the server.
 */
public final class FaultyWire implements AutoCloseable {

  /**
   * Below the ports that systems give to outgoing connections: none of those can take the wire's
   * port while it refuses connections.
   */
  private static final int FIRST_PORT = 20_000;

  private static final int PORTS = 10_000;
  private static final int PORTS_TRIED = 100;
  private static final String THREAD_PREFIX = "postrider-wire-";

  private final String host;
  private final int serverPort;
  private final int port;
  private final WireDirection clientToServer = new WireDirection();
  private final WireDirection serverToClient = new WireDirection();
  private final List<WireConnection> all = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Listener listener;
  private int connections;

  private FaultyWire(String host, int serverPort) {
    this.host = host;
    this.serverPort = serverPort;
    Listener first = listenSomewhere();
    this.listener = first;
    this.port = first.port();
  }

  /** A wire to a server on the loopback address. */
  public static FaultyWire to(int serverPort) {
    return new FaultyWire(InetAddress.getLoopbackAddress().getHostAddress(), serverPort);
  }

  /** A wire to a server. */
  public static FaultyWire to(String host, int serverPort) {
    return new FaultyWire(host, serverPort);
  }

  private Listener listenSomewhere() {
    int candidate = ThreadLocalRandom.current().nextInt(PORTS);
    for (int i = 1; i < PORTS_TRIED; i++) {
      try {
        return listen(FIRST_PORT + candidate);
      } catch (UncheckedIOException e) {
        // Somebody else has it.
        candidate = (candidate + 1) % PORTS;
      }
    }
    return listen(FIRST_PORT + candidate);
  }

  private Listener listen(int onPort) {
    return new Listener(onPort, THREAD_PREFIX, this::accepted);
  }

  private void accepted(Socket client) {
    lock.lock();
    try {
      Socket server = new Socket(host, serverPort);
      server.setTcpNoDelay(true);
      connections++;
      String name = THREAD_PREFIX + client.getLocalPort() + "-" + connections;
      WireConnection connection = new WireConnection(client, server, this, name);
      all.add(connection);
      connection.start();
      changed.signalAll();
    } catch (IOException e) {
      hangUp(client);
    } finally {
      lock.unlock();
    }
  }

  private static void hangUp(Socket client) {
    try {
      client.close();
    } catch (IOException e) {
      // The client has gone by itself.
      return;
    }
  }

  /** The port on which the wire listens; it stays the same. */
  public int port() {
    return port;
  }

  /** Where the wire listens, as {@code amqp://127.0.0.1:port}. */
  public String uri() {
    return "amqp://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port;
  }

  /** What the client sends. */
  public WireDirection clientToServer() {
    return clientToServer;
  }

  /** What the server sends. */
  public WireDirection serverToClient() {
    return serverToClient;
  }

  /** Cuts all connections now: both ends see a reset. */
  public FaultyWire cut() {
    return each(WireConnection::cut);
  }

  /** Closes all connections now: both ends see the end of the stream. */
  public FaultyWire disconnect() {
    return each(WireConnection::end);
  }

  /**
   * Makes all connections half-open: whatever comes from now on is thrown away, and neither end
   * learns of it. Later connections are spared.
   */
  public FaultyWire halfOpen() {
    return each(WireConnection::silence);
  }

  /** A connection that the server has seen already is never missed: it is made under the lock. */
  private FaultyWire each(Consumer<WireConnection> what) {
    lock.lock();
    try {
      all.forEach(what);
      return this;
    } finally {
      lock.unlock();
    }
  }

  /** Refuses connections from now on; those that there are stay. */
  public FaultyWire refuseConnections() {
    Listener stopped = takeListener();
    if (stopped != null) {
      // Not under the lock, which the thread that is waited for may want.
      Interruptions.refuse(
          () -> {
            stopped.close();
            return stopped;
          });
    }
    return this;
  }

  private @Nullable Listener takeListener() {
    lock.lock();
    try {
      Listener taken = listener;
      listener = null;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Accepts connections again.
   *
   * @throws UncheckedIOException if another program has taken the port meanwhile
   */
  public FaultyWire acceptConnections() {
    lock.lock();
    try {
      if (listener == null) {
        listener = listen(port);
      }
      return this;
    } finally {
      lock.unlock();
    }
  }

  /** How many connections were made until now. */
  public int connections() {
    lock.lock();
    try {
      return connections;
    } finally {
      lock.unlock();
    }
  }

  /** How many of the connections are open. */
  public int openConnections() {
    return (int) all.stream().filter(WireConnection::isOpen).count();
  }

  /**
   * Waits until this many connections were made.
   *
   * @throws AssertionError if they were not in time
   */
  public void awaitConnections(int count, Duration timeout) {
    Boolean reached = Interruptions.refuse(() -> reached(count, timeout.toNanos()));
    if (!Boolean.TRUE.equals(reached)) {
      throw new AssertionError(
          connections() + " of " + count + " connections within " + timeout.toMillis() + " ms");
    }
  }

  private boolean reached(int count, long timeoutNs) throws InterruptedException {
    lock.lock();
    try {
      long leftNs = timeoutNs;
      while (connections < count && leftNs > 0) {
        leftNs = changed.awaitNanos(leftNs);
      }
      return connections >= count;
    } finally {
      lock.unlock();
    }
  }

  /** Cuts all connections, stops listening and waits for the wire's threads. */
  @Override
  public void close() {
    refuseConnections();
    clientToServer.close();
    serverToClient.close();
    cut();
    Interruptions.refuse(this::joinAll);
  }

  private boolean joinAll() throws InterruptedException {
    for (WireConnection connection : all) {
      connection.join();
    }
    return true;
  }
}
