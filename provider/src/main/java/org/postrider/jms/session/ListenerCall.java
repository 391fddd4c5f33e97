// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.MessageListener;
import org.postrider.jms.message.PostriderMessage;
import org.postrider.jms.settlement.Received;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a session's messages to listeners, and settles them as those return or throw (Jakarta
 * Messaging 8.7).
 *
 * <p>Confined to the thread that runs the listeners.
 */
final class ListenerCall {

  private static final Logger LOG = LoggerFactory.getLogger(ListenerCall.class);

  private final SessionCore session;

  ListenerCall(SessionCore session) {
    this.session = session;
  }

  /** Gives a message to a listener; gives false if that threw, and the message will come again. */
  boolean give(MessageListener listener, Received received, PostriderMessage message) {
    session.settlement().dispatching(received);
    boolean returned = false;
    try {
      listener.onMessage(message);
      returned = true;
      session.settlement().dispatched(received);
    } catch (Throwable thrown) {
      LOG.warn("the message listener threw", thrown);
      session.settlement().listenerFailed(received);
    }
    session.closeWhatIsSettled();
    return returned || !session.settlement().isImmediate();
  }
}
