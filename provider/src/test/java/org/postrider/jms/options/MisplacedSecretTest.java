// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A slip in an URI with a password is refused, and the password is not shown. */
class MisplacedSecretTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "amqp://h?jms.password:geheim; option 'jms.password…' must be a key and a value with '='",
        "amqp://h?jms.password%3Dgeheim; option 'jms.password…' must be a key and a value with '='",
        "amqpws://h?transport.ws.httpHeader.Authorization:geheim; httpHeader.Authorization…' must",
        "amqp://h?amqp.saslMechanisms=PLAIN,jms.password=geheim; a ',' in a value is written %2C",
        "amqp://h?transport.proxyHost=u:geheim@proxy; option transport.proxyHost: value '…@proxy'",
        "amqp://h?transport.proxyHost=http://u:geheim@proxy; the name or address of a host",
        "amqp://user:geheim; port '…' must be a number from 1 to 65535",
        "amqps://us:er:geheim; host 'us:e…' must stand in brackets if it is an IPv6 address",
        "user:geheim; URI 'user:…' has no scheme",
        "failover:(amqp://user:geheim); port '…' must be a number from 1 to 65535",
        "amqpws://h/p,transport.ws.httpHeader.X-Key=geheim; transport.ws.httpHeader.X-Key must stand",
        "amqpws://h/p,transport.ws.httpHeader.X:geheim==; transport.ws.httpHeader.X must stand",
        "amqpws://h/jms.password=geheim; a '/' in a value is written %2F",
        "discovery:(file:///a#jms.password=geheim); option jms.password must stand behind '?'",
      })
  void isNotShown(String uri, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUri.parse(uri))
        .withMessageContaining(message)
        .withMessageNotContaining("geheim");
  }
}
