// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.interop;

import org.postrider.amqp.ConnectionOptions;
import org.postrider.amqp.Container;
import org.postrider.amqp.Event;
import org.postrider.amqp.Message;
import org.postrider.amqp.MessagingHandler;

/**
 * Sends a message that no JMS client would write, over the event API. Confined to the container's
 * loop.
 */
final class RawSender implements MessagingHandler {
  private final String url;
  private final String address;
  private final Message message;
  private boolean sent;
  private boolean accepted;

  private RawSender(String url, String address, Message message) {
    this.url = url;
    this.address = address;
    this.message = message;
  }

  /** Returns when the broker has accepted the message. */
  static void send(String url, String address, Message message) {
    RawSender sender = new RawSender(url, address, message);
    new Container(sender).run();
    if (!sender.accepted) {
      throw new AssertionError("the broker did not accept " + message);
    }
  }

  @Override
  public void onStart(Event event) {
    ConnectionOptions once = new ConnectionOptions().reconnect(false);
    event.container().createSender(event.container().connect(url, once), address);
  }

  @Override
  public void onSendable(Event event) {
    if (!sent) {
      sent = true;
      event.sender().send(message);
    }
  }

  @Override
  public void onAccepted(Event event) {
    accepted = true;
    event.connection().close();
  }

  @Override
  public void onRejected(Event event) {
    event.connection().close();
  }
}
