// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.amqp.ConnectionOptions;
import org.postrider.amqp.TlsOptions;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.tck.JakartaOnly;
import org.postrider.tck.broker.BrokerProcess;

/** Passwords against Qpid Broker-J, which has mechanisms that Artemis has not. */
@Timeout(90)
@JakartaOnly
final class BrokerJMechanismsTest {

  private static BrokerProcess broker;

  @BeforeAll
  static void start() {
    broker = BrokerProcess.start("broker-j-users");
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static PostriderConnectionFactory factory(String mechanism, String user, String secret) {
    return new PostriderConnectionFactory(
        user, secret, broker.url() + "?amqp.saslMechanisms=" + mechanism);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"})
  void theRightPasswordOpensBothFaces(String mechanism) throws Exception {
    ConnectionOptions options =
        new ConnectionOptions().user("alice").password("secret").allowedMechanisms(mechanism);

    factory(mechanism, "alice", "secret").createConnection().close();

    assertThat(Attempt.onEventFace(broker.url(), options)).isEqualTo("opened");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"})
  void theWrongPasswordAndTheUnknownUserAreRefused(String mechanism) {
    assertThat(Attempt.refusal(factory(mechanism, "alice", "wr0ng")))
        .contains(mechanism)
        .doesNotContain("wr0ng");
    assertThat(Attempt.refusal(factory(mechanism, "nobody", "wr0ng"))).contains(mechanism);
  }

  @Test
  void theStrongestThatItOffersIsTaken() {
    assertThat(Attempt.refusal(new PostriderConnectionFactory("alice", "wr0ng", broker.url())))
        .contains("SCRAM-SHA-256");
  }

  /** The broker's certificate is its own, made at its start. */
  private static String tls(String options) {
    return "amqps://localhost:" + broker.port() + "?transport.trustAll=true" + options;
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"})
  void eachMechanismGoesThroughTlsOnBothFaces(String mechanism) throws Exception {
    String url = tls("&amqp.saslMechanisms=" + mechanism);
    ConnectionOptions options =
        new ConnectionOptions()
            .user("alice")
            .password("secret")
            .allowedMechanisms(mechanism)
            .tls(new TlsOptions().trustAll(true));

    new PostriderConnectionFactory("alice", "secret", url).createConnection().close();

    assertThat(Attempt.onEventFace("amqps://localhost:" + broker.port(), options))
        .isEqualTo("opened");
    assertThat(Attempt.refusal(new PostriderConnectionFactory("alice", "wr0ng", url)))
        .contains("'alice' by " + mechanism);
  }

  /**
   * It takes SCRAM from none who says that it could bind the channel (RFC 5802, 6): so nobody says
   * that by default, and who names -PLUS insists.
   */
  @Test
  void bindingIsInsistedOnOnlyWhereItIsNamed() throws Exception {
    String named = tls("&amqp.saslMechanisms=SCRAM-SHA-256-PLUS,SCRAM-SHA-256");

    new PostriderConnectionFactory("alice", "secret", tls("")).createConnection().close();

    assertThat(Attempt.refusal(new PostriderConnectionFactory("alice", "wr0ng", tls(""))))
        .contains("by SCRAM-SHA-256");
    assertThat(Attempt.refusal(new PostriderConnectionFactory("alice", "secret", named)))
        .contains("by SCRAM-SHA-256");
  }
}
