// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.amqp.AmqpLink;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Waits;

/**
 * The wait of an application thread for a link: where it was in vain, its failure says what the
 * link hung in at this end, such as a provider of tokens.
 *
 * <p>Stateless.
 */
final class LinkWait {

  /** The event loop never blocks: it answers at once, or is badly overloaded. */
  private static final long ANSWER_MS = 500;

  private LinkWait() {}

  /** Waits until a link is open, as long as is left for it. */
  static void await(AmqpLink<?> link, Deadline deadline, Object what) throws JMSException {
    CompletableFuture<Void> opened = link.open();
    try {
      Waits.await(opened, deadline, what);
    } catch (RequestTimedOutException late) {
      throw explained(late, link);
    }
  }

  private static RequestTimedOutException explained(
      RequestTimedOutException late, AmqpLink<?> link) {
    String hangs = hangs(link);
    return hangs == null
        ? late
        : JmsErrors.withCause(
            new RequestTimedOutException(late.getMessage() + ", waiting for " + hangs), late);
  }

  private static @Nullable String hangs(AmqpLink<?> link) {
    try {
      return Waits.await(link.awaits(), ANSWER_MS, "answer of the event loop");
    } catch (JMSException unknown) {
      return null;
    }
  }
}
