// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds the document of the SASL states equal to the tables in the code. */
class SaslStatesTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "states", "sasl.md");

  @Test
  void theDocumentIsTheTables() throws IOException {
    String tables =
        "# SASL states\n\n"
            + "Written by `SaslStatesTest` from the transition tables in the code; run it with\n"
            + "`-Dpostrider.states=write` after a change. An empty cell is a protocol error. Any\n"
            + "state but SUCCEEDED goes to FAILED on an error or a lost socket.\n\n"
            + "## Client\n\n"
            + SaslClientNegotiation.TRANSITIONS.matrix()
            + "\n## Server\n\n"
            + SaslServerNegotiation.TRANSITIONS.matrix();

    if ("write".equals(System.getProperty("postrider.states"))) {
      Files.createDirectories(DOCUMENT.getParent());
      Files.writeString(DOCUMENT, tables);
    }

    assertThat(Files.readString(DOCUMENT)).isEqualTo(tables);
  }
}
