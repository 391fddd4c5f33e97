// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.event;

import java.util.HashMap;
import java.util.Map;
import org.postrider.amqp.Acceptor;
import org.postrider.amqp.Container;
import org.postrider.amqp.Event;
import org.postrider.amqp.Message;
import org.postrider.amqp.MessagingHandler;
import org.postrider.amqp.Sender;

/**
 * Listens, and answers each request in capitals, without any broker. Confined to its container's
 * loop, but for {@link #listen} and {@link #stop}.
 */
public final class EchoServer implements MessagingHandler {

  private final Map<String, Sender> answers = new HashMap<>();
  private final Container container = new Container(this, "echo-server");

  /** A server that does not listen yet. */
  public EchoServer() {}

  /** Listens on a port of the system's choice, and gives it. */
  public int listen() {
    Acceptor acceptor = container.listen("amqp://127.0.0.1:0");
    container.start();
    return acceptor.port();
  }

  /** Closes everything. */
  public void stop() {
    container.stop();
  }

  @Override
  public void onLinkOpened(Event event) {
    // A client's receiver: its answers go there, under the address that was made for it.
    if (event.sender() != null) {
      answers.put(event.sender().localAddress(), event.sender());
    }
  }

  @Override
  public void onLinkClosed(Event event) {
    if (event.sender() != null) {
      answers.remove(event.sender().localAddress());
    }
  }

  @Override
  public void onMessage(Event event) {
    Message request = event.message();
    Sender answer = answers.get(request.replyTo());
    if (answer != null) {
      answer.send(
          new Message(String.valueOf(request.body()).toUpperCase(java.util.Locale.ROOT))
              .correlationId(request.correlationId()));
    }
  }
}
