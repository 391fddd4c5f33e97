// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.time.Duration;

/** Two containers that run: one listens, and the other connects to it. */
final class Loopback implements AutoCloseable {

  final Container server;
  final Container client;
  final Acceptor acceptor;
  private final String host;

  Loopback(MessagingHandler serverHandler, MessagingHandler clientHandler) {
    this(serverHandler, clientHandler, "127.0.0.1");
  }

  /** Over an address of this machine that need not be its loopback. */
  Loopback(MessagingHandler serverHandler, MessagingHandler clientHandler, String address) {
    host = address;
    server = new Container(serverHandler, "server");
    client = new Container(clientHandler, "client");
    acceptor = server.listen("amqp://" + host + ":0");
    server.start();
    client.start();
  }

  String url() {
    return "amqp://" + host + ":" + acceptor.port();
  }

  Connection connect() {
    return client.connect(url());
  }

  @Override
  public void close() {
    client.stop();
    awaitEnd(client);
    server.stop();
    awaitEnd(server);
  }

  private static void awaitEnd(Container container) {
    try {
      if (!container.awaitStopped(Duration.ofSeconds(10))) {
        throw new AssertionError(container + " does not stop");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
