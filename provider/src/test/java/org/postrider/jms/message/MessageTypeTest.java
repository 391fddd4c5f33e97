// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.UInt;

/** Which JMS message an AMQP message is. */
class MessageTypeTest {

  private static final Symbol TYPE = Symbol.of("x-opt-jms-msg-type");
  private static final Binary OCTETS = Binary.wrap("ä".getBytes(StandardCharsets.UTF_8));

  private static PostriderMessage received(String contentType, Wire.Sections body)
      throws JMSException {
    return Wire.received(
        out -> {
          if (contentType != null) {
            out.beginProperties().contentType(Symbol.of(contentType)).end();
          }
          body.to(out);
        });
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "- | Bytes | Bytes",
        "application/octet-stream | Bytes | Bytes",
        "application/x-java-serialized-object | Object | Object",
        "text/plain | Text | Text",
        "text/plain; charset=utf-8 | Text | Text",
        "text/html;charset=\"iso-8859-1\" | Text | Text",
        "application/json | Text | Text",
        "application/soap+xml | Text | Text",
        "text/plain;charset=none-such | Plain | Bytes",
        "image/png | Plain | Bytes"
      })
  void theContentTypeTellsWhatOctetsAre(String contentType, String none, String data)
      throws JMSException {
    assertThat(received(contentType, out -> {}).getClass().getSimpleName()).contains(none);
    assertThat(received(contentType, out -> out.data(OCTETS)).getClass().getSimpleName())
        .contains(data);
  }

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of("text", TextMessage.class),
        Arguments.of(null, TextMessage.class),
        Arguments.of(OCTETS, BytesMessage.class),
        Arguments.of(Map.of("a", 1, "b", "c"), MapMessage.class),
        Arguments.of(Map.of("a", List.of(1)), ObjectMessage.class),
        Arguments.of(Map.of(1, 1), ObjectMessage.class),
        Arguments.of(List.of(1, "a", Symbol.of("s")), StreamMessage.class),
        Arguments.of(List.of(List.of()), ObjectMessage.class),
        Arguments.of(5, ObjectMessage.class));
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueTellsItsMessageByItsType(Object value, Class<?> expected) throws JMSException {
    assertThat(received(null, out -> out.value(value))).isInstanceOf(expected);
  }

  @Test
  void aSequenceIsAStreamIfItCanBe() throws JMSException {
    assertThat(received(null, out -> out.sequence(List.of(1)))).isInstanceOf(StreamMessage.class);
    assertThat(received(null, out -> out.sequence(List.of(Map.of()))))
        .isInstanceOf(ObjectMessage.class);
  }

  @Test
  void theAnnotationGoesBeforeAndMayBeOfAnyIntegerType() throws JMSException {
    for (Object code : new Object[] {(byte) 0, 0, 0L, UInt.of(0)}) {
      Message message =
          Wire.received(
              out -> {
                out.beginMessageAnnotations().entry(TYPE, code).end();
                out.text("x");
              });
      assertThat(message).isInstanceOf(PlainMessage.class);
    }
  }

  @Test
  void anAnnotationThatTheBodyBeliesIsPassedOver() throws JMSException {
    Message map =
        Wire.received(
            out -> {
              out.beginMessageAnnotations().entry(TYPE, (byte) 2).end();
              out.text("x");
            });
    Message unknown =
        Wire.received(
            out -> {
              out.beginMessageAnnotations().entry(TYPE, (byte) 99).end();
              out.text("x");
            });

    assertThat(map).isInstanceOf(TextMessage.class);
    assertThat(unknown).isInstanceOf(TextMessage.class);
  }

  @Test
  void aTextOfOctetsIsDecodedByItsCharacterSet() throws JMSException {
    TextMessage latin =
        (TextMessage)
            received(
                "text/plain; charset=ISO-8859-1",
                out -> out.data(Binary.wrap(new byte[] {(byte) 0xE4})));
    TextMessage told =
        (TextMessage)
            Wire.received(
                out -> {
                  out.beginMessageAnnotations().entry(TYPE, (byte) 5).end();
                  out.data(OCTETS);
                });

    assertThat(latin.getText()).isEqualTo("ä");
    assertThat(told.getText()).isEqualTo("ä");
  }

  @Test
  void eachTypeIsSentWithItsCodeAndBody() throws JMSException {
    MessageFactory factory = Wire.FACTORY;
    EncodedMessage plain = Wire.sections(factory.createMessage());
    EncodedMessage text = Wire.sections(factory.createTextMessage(null));
    EncodedMessage object = Wire.sections(factory.createObjectMessage(null));
    EncodedMessage stream = Wire.sections(factory.createStreamMessage());
    EncodedMessage map = Wire.sections(factory.createMapMessage());

    assertThat(plain.messageAnnotation(TYPE)).isEqualTo((byte) 0);
    assertThat(plain.value()).isNull();
    assertThat(text.messageAnnotation(TYPE)).isEqualTo((byte) 5);
    assertThat(text.value()).isNull();
    assertThat(object.messageAnnotation(TYPE)).isEqualTo((byte) 1);
    assertThat(object.data().length()).isPositive();
    assertThat(object.properties().contentType())
        .hasToString("application/x-java-serialized-object");
    assertThat(stream.messageAnnotation(TYPE)).isEqualTo((byte) 4);
    assertThat(stream.sequence()).isEmpty();
    assertThat(map.messageAnnotation(TYPE)).isEqualTo((byte) 2);
    assertThat(map.value()).isEqualTo(Map.of());
  }
}
