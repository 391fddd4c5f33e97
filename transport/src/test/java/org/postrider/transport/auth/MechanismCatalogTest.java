// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.sasl.SaslContext;
import org.postrider.sasl.SaslMechanism;
import org.postrider.sasl.SaslMechanismFactory;

/** A mechanism that others have added, and that is wrong, is left out and harms no other. */
class MechanismCatalogTest {

  /** What stands on a class path, good or bad. */
  private record Added(Supplier<String> named, IntSupplier strong) implements SaslMechanismFactory {

    static Added named(@Nullable String name) {
      return new Added(() -> name, () -> 60);
    }

    @Override
    public String name() {
      return named.get();
    }

    @Override
    public int strength() {
      return strong.getAsInt();
    }

    @Override
    public @Nullable String objection(SaslContext context) {
      return null;
    }

    @Override
    public SaslMechanism create(SaslContext context) {
      return new SilentMechanism();
    }

    @Override
    public boolean exposesSecret() {
      return false;
    }
  }

  static Stream<SaslMechanismFactory> wrong() {
    return Stream.of(
        Added.named(null),
        Added.named(""),
        Added.named("x-lower"),
        Added.named("X-OF-TWENTY-ONE-CHARS"),
        Added.named("X WITH BLANK"),
        Added.named("PLAIN"),
        new Added(
            () -> {
              throw new IllegalStateException("no name");
            },
            () -> 60),
        new Added(
            () -> {
              throw new NoClassDefFoundError("no/Name");
            },
            () -> 60),
        new Added(
            () -> "X-WEAK",
            () -> {
              throw new IllegalStateException("no strength");
            }));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aWrongMechanismIsLeftOutWithAWarningThatNamesItsClass(SaslMechanismFactory wrong) {
    List<String> expected = new ArrayList<>(new MechanismCatalog(List.of()).names());
    expected.add(expected.indexOf("CRAM-MD5"), "X-GOOD");
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));

    List<String> names;
    try {
      names = new MechanismCatalog(List.of(wrong, Added.named("X-GOOD"))).names();
    } finally {
      System.setErr(before);
    }

    assertThat(names).isEqualTo(expected);
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("WARN", Added.class.getName());
  }

  @Test
  void theLongestNameThatThereMayBeIsTaken() {
    assertThat(new MechanismCatalog(List.of(Added.named("X-OF_TWENTY-CHARS-09"))).names())
        .contains("X-OF_TWENTY-CHARS-09");
  }
}
