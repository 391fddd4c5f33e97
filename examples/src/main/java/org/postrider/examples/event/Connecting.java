// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.event;

import java.time.Duration;
import java.util.List;
import org.postrider.amqp.Backoff;
import org.postrider.amqp.Connection;
import org.postrider.amqp.ConnectionOptions;
import org.postrider.amqp.Container;

/** The ways to connect. Stateless. */
public final class Connecting {

  private Connecting() {}

  /** Connects in each of the ways that need no user. */
  public static List<Connection> anonymously(Container container, String url) {
    return List.of(
        container.connect(url),
        container.connect(url, new ConnectionOptions().reconnect(false)),
        container.connect(url, new ConnectionOptions().reconnect(new ExampleReconnect())),
        container.connect(
            url, new ConnectionOptions().reconnect(new Backoff().maxDelay(Duration.ofSeconds(1)))),
        container.connect(url, new ConnectionOptions().allowedMechanisms("ANONYMOUS")),
        container.connect(url, new ConnectionOptions().saslEnabled(false)));
  }

  /** Connects to whichever of two brokers is there. */
  public static Connection toOneOf(Container container, String alpha, String beta) {
    return container.connect(new ConnectionOptions().urls(alpha, beta));
  }

  /** Connects as a user. Over the network, use {@code amqps}. */
  public static Connection as(Container container, String url, String user, String password) {
    return container.connect(url, new ConnectionOptions().user(user).password(password));
  }
}
