// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the page of the event API's options equal to the tables in the code. */
class OptionsPageTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "event-options.md");

  @Test
  void thePageIsTheTables() throws IOException {
    String page =
        "# Options of the event API\n\n"
            + "Written by `OptionsPageTest` from the tables in the code; run it with\n"
            + "`-Dpostrider.options=write` after a change.\n\n"
            + "An option is set by the method of its name, as in\n"
            + "`new ConnectionOptions().idleTimeout(Duration.ofSeconds(30))`. Three have no method of\n"
            + "their own: `reconnectPolicy` is set by `reconnect(policy)`, `key` and the passwords of\n"
            + "stores by further arguments of `certificate`, `keyStore` and `trustStore`. Durations are\n"
            + "written as `java.time.Duration` prints them: PT1M is a minute.\n"
            + table("ConnectionOptions", ConnectionOptions.TABLE)
            + table("TlsOptions", TlsOptions.TABLE)
            + table("SenderOptions", SenderOptions.TABLE)
            + table("ReceiverOptions", ReceiverOptions.TABLE);

    if ("write".equals(System.getProperty("postrider.options"))) {
      Files.writeString(DOCUMENT, page);
    }

    assertThat(Files.readString(DOCUMENT)).isEqualTo(page);
  }

  private static String table(String title, List<Option<?>> options) {
    StringBuilder text = new StringBuilder("\n## " + title + "\n\n");
    text.append("| option | type | default | unit | meaning | rule |\n|---|---|---|---|---|---|\n");
    for (Option<?> option : options) {
      Object absent = option.absent() == null ? "" : option.absent();
      text.append(
          "| `%s` | %s | %s | %s | %s | %s |\n"
              .formatted(
                  option.name(),
                  option.type(),
                  absent,
                  option.unit(),
                  option.meaning(),
                  option.rule().words()));
    }
    return text.toString();
  }
}
