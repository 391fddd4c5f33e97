// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.MechanismException;
import org.postrider.sasl.SaslContext;
import org.postrider.sasl.Wire;

class BearerMechanismTest {

  private static final byte[] REFUSAL =
      "{\"status\":\"invalid_token\",\"scope\":\"amqp\u001b[31m\"}".getBytes(UTF_8);

  private static SaslContext context(@Nullable String user, @Nullable String hostname) {
    return new SaslContext(
        Credentials.ofToken(user, "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==".toCharArray(), null),
        Wire.tls("server.example.com", 5671, null, false),
        hostname,
        List.of(),
        Map.of());
  }

  /** RFC 7628, 4.1. */
  @Test
  void oauthBearerIsAsTheStandardHasIt() {
    byte[] message =
        BearerMechanism.oauthBearer(context("user@example.com", "server.example.com"))
            .initialResponse();

    assertThat(new String(message, UTF_8).replace('\u0001', '^'))
        .isEqualTo(
            "n,a=user@example.com,^host=server.example.com^port=5671^"
                + "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==^^");
  }

  @Test
  void oauthBearerNeedsNoUserAndEscapesOne() {
    byte[] nobody = BearerMechanism.oauthBearer(context(null, null)).initialResponse();
    byte[] odd = BearerMechanism.oauthBearer(context("a,b=c", null)).initialResponse();

    assertThat(new String(nobody, UTF_8)).startsWith("n,,\u0001port=5671\u0001auth=Bearer ");
    assertThat(new String(odd, UTF_8)).startsWith("n,a=a=2Cb=3Dc,\u0001");
  }

  @Test
  void xoauth2IsItsForerunner() {
    byte[] message = BearerMechanism.xoauth2(context("user", "vhost")).initialResponse();

    assertThat(new String(message, UTF_8).replace('\u0001', '^'))
        .isEqualTo("user=user^auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==^^");
  }

  @Test
  void aRefusalIsAnsweredAsEachDemandsAndKept() {
    BearerMechanism standard = BearerMechanism.oauthBearer(context("u", null));
    BearerMechanism forerunner = BearerMechanism.xoauth2(context("u", null));

    assertThat(standard.respond(REFUSAL)).containsExactly(1);
    assertThat(forerunner.respond(REFUSAL)).isEmpty();
    assertThat(standard.refusal()).contains("invalid_token").doesNotContain("\u001b");
  }

  @Test
  void aTokenThatTheServerRepeatsIsNotShown() {
    BearerMechanism standard = BearerMechanism.oauthBearer(context("u", null));
    String token = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";

    standard.respond(("{\"token\":\"" + token + "\",\"status\":\"old\"}").getBytes(UTF_8));

    assertThat(standard.refusal()).isEqualTo("{\"token\":\"***\",\"status\":\"old\"}");
  }

  @Test
  void okAfterARefusalIsNotBelieved() {
    BearerMechanism standard = BearerMechanism.oauthBearer(context("u", null));
    standard.respond(REFUSAL);

    assertThatExceptionOfType(MechanismException.class)
        .isThrownBy(() -> standard.complete(null))
        .withMessageContaining("had refused");
  }
}
