// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.amqp.ConnectionOptions;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.CredentialsProvider;
import org.postrider.tck.JakartaOnly;

/** Tokens of an OpenID Connect issuer, taken by Artemis. */
@Timeout(60)
@JakartaOnly
final class BearerTokenTest {

  private static Issuer issuer;
  private static Logins logins;
  private static SecuredBroker broker;

  @BeforeAll
  static void start() throws Exception {
    issuer = Issuer.start();
    logins =
        Logins.install()
            .artemis(
                "oidc",
                "OIDCLoginModule",
                Map.of(
                    "provider", issuer.url(),
                    "audience", "broker",
                    "identityPaths", "sub",
                    "rolesPaths", "roles"));
    broker =
        SecuredBroker.start(
            Map.of(
                "OAUTHBEARER", "saslMechanisms=OAUTHBEARER;securityDomain=oidc",
                "XOAUTH2", "saslMechanisms=XOAUTH2;securityDomain=oidc"));
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
    logins.close();
    issuer.close();
  }

  private static Instant in(Duration time) {
    return Instant.now().plus(time);
  }

  private static PostriderConnectionFactory factory(
      String mechanism, CredentialsProvider provider) {
    PostriderConnectionFactory factory = new PostriderConnectionFactory(broker.url(mechanism));
    factory.setCredentialsProvider(provider);
    return factory;
  }

  @ParameterizedTest
  @ValueSource(strings = {"OAUTHBEARER", "XOAUTH2"})
  void aGoodTokenOpensBothFaces(String mechanism) throws Exception {
    CredentialsProvider provider =
        request -> {
          Instant expiry = in(Duration.ofHours(1));
          return Credentials.ofToken("alice", issuer.token("alice", expiry), expiry);
        };

    Attempt.succeeds(factory(mechanism, provider));

    assertThat(
            Attempt.onEventFace(
                broker.url(mechanism), new ConnectionOptions().credentials(provider)))
        .isEqualTo("opened");
  }

  @ParameterizedTest
  @ValueSource(strings = {"OAUTHBEARER", "XOAUTH2"})
  void aTokenThatHasExpiredIsRefusedByTheBroker(String mechanism) throws Exception {
    char[] token = issuer.token("alice", in(Duration.ofHours(-1)));

    String refusal =
        Attempt.refusal(factory(mechanism, request -> Credentials.ofToken("alice", token, null)));

    assertThat(refusal).contains("'alice' by " + mechanism).doesNotContain(new String(token));
  }

  @ParameterizedTest
  @ValueSource(strings = {"OAUTHBEARER", "XOAUTH2"})
  void aTokenOfAnotherIssuerIsRefusedOnBothFaces(String mechanism) throws Exception {
    try (Issuer stranger = Issuer.start()) {
      char[] forged = stranger.token("alice", in(Duration.ofHours(1)));
      CredentialsProvider provider = request -> Credentials.ofToken("alice", forged, null);

      String refusal = Attempt.refusal(factory(mechanism, provider));
      String eventRefusal =
          Attempt.onEventFace(broker.url(mechanism), new ConnectionOptions().credentials(provider));

      assertThat(refusal).contains("'alice' by " + mechanism).doesNotContain(new String(forged));
      assertThat(eventRefusal)
          .contains("'alice' by " + mechanism)
          .doesNotContain(new String(forged));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OAUTHBEARER", "XOAUTH2"})
  void aTokenThatIsKnownToHaveExpiredIsNotEvenSent(String mechanism) {
    Instant expiry = in(Duration.ofSeconds(-1));

    assertThat(
            Attempt.refusal(
                factory(
                    mechanism,
                    request -> Credentials.ofToken("alice", "any".toCharArray(), expiry))))
        .contains("the credentials have expired at " + expiry);
  }
}
