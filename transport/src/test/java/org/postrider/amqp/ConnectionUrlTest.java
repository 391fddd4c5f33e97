// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads URLs of the event API, and refuses those that are none. */
class ConnectionUrlTest {

  @ParameterizedTest
  @CsvSource({
    "amqp://example.com, amqp, example.com, 5672",
    "amqps://example.com, amqps, example.com, 5671",
    "AMQP://example.com:1, amqp, example.com, 1",
    "amqp://127.0.0.1:65535, amqp, 127.0.0.1, 65535",
    "amqp://[::1]:2000, amqp, ::1, 2000",
    "amqps://[fe80::1], amqps, fe80::1, 5671",
    "amqp://हिन्दी.example, amqp, हिन्दी.example, 5672",
    "amqp://my_broker/, amqp, my_broker, 5672",
  })
  void schemeHostAndPortAreRead(String text, String scheme, String host, int port) {
    ConnectionUrl url = ConnectionUrl.parse(text);

    assertThat(url.scheme()).isEqualTo(scheme);
    assertThat(url.host()).isEqualTo(host);
    assertThat(url.port()).isEqualTo(port);
  }

  @Test
  void credentialsAreDecodedAndNeverShown() {
    ConnectionUrl url = ConnectionUrl.parse("amqps://al%40ice:s%2Bc+ret@host:1");

    assertThat(url.user()).isEqualTo("al@ice");
    assertThat(url.password()).isEqualTo("s+c+ret");
    assertThat(url).hasToString("amqps://***:***@host:1");
  }

  @Test
  void anIpv6AddressIsShownInBrackets() {
    assertThat(ConnectionUrl.parse("amqp://[::1]")).hasToString("amqp://[::1]:5672");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.com",
        "localhost:5672",
        "amqp:example.com",
        "amqp://",
        "amqp://:5672",
        "amqp://ho st",
        "amqp://::1",
      })
  void aMalformedUrlIsRefusedByTheRule(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUrl.parse(text))
        .withMessageContaining("'" + text + "'")
        .withMessageContaining("must be scheme://[user:password@]host[:port][/path]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void aMissingUrlIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUrl.parse(text))
        .withMessageContaining("URL is missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUrl.parse(null))
        .withMessageContaining("URL is missing");
  }

  @Test
  void anUnknownSchemeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUrl.parse("http://example.com"))
        .withMessage(
            "URL 'http://example.com' has the scheme 'http',"
                + " which must be amqp, amqps, amqpws or amqpwss");
  }

  @ParameterizedTest
  @ValueSource(strings = {"70000", "65536", "-1", "0", "99999999999"})
  void aPortOutOfRangeIsRefused(String port) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUrl.parse("amqp://h:" + port))
        .withMessageContaining(
            "has port " + port + ", which must be between 1 and 65535 (0 is for listening only)");
  }

  @Test
  void aColonWithoutAPortIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUrl.parse("amqp://h:"))
        .withMessageContaining("has port '', which must be between 1 and 65535");
  }

  @ParameterizedTest
  @ValueSource(strings = {"amqp://@h", "amqp://:secret@h"})
  void anEmptyUserIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUrl.parse(text))
        .withMessageContaining("has an empty user")
        .withMessageNotContaining("secret");
  }

  @Test
  void portZeroIsForListening() {
    assertThat(ConnectionUrl.parseForListen("amqp://127.0.0.1:0").port()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUrl.parseForListen("amqp://127.0.0.1:70000"))
        .withMessageContaining("must be between 0 and 65535");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amqp://user:secret@host:70000",
        "http://user:secret@host",
        "amqp://user:secret@ho st",
        "amqp://user:sec/secret@host",
        "amqp://user:secret%zz@host",
        "amqp://user:secret@[x]",
        "user:secret@host:5672",
        "amqp:user:secret@host",
        "amqp:/user:secret@host",
        "amqp://user:secret",
        "http://user:secret",
        "amqp://user:secret/path",
        "amqp://user:secret?x",
        "amqp:user:secret%40host",
        "amqp:/user:secret",
        "user:secret",
        "amqp://host,amqp://user:secret",
      })
  void noErrorShowsCredentials(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUrl.parse(text))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret").contains("***"));
  }

  @Test
  void aWrongIpv6AddressIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUrl.parse("amqp://[::g]:1"))
        .withMessageContaining("[::g], which is no IPv6 address");
  }

  @Test
  void aWebSocketHasAPathAndNothingElseHas() {
    ConnectionUrl url = ConnectionUrl.parse("amqpwss://broker/amqp%20/x");

    assertThat(url).hasToString("amqpwss://broker:5671/amqp%20/x");
    assertThat(url.isWebSocket()).isTrue();
    assertThat(url.isTls()).isTrue();
    assertThat(url.path()).isEqualTo("/amqp%20/x");
    assertThat(ConnectionUrl.parse("amqpws://broker/"))
        .isEqualTo(ConnectionUrl.parse("amqpws://broker:5672"));
    assertThat(ConnectionUrl.parse("amqpws://broker").isTls()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUrl.parse("amqps://broker/path"))
        .withMessageContainingAll("'amqps://broker/path'", "only a WebSocket");
  }

  /** It goes into the line of an HTTP request. */
  @ParameterizedTest
  @ValueSource(strings = {"/a\r\nX-Evil: 1", "/a b", "/\u0085"})
  void aPathHasNoBlanksNorControlCharacters(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUrl.parse("amqpws://h" + path))
        .withMessageContaining("has blanks or control characters in its path")
        .satisfies(refused -> assertThat(refused.getMessage()).doesNotContainPattern("\\p{Cntrl}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "amqp://h;jms.password=secret| 'amqp://h;…' has ';' in its host",
        "amqp://h&jms.password=secret| 'amqp://h&…' has '&' in its host",
        "amqp://h?jms.password=secret| 'amqp://h?…' is malformed",
        "amqp://h#secret| 'amqp://h#…' is malformed",
        "amqp://h:1;jms.password=secret| has port 1…",
        "amqp://[::1;jms.password=secret]| names [::1;…]",
        "amqp://h/;jms.password=secret| 'amqp://h/;…' has a path",
        "amqp://u:secret@h;jms.password=secret| 'amqp://***:***@h;…' has ';' in its host",
      })
  void noErrorShowsWhatWouldBeAnOption(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUrl.parse(text))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }
}
