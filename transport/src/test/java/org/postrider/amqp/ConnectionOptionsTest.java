// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.transport.netty.TransportOptions;
import org.postrider.transport.tls.KeySource;
import org.postrider.transport.tls.TrustSource;

/** Options: what they refuse, show, and have for defaults. */
class ConnectionOptionsTest {

  private final Container container = new Container();

  @Test
  void aUrlAndUrlsTogetherAreRefused() {
    ConnectionOptions options = new ConnectionOptions().urls("amqp://a");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> container.connect("amqp://u:secret@b", options))
        .withMessage("url 'amqp://***:***@b' and urls [amqp://a:5672] must not be given together");
  }

  @Test
  void neitherUrlNorUrlsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> container.connect(new ConnectionOptions()))
        .withMessage("urls null: either a url or urls must be given");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> container.connect((String) null))
        .withMessageContaining("URL is missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConnectionOptions().urls())
        .withMessage("urls '[]' must name at least one URL");
  }

  @Test
  void aPasswordWantsAUser() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> container.connect("amqp://a", new ConnectionOptions().password("secret")))
        .withMessage("password '***' must come with a user");
  }

  @Test
  void thePasswordIsNeverShown() {
    ConnectionOptions options =
        new ConnectionOptions().user("alice").password("secret").urls("amqp://x:hidden@h");

    assertThat(options)
        .hasToString("ConnectionOptions{user=alice, password=***, urls=[amqp://***:***@h:5672]}");
  }

  /** They may be wiped as soon as they were given. */
  @Test
  void passwordsInCharactersAreCopied() {
    char[] secret = "geheim".toCharArray();
    Path file = Path.of("x");
    ConnectionOptions options =
        new ConnectionOptions()
            .user("alice")
            .password(secret)
            .tls(
                new TlsOptions()
                    .keyStore(file, secret)
                    .keyPassword(secret)
                    .trustStore(file, secret))
            .proxy(ProxyOptions.http("p", 1).login("alice", secret));

    Arrays.fill(secret, '\0');

    TransportOptions socket = SocketSettings.of(options).build();
    assertThat(socket.tls().keys()).isInstanceOf(KeySource.Store.class);
    KeySource.Store keys = (KeySource.Store) socket.tls().keys();
    TrustSource.Store trust = (TrustSource.Store) socket.tls().trust();
    assertThat(
            Stream.of(
                options.values().find(ConnectionOptions.PASSWORD),
                keys.file().password(),
                keys.keyPassword(),
                trust.file().password(),
                socket.proxy().password()))
        .allSatisfy(copy -> assertThat(copy.copy()).containsExactly("geheim".toCharArray()));
    assertThat(options.toString()).doesNotContain("geheim").contains("password=***");
  }

  static Stream<Refusal> refusals() {
    ConnectionOptions options = new ConnectionOptions();
    return Stream.of(
        new Refusal(() -> options.user(" "), "user ' ' must not be blank"),
        new Refusal(() -> options.user(null), "user 'null' must not be blank"),
        new Refusal(
            () -> options.maxFrameSize(511),
            "maxFrameSize '511' must be between 512 and 2147483647"),
        new Refusal(
            () -> options.channelMax(65536), "channelMax '65536' must be between 0 and 65535"),
        new Refusal(
            () -> options.idleTimeout(Duration.ofMillis(-1)),
            "idleTimeout 'PT-0.001S' must be PT0S, or between PT0.02S and PT24H"),
        new Refusal(
            () -> options.allowedMechanisms(" "),
            "allowedMechanisms '[]' must name at least one SASL mechanism"),
        new Refusal(
            () -> new ReceiverOptions().credit(-1), "credit '-1' must be between 0 and 2147483647"),
        new Refusal(
            () -> new Backoff().initial(Duration.ofMillis(-5)),
            "initial PT-0.005S must be between PT0S and PT24H"),
        new Refusal(() -> new Backoff().factor(0.5), "factor 0.5 must be between 1 and 100"),
        new Refusal(
            () -> ProxyOptions.http("p", 1).login("ada:geheim", "secret"),
            "the user of an HTTP proxy must not have a colon in it (RFC 7617, 2): 'ada:…'; its"
                + " password is given apart"),
        new Refusal(() -> new Container(new MessagingHandler() {}, ""), "id '' must not be blank"));
  }

  record Refusal(Runnable call, String message) {}

  @ParameterizedTest
  @MethodSource("refusals")
  void aBadValueIsNamedWithTheRule(Refusal refusal) {
    assertThatIllegalArgumentException()
        .isThrownBy(refusal.call()::run)
        .withMessage(refusal.message());
  }

  @Test
  void optionsGivenToTheConnectionGoBeforeTheDefaults() {
    ConnectionOptions defaults = new ConnectionOptions().user("all").saslEnabled(false);

    ConnectionOptions merged = new ConnectionOptions().user("one").over(defaults);

    assertThat(merged.values().find(ConnectionOptions.USER)).isEqualTo("one");
    assertThat(merged.values().get(ConnectionOptions.SASL_ENABLED)).isFalse();
    assertThat(merged.values().get(ConnectionOptions.RECONNECT)).isTrue();
  }

  @Test
  void mechanismsMayStandInOneText() {
    ConnectionOptions options = new ConnectionOptions().allowedMechanisms("PLAIN ANONYMOUS", "X");

    assertThat(options.values().find(ConnectionOptions.ALLOWED_MECHANISMS))
        .containsExactly("PLAIN", "ANONYMOUS", "X");
  }

  @Test
  void eachTableHasEachNameOnceAndSaysWhatItMeans() {
    for (List<Option<?>> table :
        List.of(ConnectionOptions.TABLE, SenderOptions.TABLE, ReceiverOptions.TABLE)) {
      assertThat(table).extracting(Option::name).doesNotHaveDuplicates();
      assertThat(table).extracting(Option::meaning).doesNotContain("");
    }
  }

  @Test
  void backoffBeginsAtOnceAndDoublesUpToItsLimit() {
    Backoff backoff = new Backoff();

    List<Long> delays = Stream.generate(() -> backoff.next().toMillis()).limit(10).toList();

    assertThat(delays)
        .containsExactly(0L, 100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 10000L, 10000L);
    backoff.reset();
    assertThat(backoff.next()).isZero();
  }

  @Test
  void backoffGivesUpAfterItsTries() {
    Backoff backoff = new Backoff().maxTries(5);

    assertThat(Stream.generate(backoff::next).limit(6).map(String::valueOf))
        .containsExactly("PT0S", "PT0.1S", "PT0.2S", "PT0.4S", "PT0.8S", "null");
  }
}
