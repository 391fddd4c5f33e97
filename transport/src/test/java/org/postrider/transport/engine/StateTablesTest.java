// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the state machines to the documents that show them: {@code docs/states}. After a change
 * that is meant, {@code mvn test -pl transport -am -Dtest=StateTablesTest -Dstates.write=true
 * -Dsurefire.failIfNoSpecifiedTests=false} writes them anew.
 */
class StateTablesTest {

  private record Machine(String name, Transitions<?, ?> table, String title, String section) {

    private Path file(String suffix) {
      return folder().resolve(name + suffix);
    }

    private String page() {
      return """
          # The states of %s

          %s. A row is a state, a column an event, a cell the next state. Where a cell is empty the event is an
          error; "already" says that it has happened before. `StateTablesTest` writes this page from the table that
          the engine runs on.

          %s"""
          .formatted(title, section, table.matrix());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Machine> machines() {
    return Stream.of(
        new Machine("connection", ConnectionState.TABLE, "a connection", "AMQP 2.4.6"),
        new Machine("session", SessionState.TABLE, "a session", "AMQP 2.5.5"),
        new Machine("link", LinkState.TABLE, "a link endpoint", "AMQP 2.6.3 to 2.6.6"),
        new Machine(
            "delivery",
            DeliveryPhase.TABLE,
            "a delivery, seen from either of its ends",
            "AMQP 2.6.12"));
  }

  private static Path folder() {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.exists(here.resolve("codec")) ? here : here.getParent();
    return root.resolve("docs").resolve("states");
  }

  @ParameterizedTest
  @MethodSource("machines")
  void thePageShowsTheTable(Machine machine) throws IOException {
    holds(machine.file(".md"), machine.page());
  }

  @ParameterizedTest
  @MethodSource("machines")
  void theDiagramShowsTheTable(Machine machine) throws IOException {
    holds(machine.file(".dot"), machine.table().dot());
  }

  private static void holds(Path file, String expected) throws IOException {
    if (Boolean.getBoolean("states.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    assertThat(file).content().isEqualTo(expected);
  }
}
