// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.cbs.CbsToken;
import org.postrider.codec.performative.Flow;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.jms.TestLog;

/** What the traces of frames and octets show. */
class TraceTest {

  private static final String LEVEL = "org.slf4j.simpleLogger.log.org.postrider.trace";

  @RegisterExtension private final TestLog log = new TestLog();

  @BeforeEach
  void traceTo() {
    System.setProperty(LEVEL, "trace");
  }

  @AfterEach
  void traceNoMore() {
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

    assertThat(log.text())
        .contains("-> 0 Open[", "<- 0 Begin[", "| 41 4d 51 50 00 01 00 00")
        .doesNotContain("hush");
  }

  @Test
  void framesAndOctetsAreShownAndATokenIsNot() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins();
      broker.peer.ignore(Flow.class);
      broker.peer.expectAttach().ofReceiver().withSourceAddress("$cbs").respond();
      broker.peer.expectAttach().ofSender().withTargetAddress("$cbs").respond();
      broker.peer.grantCredit(10);
      broker.peer.expectTransfer().respondRejected("x:y", "no such token");
      broker.peer.allowSurplus();
      PostriderConnectionFactory factory =
          broker.factory("amqp.traceFrames=true", "amqp.traceBytes=true", "jms.closeTimeout=10");
      factory.setTokenProvider(request -> CbsToken.of(CbsToken.JWT, "amqps://x/q", "hush", null));

      try (Connection connection = factory.createConnection()) {
        Session session = connection.createSession();
        assertThatExceptionOfType(JMSException.class)
            .isThrownBy(() -> Broker.producer(session))
            .withMessageContaining("no such token");
      }
    }

    assertThat(log.text())
        .contains("(may hold a token)", "not shown: there may be a token among them", "24 63 62 73")
        .doesNotContain("hush", "68 75 73 68");
  }
}
