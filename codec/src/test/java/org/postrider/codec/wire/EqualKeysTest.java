// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.value.AmqpChar;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.value.UInt;

/** Keys that differ here and would be one on the wire, where a map has each once (AMQP 1.6.23). */
class EqualKeysTest {

  private static final Instant TIME = Instant.ofEpochMilli(5);

  static Stream<Arguments> twins() {
    return Stream.of(
        Arguments.of(new AmqpChar('x'), 'x'),
        Arguments.of(new byte[] {1}, new byte[] {1}),
        Arguments.of(Binary.wrap(new byte[] {1}), new byte[] {1}),
        Arguments.of(TIME, TIME.plusNanos(1)),
        Arguments.of(TIME, new Timestamp(5)),
        Arguments.of(List.of(new AmqpChar('x')), List.of('x')));
  }

  @ParameterizedTest
  @MethodSource("twins")
  void areRefused(Object one, Object other) {
    Map<Object, Object> map = mapOf(one, other);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> encoded(map))
        .withMessageContaining("a key twice (AMQP 1.6.23)");
    assertThatIllegalArgumentException().isThrownBy(() -> encoded(Map.of("inner", map)));
  }

  static Stream<Arguments> strangers() {
    return Stream.of(
        Arguments.of("x", Symbol.of("x")),
        Arguments.of(1, UInt.of(1)),
        Arguments.of(new AmqpChar('x'), "x"),
        Arguments.of(Binary.wrap(new byte[] {1}), Binary.wrap(new byte[] {1, 2})),
        Arguments.of(new Timestamp(5), 5L),
        Arguments.of(List.of(1), List.of(1L)));
  }

  @ParameterizedTest
  @MethodSource("strangers")
  void areNotThoseOfDifferentTypesOrValues(Object one, Object other) {
    Map<Object, Object> map = mapOf(one, other);

    Object read = new ValueReader(AmqpTypes.TABLE).reset(encoded(map)).readObject();

    assertThat(read).isEqualTo(map);
  }

  @Test
  void areLookedForInEachMapByItself() {
    List<Map<Object, Object>> maps =
        List.of(mapOf(new AmqpChar('x'), 1), mapOf(new AmqpChar('x'), 2));

    Object read = new ValueReader(AmqpTypes.TABLE).reset(encoded(maps)).readObject();

    assertThat(read).isEqualTo(maps);
  }

  private static Map<Object, Object> mapOf(Object one, Object other) {
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put(one, 1);
    map.put(other, 2);
    return map;
  }

  private static byte[] encoded(Object value) {
    ByteBuf buffer = Unpooled.buffer();
    ValueWriter out = new ValueWriter().reset(buffer);
    out.writeObject(value);
    return ByteBufUtil.getBytes(out.flush());
  }
}
