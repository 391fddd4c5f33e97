// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.InvalidDestinationException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.error.JmsErrors;
import org.postrider.transport.engine.IncomingDelivery;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.ReceiverLink;
import org.postrider.transport.engine.ReceiverListener;
import org.postrider.transport.engine.SessionState;

/**
 * The end of a durable subscription: its link is attached without a source, so that the broker
 * tells what it has, and then closed for good.
 *
 * <p>Confined to the event loop; the future may be awaited anywhere.
 */
final class Unsubscription implements ReceiverListener {

  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final AmqpConnection connection;
  private boolean known;

  private Unsubscription(AmqpConnection connection) {
    this.connection = connection;
  }

  /** Begins; the future fails with what the application is to be told. */
  static CompletableFuture<Void> begin(AmqpSession session, String linkName, boolean withClientId) {
    Unsubscription unsubscription = new Unsubscription(session.connection());
    List<Symbol> desired =
        withClientId ? List.of() : List.of(Symbol.of("shared"), Symbol.of("global"));
    LinkSettings settings =
        LinkSettings.of(linkName, null, Target.of(null))
            .withSettleModes(SenderSettleMode.UNSETTLED, ReceiverSettleMode.FIRST)
            .withCapabilities(List.of(), desired, Map.of());
    return session
        .connection()
        .run(
            () -> {
              ReceiverLink link = session.endpoint().createReceiver(settings);
              link.listener(unsubscription);
              link.attach();
            },
            unsubscription.done);
  }

  @Override
  public void attached(Link link) {
    known = true;
    link.detach(true, null);
  }

  @Override
  public void detached(Link link, boolean closed, @Nullable AmqpError error) {
    boolean online = link.session().connection().isOpened();
    if (!online && connection.isRecovering() && connection.failure() == null) {
      // Whether the broker has ended it is not known: it is asked once more.
      link.attach();
    } else if (error == null && known && link.session().state() == SessionState.MAPPED) {
      done.complete(null);
    } else if (known && error != null && error.condition().equals(ErrorConditions.NOT_FOUND)) {
      // It was ended before the connection was lost.
      done.complete(null);
    } else if (error == null && !known) {
      done.completeExceptionally(
          new InvalidDestinationException("the broker knows no such subscription"));
    } else {
      done.completeExceptionally(JmsErrors.toException(error, ErrorContext.LINK));
    }
  }

  @Override
  public void delivered(IncomingDelivery delivery) {
    // No credit is granted.
  }

  @Override
  public void aborted(IncomingDelivery delivery) {
    // No credit is granted.
  }

  @Override
  public void updated(IncomingDelivery delivery) {
    // No credit is granted.
  }

  @Override
  public void credit(ReceiverLink link) {
    // No credit is granted.
  }
}
