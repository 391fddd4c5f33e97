// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.postrider.codec.transaction.Coordinator;
import org.postrider.codec.transaction.Declare;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.value.Binary;

/** Declares transactions, and sends a message over each link that asks for some. */
final class CoordinatingServer implements MessagingHandler {

  @Override
  public void onLinkOpening(Event event) {
    if (event.receiver() != null && event.link().remoteTarget() instanceof Coordinator) {
      event.receiver().open();
    }
  }

  @Override
  public void onMessage(Event event) {
    if (event.message().body() instanceof Declare) {
      event.delivery().update(new Declared(Binary.wrap(new byte[] {1})));
    }
  }

  @Override
  public void onLinkOpened(Event event) {
    if (event.sender() != null) {
      event.sender().send(new Message("job"));
    }
  }
}
