// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.jms.TestLog;
import org.postrider.testpeer.Hold;

/** What the log has of an outage, as docs/recovery.md says. */
class RecoveryLogTest {

  private static final String SOURCE = "org.postrider.transport.netty.Reconnector - ";

  @RegisterExtension private final TestLog log = new TestLog();

  /** The lines on recovery, each from its level on. */
  private List<String> lines() {
    return log.text()
        .lines()
        .filter(line -> line.contains(SOURCE))
        .map(line -> line.substring(line.indexOf("] ") + 2).replace(SOURCE, ""))
        .toList();
  }

  @Test
  void aLossIsOneWarningAndTheReturnOneLine() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1);
      broker.returns().begins().sends(1).peer.expectTransfer().respondAccepted();

      Connection connection = broker.connectRecovering();
      jakarta.jms.Session session = connection.createSession();
      Broker.producer(session).send(session.createTextMessage("m"));
      broker.verify();
      await().until(() -> lines().size() == 2);

      String server = broker.peer.uri();
      assertThat(lines().get(0)).startsWith("WARN connection to " + server + " is lost: ");
      assertThat(lines().get(1)).matches("INFO connection to " + server + " is back after \\d+ ms");
    }
  }

  @Test
  void aWrongHostIsToldOnceInEachOutageInWhichItIsTried() throws Exception {
    String wrong = "amqp://no-such-host.invalid:5672";
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      // Two tries of one outage, and one of another.
      broker.peer.dropConnection().expectConnection();
      broker.peer.expectSaslAnonymous().dropConnection().expectConnection();
      broker.opens().begins();
      Hold hold = broker.peer.hold();
      broker.returns().begins().sends(1).accepts();

      String uri = "failover:(" + broker.peer.uri() + "," + wrong + ")";
      jakarta.jms.Session session = broker.connectTo(uri).createSession();
      await().until(() -> lines().stream().anyMatch(line -> line.contains(" is back ")));
      assertThat(warningsOf(wrong)).isEqualTo(1);
      hold.release();
      Broker.producer(session).send(session.createTextMessage("m"));
      broker.verify();

      assertThat(warningsOf(wrong)).isEqualTo(2);
      assertThat(lines().get(1)).startsWith("WARN no connection to " + wrong + ": ");
    }
  }

  private long warningsOf(String server) {
    return lines().stream()
        .filter(line -> line.startsWith("WARN no connection to " + server))
        .count();
  }

  @Test
  void triesInVainAreOneWarningForEachSoMany() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();

      Connection connection =
          broker.connectRecovering(
              "failover.warnAfterReconnectAttempts=2",
              "failover.maxReconnectAttempts=5",
              "failover.reconnectDelay=1");
      connection.createSession();
      broker.verify();
      broker.peer.close();
      await().until(() -> broker.reported.size() == 1);

      assertThat(lines()).hasSize(3);
      assertThat(lines().get(0)).startsWith("WARN connection to ").contains(" is lost: ");
      assertThat(lines().get(1)).startsWith("WARN no connection after 2 passes over 1 servers: ");
      assertThat(lines().get(2)).startsWith("WARN no connection after 4 passes over 1 servers: ");
    }
  }
}
