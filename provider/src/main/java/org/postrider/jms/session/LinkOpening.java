// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.error.JmsErrors;

/**
 * What becomes of a link, from the wish for it to its end: who waits for its attach, who for its
 * detach, and who is told if the peer ends it.
 *
 * <p>Confined to the event loop; the futures may be awaited anywhere.
 */
final class LinkOpening {

  private final ErrorContext context;
  private final Consumer<JMSException> closedByPeer;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private boolean closing;
  private @Nullable JMSException failure;

  /** An opening whose {@code closedByPeer} is told on the event loop, at most once. */
  LinkOpening(ErrorContext context, Consumer<JMSException> closedByPeer) {
    this.context = context;
    this.closedByPeer = closedByPeer;
  }

  CompletableFuture<Void> opened() {
    return opened;
  }

  CompletableFuture<Void> closed() {
    return closed;
  }

  /** This end detaches. */
  void closing() {
    closing = true;
  }

  void attached() {
    opened.complete(null);
  }

  /** The link has ended; gives why, for those that still wait on it. */
  JMSException detached(@Nullable AmqpError error) {
    JMSException cause =
        closing && error == null
            ? new jakarta.jms.IllegalStateException("closed")
            : JmsErrors.toException(error, context);
    failure = cause;
    boolean whileOpening = opened.completeExceptionally(cause);
    closed.complete(null);
    if (!closing && !whileOpening) {
      closedByPeer.accept(cause);
    }
    return cause;
  }

  /** Why the link has ended, or null while it has not. */
  @Nullable JMSException failure() {
    return failure;
  }
}
