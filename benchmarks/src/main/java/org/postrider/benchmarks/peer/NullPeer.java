// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * An AMQP peer that does as little as a client can be content with: it grants credit, accepts what
 * it gets, and streams messages that were encoded before. So the client is most of what is
 * measured; the quickest ones wait for it now and then.
 *
 * <p>Thread-safe. One thread accepts, and one serves each connection.
 */
public final class NullPeer implements AutoCloseable {

  private static final int BACKLOG = 1024;

  private final ServerSocketChannel server;

  private NullPeer(ServerSocketChannel server) {
    this.server = server;
  }

  /** Starts it at a free loopback port. */
  public static NullPeer start() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    NullPeer peer = new NullPeer(server);
    Thread accepting = new Thread(peer::accept, "null-peer-accept");
    accepting.setDaemon(true);
    accepting.start();
    return peer;
  }

  /** The TCP port at 127.0.0.1. */
  public int port() {
    return server.socket().getLocalPort();
  }

  private void accept() {
    try {
      for (int i = 0; server.isOpen(); i++) {
        SocketChannel socket = server.accept();
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Thread serving = new Thread(new NullConnection(socket), "null-peer-" + i);
        serving.setDaemon(true);
        serving.start();
      }
    } catch (IOException closed) {
      // There is nobody left to serve.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** Prints its port, and serves until its input ends. */
  public static void main(String[] arguments) throws IOException {
    try (NullPeer peer = start()) {
      System.out.println(PeerProcessLine.port(peer.port()));
      PeerProcessLine.awaitEndOfInput();
    }
  }
}
