// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.value.DescribedValue;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.ULong;
import org.postrider.codec.wire.DescriptorTable;
import org.postrider.codec.wire.ValueReader;

/** Filters and lifetime policies are described values, known by either form of the descriptor. */
class FilterTest {

  @ParameterizedTest
  @EnumSource
  void filterIsKnownByEitherDescriptor(FilterType type) {
    Filter filter = new Filter(type, "value");
    DescribedValue symbolic = new DescribedValue(Symbol.of(type.symbolicName()), "value");

    assertThat(read(AmqpTypes.TABLE, filter)).isEqualTo(filter);
    assertThat(read(AmqpTypes.TABLE, symbolic)).isEqualTo(filter);
    assertThat(read(DescriptorTable.EMPTY, filter))
        .isEqualTo(new DescribedValue(ULong.of(type.code()), "value"));
  }

  @Test
  void selectorHasTheOctetsThatBrokersKnow() {
    byte[] octets = MessageTwinsTest.written(w -> Filter.selector("a = 1").encode(w.values()));

    assertThat(octets).asHexString().isEqualToIgnoringCase("00800000468C00000004A10561203D2031");
  }

  @ParameterizedTest
  @EnumSource
  void filterIsFoundUnderAnyNameAndDescriptor(FilterType type) {
    Map<Symbol, @Nullable Object> echo = new LinkedHashMap<>();
    echo.put(Symbol.of("strange"), "no filter at all");
    echo.put(Symbol.of("null"), null);
    assertThat(Filter.find(echo, type)).isNull();

    for (Object form :
        List.of(
            new Filter(type, 1),
            new DescribedValue(Symbol.of(type.symbolicName()), 1),
            new DescribedValue(ULong.of(type.code()), 1))) {
      echo.put(Symbol.of("renamed"), form);
      assertThat(Filter.find(echo, type)).isEqualTo(new Filter(type, 1));
    }
    echo.put(Symbol.of("renamed"), new DescribedValue(ULong.of(77), 1));
    assertThat(Filter.find(echo, type)).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void lifetimePolicyIsADescribedEmptyList(LifetimePolicy policy) {
    byte[] octets = MessageTwinsTest.written(w -> policy.encode(w.values()));

    assertThat(octets).containsExactly(0, 0x53, policy.code(), 0x45);
    assertThat(read(AmqpTypes.TABLE, policy)).isSameAs(policy);
    assertThat(
            read(AmqpTypes.TABLE, new DescribedValue(Symbol.of(policy.symbolicName()), List.of())))
        .isSameAs(policy);
  }

  private static @Nullable Object read(DescriptorTable table, Object value) {
    byte[] octets = MessageTwinsTest.written(w -> w.values().writeObject(value));
    return new ValueReader(table).reset(octets).readObject();
  }
}
