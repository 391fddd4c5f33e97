// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.event;

import java.io.PrintWriter;
import org.postrider.amqp.Connection;
import org.postrider.amqp.Container;
import org.postrider.amqp.Event;
import org.postrider.amqp.Message;
import org.postrider.amqp.MessagingHandler;

/** Sends one message to a queue and receives it. Confined to its container's loop. */
public final class HelloWorld implements MessagingHandler {

  private final String url;
  private final PrintWriter out;

  /** A program for a broker. */
  public HelloWorld(String url, PrintWriter out) {
    this.url = url;
    this.out = out;
  }

  /** Runs the program; it is over when its connection is closed. */
  public static void run(String url, PrintWriter out) {
    new Container(new HelloWorld(url, out)).run();
  }

  @Override
  public void onStart(Event event) {
    Connection connection = event.container().connect(url);
    event.container().createReceiver(connection, "hello");
    event.container().createSender(connection, "hello");
  }

  @Override
  public void onSendable(Event event) {
    event.sender().send(new Message("Hello World!"));
    event.sender().close();
  }

  @Override
  public void onMessage(Event event) {
    out.println(event.message().body());
    event.connection().close();
  }
}
