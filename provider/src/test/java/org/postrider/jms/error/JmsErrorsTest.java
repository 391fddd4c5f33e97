// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.error;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.TransactionRolledBackException;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.Symbol;

/** Which exception tells the application of which AMQP error. */
class JmsErrorsTest {

  static Stream<Arguments> table() {
    return Stream.of(
        row("amqp:unauthorized-access", ErrorContext.CONNECTION, JMSSecurityException.class),
        row("amqp:unauthorized-access", ErrorContext.DELIVERY, JMSSecurityException.class),
        row(
            "amqp:resource-limit-exceeded",
            ErrorContext.CONNECTION,
            ResourceAllocationException.class),
        row("amqp:resource-limit-exceeded", ErrorContext.LINK, ResourceAllocationException.class),
        row("amqp:not-found", ErrorContext.LINK, InvalidDestinationException.class),
        row("amqp:not-found", ErrorContext.LINK_WITH_SELECTOR, InvalidDestinationException.class),
        row("amqp:not-found", ErrorContext.CONNECTION, JMSException.class),
        row("amqp:resource-deleted", ErrorContext.LINK, InvalidDestinationException.class),
        row("amqp:invalid-field", ErrorContext.LINK_WITH_SELECTOR, InvalidSelectorException.class),
        row("amqp:invalid-field", ErrorContext.LINK, JMSException.class),
        row("amqp:invalid-field", ErrorContext.CONNECTION, JMSException.class),
        row(
            "amqp:transaction:rollback",
            ErrorContext.DELIVERY,
            TransactionRolledBackException.class),
        row(
            "amqp:transaction:timeout",
            ErrorContext.TRANSACTION,
            TransactionRolledBackException.class),
        row("amqp:unauthorized-access", ErrorContext.COMMIT, TransactionRolledBackException.class),
        row("amqp:connection:forced", ErrorContext.CONNECTION, JMSException.class),
        row("vendor:own", ErrorContext.SESSION, JMSException.class));
  }

  private static Arguments row(String condition, ErrorContext context, Class<?> exception) {
    return Arguments.of(condition, context, exception);
  }

  @ParameterizedTest
  @MethodSource("table")
  void theConditionAndItsContextDecide(String condition, ErrorContext context, Class<?> expected) {
    AmqpError error = new AmqpError(Symbol.of(condition), "so it is");

    JMSException exception = JmsErrors.toException(error, context);

    assertThat(exception).isExactlyInstanceOf(expected);
    assertThat(exception).hasMessage("so it is [condition = " + condition + "]");
    assertThat(exception.getErrorCode()).isEqualTo(condition);
  }

  @Test
  void aClientIdInUseIsToldByTheErrorsInfo() {
    AmqpError error =
        new AmqpError(
            Symbol.of("amqp:invalid-field"),
            null,
            Map.of(Symbol.of("invalid-field"), Symbol.of("container-id")));

    JMSException exception = JmsErrors.toException(error, ErrorContext.CONNECTION);

    assertThat(exception).isInstanceOf(InvalidClientIDException.class);
    assertThat(exception)
        .hasMessage("Unknown error from remote peer [condition = amqp:invalid-field]");
  }

  @Test
  void anErrorWithoutExplanationIsStillAnException() {
    assertThat(JmsErrors.toException(null, ErrorContext.LINK))
        .isExactlyInstanceOf(JMSException.class)
        .hasMessage("Unknown error from remote peer");
    assertThat(JmsErrors.toException(null, ErrorContext.COMMIT))
        .isInstanceOf(TransactionRolledBackException.class);
  }

  @Test
  void theUncheckedTwinKeepsMessageCodeAndCause() {
    JMSException checked = new InvalidDestinationException("gone", "amqp:not-found");

    JMSRuntimeException twin = JmsErrors.toRuntime(checked);

    assertThat(twin)
        .isExactlyInstanceOf(InvalidDestinationRuntimeException.class)
        .hasMessage("gone")
        .hasCause(checked);
    assertThat(twin.getErrorCode()).isEqualTo("amqp:not-found");
  }

  @Test
  void aCheckedExceptionWithoutTwinBecomesThePlainOne() {
    assertThat(JmsErrors.toRuntime(new MessageEOFException("end")))
        .isExactlyInstanceOf(JMSRuntimeException.class);
    assertThat(JmsErrors.toRuntime(new IllegalStateException("closed")))
        .isExactlyInstanceOf(IllegalStateRuntimeException.class);
  }

  @Test
  void aCauseIsTheLinkedExceptionToo() {
    IOException cause = new IOException("cut");

    JMSException exception = JmsErrors.withCause(new ConnectionLostException("lost"), cause);

    assertThat(exception.getCause()).isSameAs(cause);
    assertThat(exception.getLinkedException()).isSameAs(cause);
    assertThat(exception.getErrorCode()).isEqualTo(ConnectionLostException.CODE);
  }

  @Test
  void aMessageStaysOnItsLine() {
    AmqpError forged = new AmqpError(Symbol.of("x:y"), "gone\n2026 INFO all is well\u001b[2K");

    assertThat(JmsErrors.toException(forged, ErrorContext.LINK))
        .hasMessage("gone?2026 INFO all is well?[2K [condition = x:y]");
  }
}
