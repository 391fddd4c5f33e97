// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the traces of frames and octets show. */
class TraceTest {

  private static final String LEVEL = "org.slf4j.simpleLogger.log.org.postrider.trace";

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  @BeforeEach
  void traceTo() {
    System.setProperty(LEVEL, "trace");
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void traceNoMore() {
    System.setErr(before);
    System.clearProperty(LEVEL);
  }

  @Test
  void framesAndOctetsAreShownAndThePasswordIsNot() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSaslPlain("bob", "hush").expectOpen().respond();
      broker.begins();

      Connection connection =
          broker.connect(
              "amqp.traceFrames=true",
              "amqp.traceBytes=true",
              "jms.username=bob",
              "jms.password=hush",
              "amqp.saslMechanisms=PLAIN");
      connection.createSession();
      broker.verify();
    }

    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("-> 0 Open[", "<- 0 Begin[", "| 41 4d 51 50 00 01 00 00")
        .doesNotContain("hush");
  }
}
