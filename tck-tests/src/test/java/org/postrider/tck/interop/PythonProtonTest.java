// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.ChildProgram;
import org.postrider.tck.JakartaOnly;
import org.postrider.tck.broker.BrokerExtension;

/** The Python programs themselves, before any other test relies on them. */
@JakartaOnly
final class PythonProtonTest {
  private static final Duration LIMIT = Duration.ofSeconds(25);

  @RegisterExtension static final BrokerExtension broker = BrokerExtension.shared();

  @BeforeEach
  void needsProton() {
    PythonProton.assumeAvailable();
  }

  @Test
  void theClientTalksToTheBroker() throws Exception {
    ChildProgram.Result result =
        PythonProton.run("send_and_receive.py", LIMIT, broker.url(), broker.queueName(), 500);

    assertThat(result.output()).startsWith("sent 500 received 500 in ");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void theClientTalksToThePeer() throws Exception {
    try (ChildProgram peer = PythonProton.start("peer.py")) {
      String url = "amqp://127.0.0.1:" + peer.awaitPort();

      ChildProgram.Result sent =
          PythonProton.run("send_and_receive.py", LIMIT, url, "letters", 300, "send");
      ChildProgram.Result received =
          PythonProton.run("send_and_receive.py", LIMIT, url, "letters", 300, "receive");

      assertThat(sent.output()).startsWith("sent 300 received 0 in ");
      assertThat(sent.exitCode()).isZero();
      assertThat(received.output()).startsWith("sent 0 received 300 in ");
      assertThat(received.exitCode()).isZero();
    }
  }

  @Test
  void theClientFailsWhereNoOneListens() throws Exception {
    ChildProgram.Result result =
        PythonProton.run("send_and_receive.py", LIMIT, "amqp://127.0.0.1:1", "nowhere", 1);

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.output()).contains("Connection refused");
  }
}
