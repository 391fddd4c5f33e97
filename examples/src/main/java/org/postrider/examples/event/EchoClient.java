// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.event;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.amqp.Connection;
import org.postrider.amqp.Container;
import org.postrider.amqp.Event;
import org.postrider.amqp.Message;
import org.postrider.amqp.MessagingHandler;
import org.postrider.amqp.ReceiverOptions;
import org.postrider.amqp.Sender;
import org.postrider.codec.value.ULong;

/**
 * Sends requests one after the other, each with the address of a dynamic receiver for the answer.
 * Confined to its container's loop.
 */
public final class EchoClient implements MessagingHandler {

  private final String url;
  private final Deque<String> requests;
  private final PrintWriter out;
  private @Nullable Sender sender;
  private long number;

  /** A program for an {@link EchoServer}. */
  public EchoClient(String url, List<String> requests, PrintWriter out) {
    this.url = url;
    this.requests = new ArrayDeque<>(requests);
    this.out = out;
  }

  /** Asks, and prints the answers. */
  public static void run(String url, List<String> requests, PrintWriter out) {
    new Container(new EchoClient(url, requests, out)).run();
  }

  @Override
  public void onStart(Event event) {
    Connection connection = event.container().connect(url);
    event.container().createReceiver(connection, null, new ReceiverOptions().dynamic(true));
  }

  @Override
  public void onLinkOpened(Event event) {
    if (event.receiver() != null) {
      Sender asking = event.container().createSender(event.connection(), "echo");
      sender = asking;
      ask(asking, event.receiver().address());
    }
  }

  private void ask(Sender asking, @Nullable String replyTo) {
    number++;
    asking.send(new Message(requests.remove()).replyTo(replyTo).correlationId(ULong.of(number)));
  }

  @Override
  public void onMessage(Event event) {
    out.println(event.message().correlationId() + ": " + event.message().body());
    if (requests.isEmpty() || sender == null) {
      event.connection().close();
    } else {
      ask(sender, event.receiver().address());
    }
  }
}
