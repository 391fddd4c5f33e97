// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the tables call a boolean is set with one. */
class OptionSettersTest {

  static Stream<Arguments> flags() {
    return Stream.of(
            flags(ConnectionOptions.class, ConnectionOptions.TABLE),
            flags(TlsOptions.class, TlsOptions.TABLE),
            flags(SenderOptions.class, SenderOptions.TABLE),
            flags(ReceiverOptions.class, ReceiverOptions.TABLE))
        .flatMap(each -> each);
  }

  private static Stream<Arguments> flags(Class<?> options, List<Option<?>> table) {
    return table.stream()
        .filter(option -> option.type().equals("boolean"))
        .map(option -> Arguments.of(options, option.name()));
  }

  @ParameterizedTest
  @MethodSource("flags")
  void aBooleanOptionTakesABoolean(Class<?> options, String name) throws Exception {
    Object made = options.getConstructor().newInstance();

    Object same = options.getMethod(name, boolean.class).invoke(made, true);

    assertThat(same).isSameAs(made);
    assertThat(made).asString().contains(name, "true");
  }
}
