// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.sasl.SaslChallenge;
import org.postrider.codec.sasl.SaslCode;
import org.postrider.codec.sasl.SaslInit;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.sasl.SaslOutcome;
import org.postrider.codec.sasl.SaslResponse;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;

/**
 * Plays the server of a whole SASL exchange (AMQP 5.3), and of the AMQP headers behind a good one.
 *
 * <p>Confined to the thread of the test.
 */
public final class ExpectSasl {

  private final ScriptedPeer peer;
  private final Exchange step = new Exchange();

  ExpectSasl(ScriptedPeer peer) {
    this.peer = peer;
    peer.script().add(step);
  }

  /** The mechanisms that the peer offers; none at all for an empty list. */
  public ExpectSasl offering(String... mechanisms) {
    open().mechanisms.clear();
    for (String mechanism : mechanisms) {
      step.mechanisms.add(Symbol.of(mechanism));
    }
    return this;
  }

  /** The mechanism that the client must choose. */
  public ExpectSasl choosing(String mechanism) {
    open().chosen = Symbol.of(mechanism);
    return this;
  }

  /** The client must choose PLAIN and say this. */
  public ExpectSasl plain(String user, String password) {
    String response = '\0' + user + '\0' + password;
    return choosing("PLAIN").withInitialResponse(response.getBytes(StandardCharsets.UTF_8));
  }

  /** The initial response that the client must send. */
  public ExpectSasl withInitialResponse(byte... octets) {
    open().checked = true;
    step.initialResponse = Binary.copyOf(octets);
    return this;
  }

  /** The client must send no initial response, which is not the same as an empty one. */
  public ExpectSasl withoutInitialResponse() {
    open().checked = true;
    step.initialResponse = null;
    return this;
  }

  /** The hostname that the client must send. */
  public ExpectSasl withHostname(String hostname) {
    open().hostname = hostname;
    return this;
  }

  /**
   * Challenges the client, once for each call of this method.
   *
   * @param challenge makes the challenge of the client's last response, its initial one at first;
   *     an AssertionError of it fails the script
   */
  public ExpectSasl challenging(UnaryOperator<Binary> challenge) {
    open().challenges.add(challenge);
    return this;
  }

  /**
   * The server's last word with the outcome OK.
   *
   * @param data makes it of the client's last response; an AssertionError of it fails the script
   */
  public ExpectSasl withAdditionalData(UnaryOperator<Binary> data) {
    open().additionalData = data;
    return this;
  }

  /** The last word: the exchange ends well, and the AMQP headers follow. */
  public ScriptedPeer succeed() {
    return end(SaslCode.OK);
  }

  /** The last word: the exchange ends with the code AUTH and the peer closes the socket. */
  public ScriptedPeer fail() {
    return end(SaslCode.AUTH);
  }

  /**
   * The last word: the exchange ends with a code, and if it is not OK, the peer closes the socket.
   */
  public ScriptedPeer end(SaslCode code) {
    open().code = code;
    peer.script().seal();
    return peer;
  }

  private Exchange open() {
    peer.script().requireOpen(step);
    return step;
  }

  /** Built by the test's thread, then played by the script's. */
  private static final class Exchange implements Step {

    private final List<Symbol> mechanisms = new ArrayList<>(List.of(SaslDialogue.ANONYMOUS));
    private final List<UnaryOperator<Binary>> challenges = new ArrayList<>();
    private @Nullable Symbol chosen;
    private @Nullable Binary initialResponse;
    private boolean checked;
    private @Nullable String hostname;
    private @Nullable UnaryOperator<Binary> additionalData;
    private SaslCode code = SaslCode.OK;

    @Override
    public String describe() {
      return "expect SASL, offering " + mechanisms + ", ending with " + code;
    }

    @Override
    public void play(Stage stage) throws InterruptedException {
      SaslDialogue.expectHeader(stage, ProtocolHeader.SASL);
      stage.send(ProtocolHeader.SASL);
      stage.send(new SaslMechanisms(mechanisms));
      SaslInit init = SaslDialogue.expect(stage, SaslInit.class);
      check(init);
      Binary response = Objects.requireNonNullElse(init.initialResponse(), Binary.EMPTY);
      for (UnaryOperator<Binary> challenge : challenges) {
        stage.send(new SaslChallenge(challenge.apply(response)));
        response = SaslDialogue.expect(stage, SaslResponse.class).response();
      }
      stage.send(
          new SaslOutcome(code, additionalData == null ? null : additionalData.apply(response)));
      if (code == SaslCode.OK) {
        SaslDialogue.expectHeader(stage, ProtocolHeader.AMQP);
        stage.send(ProtocolHeader.AMQP);
      } else {
        stage.drop();
      }
    }

    private void check(SaslInit init) {
      Symbol mechanism = init.mechanism();
      if (chosen == null ? !mechanisms.contains(mechanism) : !chosen.equals(mechanism)) {
        throw new AssertionError(
            "expected the mechanism "
                + (chosen == null ? "to be one of " + mechanisms : chosen)
                + " but was "
                + mechanism);
      }
      if (hostname != null && !hostname.equals(init.hostname())) {
        throw new AssertionError(
            "expected the SASL hostname " + hostname + " but was " + init.hostname());
      }
      // Neither is shown: it may be a password.
      if (checked && !Objects.equals(initialResponse, init.initialResponse())) {
        throw new AssertionError("expected another initial response of the mechanism " + mechanism);
      }
    }
  }
}
