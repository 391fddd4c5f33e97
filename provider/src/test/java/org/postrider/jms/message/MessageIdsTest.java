// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ULong;

/** Identifiers, to JMS and back. */
class MessageIdsTest {

  private static final UUID ID = new UUID(0x1234_5678_9ABC_DEF0L, 0x0FED_CBA9_8765_4321L);

  static Stream<Arguments> identifiers() {
    return Stream.of(
        Arguments.of("ID:a", "ID:a", "ID:a"),
        Arguments.of("a", "ID:AMQP_NO_PREFIX:a", "a"),
        Arguments.of("ID:AMQP_UUID:a", "ID:AMQP_STRING:ID:AMQP_UUID:a", null),
        Arguments.of("ID:AMQP_STRING:a", "ID:AMQP_STRING:ID:AMQP_STRING:a", null),
        Arguments.of("ID:AMQP_OTHER:a", "ID:AMQP_OTHER:a", null),
        Arguments.of(ID, "ID:AMQP_UUID:" + ID, null),
        Arguments.of(ULong.ofBits(-1), "ID:AMQP_ULONG:18446744073709551615", null),
        Arguments.of(Binary.wrap(new byte[] {(byte) 0xAB, 1}), "ID:AMQP_BINARY:AB01", null),
        Arguments.of(Binary.EMPTY, "ID:AMQP_BINARY:", null),
        Arguments.of("", "ID:AMQP_NO_PREFIX:", ""));
  }

  @ParameterizedTest
  @MethodSource("identifiers")
  void anIdentifierComesBackAsItWent(Object amqp, String jms, String correlation)
      throws JMSException {
    String correlationId = correlation == null ? jms : correlation;

    assertThat(MessageIds.toMessageId(amqp)).isEqualTo(jms);
    assertThat(MessageIds.toCorrelationId(amqp)).isEqualTo(correlationId);
    assertThat(MessageIds.fromJms(jms)).isEqualTo(amqp);
    assertThat(MessageIds.fromJms(correlationId)).isEqualTo(amqp);
  }

  @Test
  void nothingIsNothing() throws JMSException {
    assertThat(MessageIds.toMessageId(null)).isNull();
    assertThat(MessageIds.fromJms(null)).isNull();
  }

  @Test
  void hexadecimalIsReadInAnyCase() throws JMSException {
    assertThat(MessageIds.fromJms("ID:AMQP_BINARY:aB"))
        .isEqualTo(Binary.wrap(new byte[] {(byte) 0xAB}));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ID:AMQP_UUID:x",
        "ID:AMQP_UUID:1-2-3-4-5",
        "ID:AMQP_ULONG:-1",
        "ID:AMQP_ULONG:18446744073709551616",
        "ID:AMQP_BINARY:ABC",
        "ID:AMQP_BINARY:XY"
      })
  void whatIsNotOfItsTypeIsRefused(String id) {
    assertThatThrownBy(() -> MessageIds.fromJms(id))
        .isInstanceOf(JMSException.class)
        .hasMessageContaining(id);
  }
}
