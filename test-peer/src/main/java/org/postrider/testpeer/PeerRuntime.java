// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Performative;

/**
 * What stands behind the words of a peer: its sockets, threads, script and the judgement at its
 * end.
 *
 * <p>Thread-safe.
 */
final class PeerRuntime {

  /** How long {@link #close} waits for a script that nobody has waited for. */
  private static final Duration CLOSING_PATIENCE = Duration.ofSeconds(2);

  private static final String THREAD_PREFIX = "postrider-peer-";

  private final Script script = new Script();
  private final FrameLog log = new FrameLog();
  private final BlockingQueue<PeerConnection> arrived = new LinkedBlockingQueue<>();
  private final List<PeerConnection> connections = new CopyOnWriteArrayList<>();
  private final Set<Class<? extends Performative>> ignored = ConcurrentHashMap.newKeySet();
  private final Stage stage = new Stage(arrived, ignored);
  private final @Nullable Listener listener;
  private final ScriptPlayer player;
  private final int port;
  private volatile boolean surplusAllowed;

  private PeerRuntime() {
    Listener listening = new Listener(Listener.ANY_PORT, THREAD_PREFIX, this::add);
    listener = listening;
    port = listening.port();
    player = new ScriptPlayer(script, stage, THREAD_PREFIX + port);
  }

  private PeerRuntime(Socket socket) {
    listener = null;
    port = socket.getPort();
    player = new ScriptPlayer(script, stage, THREAD_PREFIX + "to-" + port);
    add(socket);
  }

  static PeerRuntime listening() {
    return new PeerRuntime();
  }

  static PeerRuntime connected(int port) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      return new PeerRuntime(socket);
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port + " cannot be connected to", e);
    }
  }

  private void add(Socket socket) {
    // Called from the constructor, too: nothing that it sets may be read here.
    String name = THREAD_PREFIX + socket.getLocalPort();
    PeerConnection connection = new PeerConnection(connections.size() + 1, socket, log, name);
    connections.add(connection);
    arrived.add(connection);
    connection.start();
  }

  Script script() {
    return script;
  }

  FrameLog log() {
    return log;
  }

  int port() {
    return port;
  }

  int connections() {
    return connections.size();
  }

  void requireServer() {
    if (listener == null) {
      throw new IllegalStateException("a peer that is a client expects no connection");
    }
  }

  void ignore(Class<? extends Performative> type) {
    ignored.add(type);
  }

  void allowSurplus() {
    surplusAllowed = true;
  }

  ReceivedFrame takeFrame(Duration timeout) {
    script.seal();
    ReceivedFrame frame = Interruptions.refuse(() -> log.take(timeout));
    if (frame == null) {
      throwFailure();
      throw new AssertionError("no frame came within " + timeout.toMillis() + " ms");
    }
    return frame;
  }

  void waitForScriptToComplete(Duration timeout) {
    script.seal();
    Boolean complete = Interruptions.refuse(() -> script.await(timeout));
    if (Boolean.TRUE.equals(complete)) {
      List<Received> surplus = surplusAllowed ? List.of() : stage.surplus();
      if (!surplus.isEmpty()) {
        script.fail(stage.surplusError(surplus));
      }
    } else if (!script.hasFailed()) {
      script.fail(
          new AssertionError("was not played within " + timeout.toMillis() + " ms, on " + stage));
    }
    throwFailure();
  }

  private void throwFailure() {
    AssertionError failure = script.takeFailure();
    if (failure != null) {
      throw failure;
    }
  }

  void close() {
    try {
      if (!script.hasFailed()) {
        waitForScriptToComplete(CLOSING_PATIENCE);
      }
      throwFailure();
    } finally {
      Interruptions.refuse(this::end);
    }
  }

  private boolean end() throws InterruptedException {
    if (listener != null) {
      listener.close();
    }
    connections.forEach(PeerConnection::drop);
    player.close();
    for (PeerConnection connection : connections) {
      connection.join();
    }
    return true;
  }
}
