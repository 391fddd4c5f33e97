// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.sasl.SaslChallenge;
import org.postrider.codec.sasl.SaslCode;
import org.postrider.codec.sasl.SaslInit;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.sasl.SaslOutcome;
import org.postrider.codec.sasl.SaslResponse;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExpectSaslTest {

  private ScriptedPeer peer;
  private RawClient client;

  @BeforeEach
  void connect() throws Exception {
    peer = ScriptedPeer.listen();
    client = new RawClient(peer.port());
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    peer.close();
  }

  private static Binary binary(String text) {
    return Binary.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void rightCredentialsLeadToAmqp() throws Exception {
    peer.expectSaslPlain("user", "secret");

    SaslOutcome outcome = client.authenticate("PLAIN", "\0user\0secret");
    client.exchange(ProtocolHeader.AMQP);

    assertThat(outcome.code()).isEqualTo(SaslCode.OK);
  }

  @Test
  void wrongCredentialsFailTheScriptWithoutShowingThem() throws Exception {
    peer.expectSaslPlain("user", "secret");

    client.exchange(ProtocolHeader.SASL);
    client.takeSasl(SaslMechanisms.class);
    client.send(new SaslInit(Symbol.of("PLAIN"), binary("\0user\0guess"), null));

    assertThatThrownBy(() -> peer.waitForScriptToComplete())
        .hasMessageContaining("expected another initial response of the mechanism PLAIN")
        .hasMessageNotContaining("secret")
        .hasMessageNotContaining("guess");
  }

  @Test
  void failingOutcomeIsSentAndTheSocketClosed() throws Exception {
    peer.expectSasl().offering("PLAIN", "ANONYMOUS").end(SaslCode.SYS_TEMP);

    SaslOutcome outcome = client.authenticate("ANONYMOUS", "");

    assertThat(outcome.code()).isEqualTo(SaslCode.SYS_TEMP);
    assertThat(client.take()).isInstanceOf(Received.Closed.class);
  }

  @Test
  void mechanismThatWasNotOfferedFailsTheScript() throws Exception {
    peer.expectSasl().offering("EXTERNAL").succeed();

    client.exchange(ProtocolHeader.SASL);
    assertThat(client.takeSasl(SaslMechanisms.class).mechanisms())
        .containsExactly(Symbol.of("EXTERNAL"));
    client.send(new SaslInit(Symbol.of("PLAIN"), null, null));

    assertThatThrownBy(() -> peer.waitForScriptToComplete())
        .hasMessageContaining("one of [EXTERNAL] but was PLAIN");
  }

  @Test
  void challengesAreMadeOfTheResponses() throws Exception {
    peer.expectSasl()
        .offering("ECHO")
        .choosing("ECHO")
        .withoutInitialResponse()
        .withHostname("host")
        .challenging(initial -> binary("after '" + initial.length() + "'"))
        .challenging(first -> first)
        .withAdditionalData(second -> second)
        .succeed();

    client.exchange(ProtocolHeader.SASL);
    client.takeSasl(SaslMechanisms.class);
    client.send(new SaslInit(Symbol.of("ECHO"), null, "host"));
    SaslChallenge first = client.takeSasl(SaslChallenge.class);
    client.send(new SaslResponse(binary("one")));
    SaslChallenge second = client.takeSasl(SaslChallenge.class);
    client.send(new SaslResponse(binary("two")));
    SaslOutcome outcome = client.takeSasl(SaslOutcome.class);
    client.exchange(ProtocolHeader.AMQP);

    assertThat(first.challenge()).isEqualTo(binary("after '0'"));
    assertThat(second.challenge()).isEqualTo(binary("one"));
    assertThat(outcome.additionalData()).isEqualTo(binary("two"));
  }

  @Test
  void wrongHeaderCanBeAnswered() throws Exception {
    peer.expectProtocolHeader(ProtocolHeader.AMQP).respondWith(ProtocolHeader.SASL);
    peer.dropConnection();

    client.send(ProtocolHeader.AMQP);

    assertThat(client.take()).isEqualTo(new Received.Header(ProtocolHeader.SASL));
    assertThat(client.take()).isInstanceOf(Received.Closed.class);
  }
}
