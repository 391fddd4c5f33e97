// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.List;
import org.postrider.jms.error.InDoubtException;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.error.NotSentException;

/**
 * Ends the sends of one link that come to no outcome for one reason, and tells the application once
 * of all that it does not wait for: some may be many thousands.
 *
 * <p>Confined to the event loop. It lives for one loss.
 */
public final class SendLosses {

  /** How many ids a text names; the exceptions give all. */
  private static final int NAMED = 10;

  private final AmqpConnection connection;
  private final String when;
  private final JMSException cause;
  private final Gathered inDoubt = new Gathered();
  private final Gathered notSent = new Gathered();

  /** Messages that nobody waits for. */
  private static final class Gathered {
    private final List<String> ids = new ArrayList<>();
    private int count;

    private void add(PendingSend send) {
      count++;
      String id = send.messageId();
      if (id != null) {
        ids.add(id);
      }
    }

    private String sends() {
      return count == 1 ? "an asynchronous send" : count + " asynchronous sends";
    }

    private String named() {
      if (ids.isEmpty()) {
        return "";
      }
      String some = String.join(", ", ids.subList(0, Math.min(NAMED, ids.size())));
      return ": " + some + (ids.size() > NAMED ? " and " + (ids.size() - NAMED) + " more" : "");
    }
  }

  /**
   * Losses without any sends yet.
   *
   * @param when what ended the waits, for a person, as in "when the connection was lost"
   */
  SendLosses(AmqpConnection connection, String when, JMSException cause) {
    this.connection = connection;
    this.when = when;
    this.cause = cause;
  }

  /** Ends a send. A transaction's messages are told of by its commit. */
  void end(PendingSend send) {
    if (send.isOver()) {
      return;
    }
    if (send.isTransactional()) {
      send.fail(rolledBack());
      return;
    }
    boolean unknown = send.isInDoubt();
    if (send.isUnheard()) {
      (unknown ? inDoubt : notSent).add(send);
      send.fail(cause);
    } else {
      send.fail(unknown ? inDoubt(send, when, cause) : notSent(when, cause));
    }
  }

  /** Tells the exception listener of those that nobody waits for. */
  void tell() {
    if (inDoubt.count > 0) {
      String text = "in doubt: " + inDoubt.sends() + " had no answer when ";
      connection.asyncFailure(
          JmsErrors.withCause(
              new InDoubtException(
                  text + when + because(cause) + inDoubt.named(), inDoubt.count, inDoubt.ids),
              cause));
    }
    if (notSent.count > 0) {
      String text = "not sent: " + notSent.sends() + " had not gone out when ";
      connection.asyncFailure(
          JmsErrors.withCause(
              new NotSentException(
                  text + when + because(cause) + notSent.named(), notSent.count, notSent.ids),
              cause));
    }
  }

  private JMSException rolledBack() {
    return JmsErrors.withCause(
        new TransactionRolledBackException(
            when + ", and the transaction was rolled back with it", cause.getErrorCode()),
        cause);
  }

  /** A message went out, and there will be no answer. */
  public static JMSException inDoubt(PendingSend send, String when, JMSException cause) {
    String text = "the broker had not told its fate when ";
    return JmsErrors.withCause(inDoubt(send, text + when + because(cause)), cause);
  }

  /** A message is the broker's, in a transaction of which nobody here will hear (AMQP 4.4.1). */
  static JMSException inForeignTransaction(PendingSend send) {
    return inDoubt(
        send, "the broker's outcome is one of a transaction, and the message was sent in none");
  }

  private static JMSException inDoubt(PendingSend send, String why) {
    String id = send.messageId();
    return new InDoubtException(
        "the message is in doubt: " + why, 1, id == null ? List.of() : List.of(id));
  }

  /** A message has not gone out; what kept it is the class of the exception. */
  private static JMSException notSent(String when, JMSException cause) {
    return JmsErrors.again(cause, "the message had not gone out when " + when + because(cause));
  }

  private static String because(JMSException cause) {
    return " (" + cause.getMessage() + ")";
  }
}
