// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.event;

import org.postrider.amqp.Event;
import org.postrider.amqp.MessagingHandler;

/** The smallest handler: says what happens. Confined to its container's loop. */
public final class ExampleHandler implements MessagingHandler {

  /** A handler for {@link org.postrider.amqp.Container}. */
  public ExampleHandler() {}

  @Override
  public void onStart(Event event) {
    System.out.println("The container event loop has started");
  }

  @Override
  public void onSendable(Event event) {
    System.out.println("A message can be sent");
  }

  @Override
  public void onMessage(Event event) {
    System.out.println("A message is received");
  }
}
