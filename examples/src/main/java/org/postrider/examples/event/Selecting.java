// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.event;

import java.util.ArrayList;
import java.util.List;
import org.postrider.amqp.Connection;
import org.postrider.amqp.Container;
import org.postrider.amqp.Event;
import org.postrider.amqp.MessagingHandler;
import org.postrider.amqp.ReceiverOptions;

/**
 * Takes what is there from a node and leaves again: credit by hand, then a drain. Confined to its
 * container's loop.
 */
public final class Selecting implements MessagingHandler {

  private static final int AT_MOST = 1_000;

  private final String url;
  private final String node;
  private final ReceiverOptions options;
  private final List<Object> bodies = new ArrayList<>();

  private Selecting(String url, String node, ReceiverOptions options) {
    this.url = url;
    this.node = node;
    this.options = options.credit(0);
  }

  /** Looks at the messages of a queue, which stay where they are. */
  public static List<Object> browse(String url, String queue) {
    return take(url, "browser", queue, new ReceiverOptions().browse());
  }

  /** Takes the messages of a queue that a selector is true for. */
  public static List<Object> select(String url, String queue, String selector) {
    return take(url, "selector", queue, new ReceiverOptions().selector(selector));
  }

  /** Takes what has come for a durable subscription since the last time. */
  public static List<Object> subscription(String url, String topic, String name) {
    return take(
        url,
        "subscriber",
        topic,
        new ReceiverOptions().name(name).durableSubscription(true).sourceCapabilities("topic"));
  }

  private static List<Object> take(String url, String id, String node, ReceiverOptions options) {
    Selecting handler = new Selecting(url, node, options);
    // A durable subscription belongs to the container's id.
    new Container(handler, id).run();
    return handler.bodies;
  }

  @Override
  public void onStart(Event event) {
    Connection connection = event.container().connect(url);
    event.container().createReceiver(connection, node, options);
  }

  @Override
  public void onLinkOpened(Event event) {
    event.receiver().addCredit(AT_MOST);
    event.receiver().drain();
  }

  @Override
  public void onMessage(Event event) {
    bodies.add(String.valueOf(event.message().body()));
  }

  @Override
  public void onDrained(Event event) {
    event.receiver().detach();
  }

  @Override
  public void onLinkClosed(Event event) {
    event.connection().close();
  }
}
