// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/** A server socket on the loopback address and the thread that accepts. Thread-safe. */
final class Listener {

  /** Lets the system choose the port. */
  static final int ANY_PORT = 0;

  private static final int BACKLOG = 50;

  private final ServerSocket server;
  private final Thread thread;

  /**
   * Listens.
   *
   * @param port {@link #ANY_PORT} for a free one
   */
  Listener(int port, String namePrefix, Consumer<Socket> accepted) {
    try {
      server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port + " cannot be listened on", e);
    }
    thread = new Thread(() -> acceptUntilClosed(accepted), namePrefix + port() + "-accept");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  private void acceptUntilClosed(Consumer<Socket> accepted) {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        accepted.accept(socket);
      }
    } catch (IOException e) {
      // The server socket was closed, which is how this thread is told to end.
      return;
    }
  }

  /** Stops listening and waits for the thread. */
  void close() throws InterruptedException {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread.join();
  }
}
