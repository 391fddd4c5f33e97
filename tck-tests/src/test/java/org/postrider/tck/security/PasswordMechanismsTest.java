// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.amqp.ConnectionOptions;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.sasl.Credentials;
import org.postrider.tck.JakartaOnly;

/** Passwords, and none, against Artemis. */
@Timeout(60)
@JakartaOnly
final class PasswordMechanismsTest {

  private static final String PASSWORD = "s3cret, and=odd";

  @TempDir static Path directory;

  private static Logins logins;
  private static SecuredBroker broker;

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> users = SecuredBroker.users(directory, Map.of("alice", PASSWORD));
    logins =
        Logins.install()
            .artemis("users", "PropertiesLoginModule", users)
            .artemis("scram", "SCRAMLoginModule", Map.of())
            .artemis("amqp-sasl-scram", "SCRAMPropertiesLoginModule", users)
            .artemis(
                "guest",
                "GuestLoginModule",
                Map.of(
                    "org.apache.activemq.jaas.guest.user", "guest",
                    "org.apache.activemq.jaas.guest.role", "all"));
    String scram = ";securityDomain=scram;saslLoginConfigScope=amqp-sasl-scram";
    broker =
        SecuredBroker.start(
            Map.of(
                "PLAIN",
                "saslMechanisms=PLAIN;securityDomain=users",
                "SCRAM-SHA-256",
                "saslMechanisms=SCRAM-SHA-256" + scram,
                "SCRAM-SHA-512",
                "saslMechanisms=SCRAM-SHA-512,SCRAM-SHA-256" + scram,
                "ANONYMOUS",
                "saslMechanisms=ANONYMOUS;securityDomain=guest"));
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
    logins.close();
  }

  private static PostriderConnectionFactory factory(String mechanism, String user, String secret) {
    return new PostriderConnectionFactory(user, secret, broker.url(mechanism));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"})
  void theRightPasswordOpensBothFaces(String mechanism) throws Exception {
    ConnectionOptions options = new ConnectionOptions().user("alice").password(PASSWORD);

    Attempt.succeeds(factory(mechanism, "alice", PASSWORD));

    assertThat(Attempt.onEventFace(broker.url(mechanism), options)).isEqualTo("opened");
  }

  @ParameterizedTest
  @CsvSource({
    "PLAIN, alice, wrong", "PLAIN, nobody, wrong",
    "SCRAM-SHA-256, alice, wrong", "SCRAM-SHA-256, nobody, wrong",
    "SCRAM-SHA-512, alice, wrong", "SCRAM-SHA-512, nobody, wrong"
  })
  void theWrongPasswordAndTheUnknownUserAreRefusedOnBothFaces(
      String mechanism, String user, String secret) throws Exception {
    ConnectionOptions options = new ConnectionOptions().user(user).password(secret);

    String refusal = Attempt.refusal(factory(mechanism, user, secret));
    String eventRefusal = Attempt.onEventFace(broker.url(mechanism), options);

    assertThat(refusal).contains("by " + mechanism, "'" + user + "'").doesNotContain("'wrong'");
    assertThat(eventRefusal).contains("by " + mechanism, "'" + user + "'");
  }

  @Test
  void whoSaysNothingIsAnonymous() throws Exception {
    Attempt.succeeds(new PostriderConnectionFactory(broker.url("ANONYMOUS")));

    assertThat(Attempt.onEventFace(broker.url("ANONYMOUS"), new ConnectionOptions()))
        .isEqualTo("opened");
  }

  @Test
  void whoSaysNothingIsRefusedWhereAPasswordIsWanted() throws Exception {
    assertThat(Attempt.refusal(new PostriderConnectionFactory(broker.url("PLAIN"))))
        .contains("PLAIN: needs a user and a password");
    assertThat(Attempt.onEventFace(broker.url("SCRAM-SHA-512"), new ConnectionOptions()))
        .contains("SCRAM-SHA-512: needs a user and a password");
  }

  @Test
  void credentialsAreNotDroppedInSilence() {
    assertThat(Attempt.refusal(factory("ANONYMOUS", "alice", PASSWORD)))
        .contains("ANONYMOUS: not used in place of the given credentials")
        .doesNotContain(PASSWORD);
  }

  @Test
  void theAllowedMechanismsAreTheOnlyOnes() throws Exception {
    ConnectionOptions options =
        new ConnectionOptions()
            .user("alice")
            .password(PASSWORD)
            .allowedMechanisms("SCRAM-SHA-256 PLAIN");
    String url = broker.url("PLAIN") + "?amqp.saslMechanisms=SCRAM-SHA-256,SCRAM-SHA-512";

    assertThat(Attempt.onEventFace(broker.url("SCRAM-SHA-512"), options)).isEqualTo("opened");
    assertThat(Attempt.onEventFace(broker.url("PLAIN"), options)).isEqualTo("opened");
    assertThat(Attempt.refusal(new PostriderConnectionFactory("alice", PASSWORD, url)))
        .contains("PLAIN: not among the allowed [SCRAM-SHA-256, SCRAM-SHA-512]");
  }

  @Test
  void aProviderIsAskedAtEachAttempt() throws Exception {
    PostriderConnectionFactory factory = factory("SCRAM-SHA-256", "nobody", "wrong");
    factory.setCredentialsProvider(
        request -> Credentials.of("alice", (PASSWORD + request.host().length()).toCharArray()));

    String refusal = Attempt.refusal(factory);
    factory.setCredentialsProvider(request -> Credentials.of("alice", PASSWORD.toCharArray()));
    Attempt.succeeds(factory);

    assertThat(refusal).contains("'alice'");
  }
}
