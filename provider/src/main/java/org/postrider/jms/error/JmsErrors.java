// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.error;

import static org.postrider.jms.error.ErrorContext.COMMIT;
import static org.postrider.jms.error.ErrorContext.CONNECTION;
import static org.postrider.jms.error.ErrorContext.LINK_WITH_SELECTOR;

import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.MessageNotWriteableRuntimeException;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.ResourceAllocationRuntimeException;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.TransactionInProgressRuntimeException;
import jakarta.jms.TransactionRolledBackException;
import jakarta.jms.TransactionRolledBackRuntimeException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/**
 * The one mapping of AMQP errors to JMS exceptions, and of checked exceptions to unchecked ones.
 *
 * <p>Stateless. An exception's error code is the AMQP condition.
 */
public final class JmsErrors {

  private static final Symbol INVALID_FIELD = Symbol.of("invalid-field");
  private static final String CONTAINER_ID = "container-id";
  private static final String UNKNOWN = "Unknown error from remote peer";

  /** Makes a checked exception. */
  private interface Checked {
    JMSException of(String message, @Nullable String errorCode);
  }

  /** Makes an unchecked exception. */
  private interface Unchecked {
    JMSRuntimeException of(String message, @Nullable String errorCode, Throwable cause);
  }

  /** A class of exceptions, and what makes one. */
  private record Kind(Class<? extends JMSException> type, Checked exception) {}

  /**
   * A row of the mapping.
   *
   * @param condition the AMQP condition
   * @param field what the error's {@code invalid-field} must name; empty where it need not
   * @param contexts where the row holds
   * @param exception what the application gets
   */
  private record Row(
      Symbol condition, String field, Set<ErrorContext> contexts, Checked exception) {}

  /**
   * A class of exceptions and its unchecked twin.
   *
   * @param checked the class, and with it its subclasses
   * @param twin makes the unchecked exception
   */
  private record Twin(Class<? extends JMSException> checked, Unchecked twin) {}

  private static final Set<ErrorContext> EVERYWHERE = EnumSet.complementOf(EnumSet.of(COMMIT));
  private static final Set<ErrorContext> BELOW_CONNECTION =
      EnumSet.complementOf(EnumSet.of(COMMIT, CONNECTION));

  /** The first row that fits counts. */
  private static final List<Row> ROWS =
      List.of(
          row(ErrorConditions.UNAUTHORIZED_ACCESS, EVERYWHERE, JMSSecurityException::new),
          row(
              ErrorConditions.RESOURCE_LIMIT_EXCEEDED,
              EVERYWHERE,
              ResourceAllocationException::new),
          new Row(
              ErrorConditions.INVALID_FIELD,
              CONTAINER_ID,
              EnumSet.of(CONNECTION),
              InvalidClientIDException::new),
          row(
              ErrorConditions.INVALID_FIELD,
              EnumSet.of(LINK_WITH_SELECTOR),
              InvalidSelectorException::new),
          row(ErrorConditions.NOT_FOUND, BELOW_CONNECTION, InvalidDestinationException::new),
          row(ErrorConditions.RESOURCE_DELETED, BELOW_CONNECTION, InvalidDestinationException::new),
          row(
              ErrorConditions.TRANSACTION_ROLLBACK,
              BELOW_CONNECTION,
              TransactionRolledBackException::new),
          row(
              ErrorConditions.TRANSACTION_TIMEOUT,
              BELOW_CONNECTION,
              TransactionRolledBackException::new));

  private static final List<Twin> TWINS =
      List.of(
          new Twin(IllegalStateException.class, IllegalStateRuntimeException::new),
          new Twin(InvalidClientIDException.class, InvalidClientIDRuntimeException::new),
          new Twin(InvalidDestinationException.class, InvalidDestinationRuntimeException::new),
          new Twin(InvalidSelectorException.class, InvalidSelectorRuntimeException::new),
          new Twin(JMSSecurityException.class, JMSSecurityRuntimeException::new),
          new Twin(MessageFormatException.class, MessageFormatRuntimeException::new),
          new Twin(MessageNotWriteableException.class, MessageNotWriteableRuntimeException::new),
          new Twin(ResourceAllocationException.class, ResourceAllocationRuntimeException::new),
          new Twin(
              TransactionInProgressException.class, TransactionInProgressRuntimeException::new),
          new Twin(
              TransactionRolledBackException.class, TransactionRolledBackRuntimeException::new));

  /** Which classes of exceptions can be made anew; the first that fits counts. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              ConnectionLostException.class, (text, code) -> new ConnectionLostException(text)),
          new Kind(
              RequestTimedOutException.class, (text, code) -> new RequestTimedOutException(text)),
          new Kind(SendTimedOutException.class, (text, code) -> new SendTimedOutException(text)),
          new Kind(IllegalStateException.class, IllegalStateException::new),
          new Kind(InvalidClientIDException.class, InvalidClientIDException::new),
          new Kind(InvalidDestinationException.class, InvalidDestinationException::new),
          new Kind(InvalidSelectorException.class, InvalidSelectorException::new),
          new Kind(JMSSecurityException.class, JMSSecurityException::new),
          new Kind(ResourceAllocationException.class, ResourceAllocationException::new),
          new Kind(TransactionRolledBackException.class, TransactionRolledBackException::new));

  private JmsErrors() {}

  private static Row row(Symbol condition, Set<ErrorContext> contexts, Checked exception) {
    return new Row(condition, "", contexts, exception);
  }

  /** The exception for a peer's error; null is an error that the peer does not explain. */
  public static JMSException toException(@Nullable AmqpError error, ErrorContext context) {
    Checked fallback = context == COMMIT ? TransactionRolledBackException::new : JMSException::new;
    if (error == null) {
      return fallback.of(UNKNOWN, null);
    }
    String code = error.condition().toString();
    String message = error.shown(UNKNOWN);
    for (Row row : ROWS) {
      if (row.condition.equals(error.condition())
          && row.contexts.contains(context)
          && (row.field.isEmpty() || row.field.equals(field(error)))) {
        return row.exception.of(message, code);
      }
    }
    return fallback.of(message, code);
  }

  private static String field(AmqpError error) {
    return String.valueOf(error.info().get(INVALID_FIELD));
  }

  /**
   * Whether a connection is refused because of its client id; a broker need not say which field it
   * means.
   */
  public static boolean isOfClientId(@Nullable AmqpError error) {
    return error != null
        && error.condition().equals(ErrorConditions.INVALID_FIELD)
        && (!error.info().containsKey(INVALID_FIELD) || field(error).equals(CONTAINER_ID));
  }

  /**
   * What a call on something that is closed gets.
   *
   * @param cause why it was closed, or null where the application did it
   */
  public static IllegalStateException closed(String what, @Nullable JMSException cause) {
    return withCause(
        new IllegalStateException(
            "the " + what + " is closed" + (cause == null ? "" : ": " + cause.getMessage()),
            cause == null ? null : cause.getErrorCode()),
        cause);
  }

  /**
   * What tells those that still wait, on the event loop, that this end has closed something. It has
   * no stack: {@link #again} gives it that of the thread that waits.
   */
  public static IllegalStateException ended(String reason) {
    return new EndedException(reason);
  }

  /** A checked exception with a cause, which is its linked exception too. */
  public static <E extends JMSException> E withCause(E exception, @Nullable Throwable cause) {
    if (cause != null && exception.getCause() == null) {
      exception.initCause(cause);
      if (cause instanceof Exception linked) {
        exception.setLinkedException(linked);
      }
    }
    return exception;
  }

  /**
   * A failure once more, for one of the threads that it concerns: an exception with that thread's
   * stack, and the failure as its cause. The failure itself is never changed, for threads share it.
   */
  public static JMSException again(JMSException failure) {
    return again(failure, String.valueOf(failure.getMessage()));
  }

  /** As {@link #again(JMSException)}, with another text. */
  public static JMSException again(JMSException failure, String message) {
    String code = failure.getErrorCode();
    if (failure instanceof InDoubtException doubt) {
      return withCause(
          new InDoubtException(message, doubt.messageCount(), doubt.messageIds()), failure);
    }
    if (failure instanceof NotSentException unsent) {
      return withCause(
          new NotSentException(message, unsent.messageCount(), unsent.messageIds()), failure);
    }
    for (Kind kind : KINDS) {
      if (kind.type.isInstance(failure)) {
        return withCause(kind.exception.of(message, code), failure);
      }
    }
    return withCause(new JMSException(message, code), failure);
  }

  /** The unchecked twin: message and error code are kept, and the checked one is its cause. */
  public static JMSRuntimeException toRuntime(JMSException exception) {
    String message = String.valueOf(exception.getMessage());
    String code = exception.getErrorCode();
    for (Twin twin : TWINS) {
      if (twin.checked.isInstance(exception)) {
        return twin.twin.of(message, code, exception);
      }
    }
    return new JMSRuntimeException(message, code, exception);
  }
}
