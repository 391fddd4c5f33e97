// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.amqp.ConnectionOptions;
import org.postrider.codec.value.Binary;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.tck.JakartaOnly;
import org.postrider.testpeer.ExpectSasl;
import org.postrider.testpeer.ScriptedPeer;

/** Real Kerberos logins: tickets of a key distribution centre, taken by Artemis. */
@Timeout(120)
@JakartaOnly
final class KerberosTest {

  /** Where kinit puts the ticket, and the JDK looks for it; the build sets it. */
  private static final Path TICKET_CACHE =
      Path.of(Objects.requireNonNull(System.getenv("KRB5CCNAME"), "KRB5CCNAME; see the POM"));

  @TempDir static Path directory;

  private static Logins logins;
  private static Realm realm;
  private static SecuredBroker broker;

  @BeforeAll
  static void start() throws Exception {
    realm = Realm.start(directory);
    logins = Logins.install();
    logins
        .kerberos("amqp-sasl-gssapi", realm.withKey(Realm.BROKER, false))
        .kerberos("by-key", realm.withKey(Realm.CLIENT, true))
        .kerberos(
            "unknown-user",
            Map.of(
                "refreshKrb5Config", "true",
                "useKeyTab", "true",
                "doNotPrompt", "true",
                "keyTab", realm.keytab().toString(),
                "principal", "nobody@" + Realm.NAME))
        .kerberos("by-password", Map.of("refreshKrb5Config", "true"))
        .artemis(
            "krb",
            Map.of(
                "Krb5LoginModule",
                Map.of(),
                // Whoever has a ticket may do everything.
                "GuestLoginModule",
                Map.of(
                    "org.apache.activemq.jaas.guest.user", "guest",
                    "org.apache.activemq.jaas.guest.role", "all")));
    broker =
        SecuredBroker.start(
            Map.of(
                "gssapi",
                "saslMechanisms=GSSAPI;securityDomain=krb;saslLoginConfigScope=amqp-sasl-gssapi"));
    Files.deleteIfExists(TICKET_CACHE);
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
    logins.close();
    realm.close();
    Files.deleteIfExists(TICKET_CACHE);
  }

  private static String url(String more) {
    return broker.url("gssapi") + "?amqp.saslMechanisms=GSSAPI" + more;
  }

  private static ConnectionOptions gssapi() {
    return new ConnectionOptions().allowedMechanisms("GSSAPI");
  }

  @Test
  void aJaasEntryWithAKeyOpensBothFaces() throws Exception {
    Attempt.succeeds(new PostriderConnectionFactory(url("&sasl.options.configScope=by-key")));

    assertThat(
            Attempt.onEventFace(
                broker.url("gssapi"), gssapi().saslOptions(Map.of("configScope", "by-key"))))
        .isEqualTo("opened");
  }

  @Test
  void theTicketOfKinitOpensBothFaces() throws Exception {
    realm.kinit(TICKET_CACHE);
    try {
      Attempt.succeeds(new PostriderConnectionFactory(url("")));

      assertThat(Attempt.onEventFace(broker.url("gssapi"), gssapi())).isEqualTo("opened");
    } finally {
      Files.delete(TICKET_CACHE);
    }
  }

  @Test
  void noTicketIsAFailureThatSaysSo() throws Exception {
    String refusal = Attempt.refusal(new PostriderConnectionFactory(url("")));

    assertThat(refusal).contains("by the ticket cache (see kinit) failed");
    assertThat(Attempt.onEventFace(broker.url("gssapi"), gssapi())).contains("ticket cache");
  }

  @Test
  void userAndPasswordGetATicketToo() throws Exception {
    Attempt.succeeds(
        new PostriderConnectionFactory(Realm.CLIENT, Realm.password(Realm.CLIENT), url("")));
    Attempt.succeeds(
        new PostriderConnectionFactory(
            Realm.CLIENT,
            Realm.password(Realm.CLIENT),
            url("&sasl.options.configScope=by-password")));
  }

  @Test
  void theWrongPasswordIsRefusedByTheCentre() {
    String refusal =
        Attempt.refusal(new PostriderConnectionFactory(Realm.CLIENT, "wr0ng", url("")));

    assertThat(refusal).contains("by password failed").doesNotContain("wr0ng");
  }

  @Test
  void anUnknownUserIsRefused() {
    assertThat(
            Attempt.refusal(
                new PostriderConnectionFactory(url("&sasl.options.configScope=unknown-user"))))
        .contains("JAAS entry 'unknown-user'");
    assertThat(
            Attempt.refusal(new PostriderConnectionFactory("nobody@" + Realm.NAME, "any", url(""))))
        .contains("not found in Kerberos database");
  }

  @Test
  void theEventFaceIsToldTheSame() throws Exception {
    String url = broker.url("gssapi");

    assertThat(Attempt.onEventFace(url, gssapi().user(Realm.CLIENT).password("wr0ng")))
        .contains("by password failed")
        .doesNotContain("wr0ng");
    assertThat(Attempt.onEventFace(url, gssapi().user("nobody@" + Realm.NAME).password("any")))
        .contains("not found in Kerberos database");
    assertThat(Attempt.onEventFace(url, gssapi().user("client@ELSE.WHERE").password("any")))
        .contains("login of 'client@ELSE.WHERE' by password failed", "KDC");
  }

  @Test
  void aRealmThatNobodyServesIsRefused() {
    assertThat(Attempt.refusal(new PostriderConnectionFactory("client@ELSE.WHERE", "any", url(""))))
        .contains("login of 'client@ELSE.WHERE' by password failed", "KDC");
  }

  @Test
  void aServerWithoutAKeyIsRefused() {
    assertThat(
            Attempt.refusal(
                new PostriderConnectionFactory(
                    url("&sasl.options.configScope=by-key&sasl.options.serverName=127.0.0.1"))))
        .contains("GSSAPI: ", "Server not found in Kerberos database");
  }

  @Test
  void aJaasEntryThatIsMissingIsNamed() {
    assertThat(
            Attempt.refusal(
                new PostriderConnectionFactory(url("&sasl.options.configScope=missing"))))
        .contains("has no entry 'missing'");
  }

  @Test
  void withoutItsNameGssapiIsNotUsed() {
    assertThat(Attempt.refusal(new PostriderConnectionFactory(broker.url("gssapi"))))
        .contains("GSSAPI: used only where amqp.saslMechanisms");
  }

  /** The client's ticket is good, but the server has no key and says these words instead. */
  @ParameterizedTest
  @ValueSource(strings = {"", "\0\0\0\0", "garbage", "`\u0084\u00ff", "`\1\6"})
  void aServerThatCannotProveItselfGetsNowhere(String words) throws Exception {
    Binary token = Binary.wrap(words.getBytes(StandardCharsets.ISO_8859_1));

    assertThat(refusalOf(sasl -> sasl.challenging(init -> token).succeed()))
        .contains("GSSAPI: ")
        .doesNotContain(words.length() < 2 ? "\0" : words);
  }

  @Test
  void okWithoutTheServersProofIsNoSuccess() throws Exception {
    assertThat(refusalOf(ExpectSasl::succeed)).contains("ok before it had proved who it is");
    // What the client itself has said.
    assertThat(refusalOf(sasl -> sasl.challenging(init -> init).succeed())).contains("GSSAPI: ");
  }

  private static String refusalOf(Consumer<ExpectSasl> server) throws Exception {
    ScriptedPeer peer = ScriptedPeer.listen();
    server.accept(peer.expectSasl().offering("GSSAPI").choosing("GSSAPI"));
    String url =
        "amqp://localhost:"
            + peer.port()
            + "?amqp.saslMechanisms=GSSAPI&sasl.options.configScope=by-key";
    String refusal = Attempt.refusal(new PostriderConnectionFactory(url));
    try {
      peer.close();
    } catch (AssertionError left) {
      assertThat(left).hasMessageContaining("end of the connection");
    }
    return refusal;
  }
}
