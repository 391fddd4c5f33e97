// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A password whose author forgot to encode what parts options, servers or paths goes on behind such
 * a mark: what follows it is shown only from a known option on.
 */
class TextBehindASecretTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amqp://h?jms.password=a&b=c&geheim|what follows a password or an unknown option|29",
        "amqp://h?jms.password=a&b=c&geheim=%zz|what follows a password or an unknown option|29",
        "amqp://h?jms.password=a&geheim=%zz|what follows a password or an unknown option|25",
        "amqp://h?jms.password=a&jms.geheim=1|what follows a password or an unknown option|25",
        "amqp://h?jms.password=a/b&geheim|what follows a password or an unknown option|27",
        "amqp://h?jms.pasword=a&geheim|what follows a password or an unknown option|24",
        "amqp://h?JMS.PASSWORD=a&b&geheim|what follows a password or an unknown option|25",
        "amqp://h?a=b,jms.password:geheim=|option jms.password must stand behind|13",
        "amqp://h?a=b,JMS.PASSWORD:geheim=|unknown option a|10",
        "amqp://h?b,jms.password:geheim=|what follows a password or an unknown option|10",
        "amqp://h;jms.password=a?geheim|host 'h' must be a name or an address|9",
        "amqp://h;jms.password=a/geheim|URI path '…' must be left out|0",
        "amqp://h:1;jms.password=a?geheim|what follows a password or an unknown option|27",
        "amqp://h?amqp.vhost=v,jms.password:geheim=|option jms.password must stand behind|22",
        "amqp://h:jms.password=a:geheim|host 'h:…' must stand in brackets|0",
        "amqp;jms.password=a://geheim|URI scheme 'amqp;…' must be amqp|0",
        "amqpws://h;jms.password=a/geheim b|URI path '…' must not hold blanks|0",
        "failover:(amqp://h?transport.keyStorePassword=a,geheim://x)|URI scheme '…' must|49",
        "failover:(amqp://h?transport.keyStorePassword=a,amqp://gehe im)|cannot hold '…'|60",
        "failover:(amqp://h?transport.keyStorePassword=a,amqp://x/geheim)|URI path '…' must|49",
        "failover:(amqp://h?transport.keyStorePassword=a,amqp://x?geheim)|what follows a|58",
        "failover:(amqp://h?transport.keyStorePassword=a,amqp://x?jms.geheim=1)|what follows|58",
        "failover:(amqp://h?transport.keyStorePassword=a,amqp://x:geheim)|port '…' must be|49",
        "failover:(amqp://h)?failover.nested.transport.proxyPassword=a&geheim|what follows a|63",
        "amqp://h?transport.ws.httpHeader.X-Key=a&b=c&geheim|what follows a password or an|46",
      })
  void isNotShown(String uri, String message, int character) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUri.parse(uri))
        .withMessageContaining(message)
        .withMessageContaining(character == 0 ? "" : "(character " + character + " of the URI)")
        .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("gehe", "heim"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amqp://h?jms.password=a&jms.sendTimeout=soon|jms.sendTimeout: value 'soon' must be",
        "amqp://h?jms.password=a&jms.sendTimeout=1&soon|option 'soon' must be a key and a value",
        "amqp://h?jms.clientID=a/b&soon|option 'soon' must be a key and a value",
        "failover:(amqp://h?transport.keyStorePassword=a,amqp://x_!?amqp.vhost=v)|host 'x_'",
        "failover:(amqp://h?transport.keyStorePassword=a,amqps://x?amqp.vhost=v&soon=1)|option soon",
      })
  void isShownFromAKnownOptionOn(String uri, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUri.parse(uri))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(amqp://h,amqp://h2?transport.keyStorePassword=a,amqp://b)|(amqp://h:5672,amqp://h2:5672,…)",
        "(amqp://h?transport.keyStorePassword=a,amqp://b,amqp://c)|(amqp://h:5672,…)",
        "(amqp://h?transport.keyStorePassword=a,amqp://b?amqp.vhost=v)|(amqp://h:5672,amqp://b:5672)",
        "(amqp://h?amqp.vhost=v,amqp://b)|(amqp://h:5672,amqp://b:5672)",
        "(amqp://h,amqp://b)?jms.password=a|(amqp://h:5672,amqp://b:5672)",
      })
  void aServerThatMayBeAPartOfItIsNotShown(String servers, String shown) {
    assertThat(ConnectionUri.parse("failover:" + servers)).hasToString("failover:" + shown);
  }

  /** It is a server all the same. */
  @Test
  void aServerThatIsNotShownIsTried() {
    ConnectionUri uri =
        ConnectionUri.parse("failover:(amqp://h?transport.keyStorePassword=a,amqp://b)");

    assertThat(uri.endpoints()).extracting(Endpoint::host).containsExactly("h", "b");
    assertThat(uri.with(Options.builder().set("jms.clientID", "c").build()))
        .hasToString(uri.toString());
  }
}
