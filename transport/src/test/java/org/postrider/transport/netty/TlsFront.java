// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * Takes TLS off connections in front of a peer that has none: an honest terminator, or somebody
 * between. Thread-safe.
 */
final class TlsFront implements AutoCloseable {

  private final SSLServerSocket server;
  private final int behind;

  TlsFront(SSLContext context, int behind) throws IOException {
    this.behind = behind;
    this.server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("tls-front", this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private static void start(String name, Runnable action) {
    Thread thread = new Thread(action, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket peer = new Socket(server.getInetAddress(), behind);
        start("tls-front-in", () -> pump(client, peer));
        start("tls-front-out", () -> pump(peer, client));
      }
    } catch (IOException closed) {
      // The test is over.
      return;
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException ended) {
      // So is the other way, by the sockets' close.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
