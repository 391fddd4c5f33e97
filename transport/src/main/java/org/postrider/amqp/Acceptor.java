// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.netty.AcceptedSocket;
import org.postrider.transport.netty.AmqpListener;

/**
 * Takes the connections that peers make to a container: {@link Container#listen}.
 *
 * <p>Thread-safe.
 */
public final class Acceptor implements AutoCloseable {

  private final Container container;
  private final ConnectionUrl url;
  private final ConnectionOptions options;
  private final Hold hold = new Hold();
  private @Nullable AmqpListener listener;
  private int port;

  // Confined to the loop.
  private boolean closed;

  Acceptor(Container container, ConnectionUrl url, ConnectionOptions options) {
    this.container = container;
    this.url = url;
    this.options = options;
  }

  /** The port is open. Called before anybody else knows the acceptor. */
  void bind(AmqpListener bound) {
    listener = bound;
    port = bound.port();
  }

  private AmqpListener listener() {
    return Objects.requireNonNull(listener);
  }

  /** Begins to accept; the container goes on for its sake. Confined to the loop. */
  void start() {
    if (closed || container.loop().isStopped()) {
      listener().close();
    } else {
      container.loop().hold(hold);
      listener().start();
    }
  }

  /** A peer has connected. Confined to the loop. */
  void accepted(AcceptedSocket socket) {
    if (container.loop().isStopped()) {
      // A socket that nobody drives is closed.
      return;
    }
    Connection connection = new Connection(container, options, this);
    connection.run(() -> connection.core().accept(socket));
  }

  /** The port that it listens on: the system's choice if the URL says 0. */
  public int port() {
    return port;
  }

  /** Takes no more connections; those that are there stay. */
  @Override
  public void close() {
    listener().close();
    container.loop().run(this::closeOnLoop);
  }

  private void closeOnLoop() {
    closed = true;
    container.loop().release(hold);
  }

  private final class Hold implements ContainerLoop.Held {

    @Override
    public void stop() {
      close();
    }

    @Override
    public void abandon() {
      listener().close();
    }
  }

  /** What it listens on. */
  @Override
  public String toString() {
    String host = url.host().indexOf(':') < 0 ? url.host() : "[" + url.host() + "]";
    return "acceptor at " + url.scheme() + "://" + host + ":" + port + url.path();
  }
}
