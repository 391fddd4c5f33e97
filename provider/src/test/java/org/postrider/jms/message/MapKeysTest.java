// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.UByte;
import org.postrider.codec.value.ULong;

/** AMQP tells keys of a map apart that are one to JMS: no entry is lost for that. */
class MapKeysTest {

  private static final Symbol TYPE = Symbol.of("x-opt-jms-msg-type");
  private static final ULong LARGE = ULong.ofBits(-1L);
  private static final String LARGE_TEXT = "18446744073709551615";

  private static Map<Object, Object> map(Object... keysAndValues) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  private static Object inStream(Map<?, ?> value) throws JMSException {
    StreamMessage stream =
        (StreamMessage)
            Wire.received(
                out -> {
                  out.beginMessageAnnotations().entry(TYPE, PostriderStreamMessage.TYPE).end();
                  out.sequence(List.of(value));
                });
    return stream.readObject();
  }

  @Test
  void keysOfAMapWithinAnotherAreWhatTheyAreToJms() throws JMSException {
    assertThat(inStream(map(LARGE, 1, Symbol.of("a"), 2, UByte.of(200), 3)))
        .isEqualTo(map(LARGE_TEXT, 1, "a", 2, (short) 200, 3));
  }

  @Test
  void keysThatWouldBeOneToJmsStayWhatTheyAreToAmqp() throws JMSException {
    assertThat(inStream(map(LARGE, 1, LARGE_TEXT, Symbol.of("b"))))
        .isEqualTo(map(LARGE, 1, LARGE_TEXT, "b"));
    assertThat(inStream(map("a", 1, Symbol.of("a"), 2))).isEqualTo(map("a", 1, Symbol.of("a"), 2));
  }

  @Test
  void manyKeysThatWouldBeOfSeveralTypesStayWhatTheyAreToAmqp() throws JMSException {
    Map<Object, Object> large = map(LARGE, 1);
    Map<Object, Object> small = map();
    Map<Object, Object> converted = map();
    for (long i = 0; i < 40; i++) {
      large.put(ULong.of(i), 2);
      small.put(ULong.of(i), 3);
      converted.put(i, 3);
    }

    assertThat(inStream(large)).isEqualTo(large);
    assertThat(inStream(small)).isEqualTo(converted);
  }

  @Test
  void keysOfAnObjectLikewise() throws JMSException {
    ObjectMessage message =
        (ObjectMessage) Wire.received(out -> out.value(map(LARGE, 1, LARGE_TEXT, 2)));

    assertThat(message.getObject()).isEqualTo(map(LARGE, 1, LARGE_TEXT, 2));
  }

  @Test
  void aMapMessageWithTwoEntriesOfOneNameIsNotReadByHalves() throws JMSException {
    MapMessage message =
        (MapMessage)
            Wire.received(
                out -> {
                  out.beginMessageAnnotations().entry(TYPE, PostriderMapMessage.TYPE).end();
                  out.value(map(1, "one", "1", "two"));
                });

    assertThatThrownBy(() -> message.getString("1"))
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContaining("two keys of the body's map are one name");
  }

  @Test
  void anObjectWithTwoKeysThatAreOneOnTheWireIsRefused() {
    assertThatThrownBy(
            () -> TypedObjects.snapshot(map(new byte[] {1}, "one", new byte[] {1}, "two")))
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContaining("two keys of a map must not be one on the wire");
  }
}
