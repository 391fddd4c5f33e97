// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What connection URIs say, and how wrong ones are refused. */
class ConnectionUriTest {

  @Test
  void schemeHostPortAndOptionsAreTakenFromTheUri() {
    ConnectionUri uri =
        ConnectionUri.parse("amqps://broker.example:7000?jms.sendTimeout=5&amqp.vhost=a%20b");

    Endpoint endpoint = uri.endpoints().get(0);
    assertThat(endpoint.uri()).isEqualTo("amqps://broker.example:7000");
    assertThat(uri.failover()).isFalse();
    assertThat(uri.options().get(JmsOptions.SEND_TIMEOUT)).isEqualTo(5);
    assertThat(endpoint.options().get(AmqpOptions.VHOST)).isEqualTo("a b");
  }

  @ParameterizedTest
  @CsvSource({
    "amqp://h, 5672",
    "amqps://h, 5671",
    "amqpws://h/ws, 5672",
    "amqpwss://h, 5671",
    "amqp://h?transport.defaultTcpPort=7, 7",
    "amqp://my_broker, 5672",
    "AMQP://h:1, 1"
  })
  void thePortHasADefaultForEachScheme(String uri, int port) {
    assertThat(ConnectionUri.parse(uri).endpoints().get(0).port()).isEqualTo(port);
  }

  @Test
  void anIpv6AddressStandsInBrackets() {
    Endpoint endpoint = ConnectionUri.parse("amqp://[::1]:99").endpoints().get(0);

    assertThat(endpoint.host()).isEqualTo("::1");
    assertThat(endpoint.port()).isEqualTo(99);
    assertThat(endpoint.uri()).isEqualTo("amqp://[::1]:99");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "http://h; URI scheme 'http' must be amqp",
        "h:5672; URI 'h:5672' has no scheme: it must be amqp",
        "amqp://; URI must name a host",
        "amqp://h:0; port '0' must be a number from 1 to 65535",
        "amqp://h:65536; port '65536' must be a number from 1 to 65535",
        "amqp://h:5x; port '5…' must be a number",
        "amqp://::1:5672; must stand in brackets if it is an IPv6 address",
        "amqp://[::1; must close its bracket",
        "amqp://a b; must be a name or an address",
        "amqp://[fe801%eth0]; host '[fe801%eth0]' must be an IPv6 address: it stands in brackets",
        "amqp://[fe80::1%a/b]; must",
        "amqp://h/path; URI path '/path' must be left out",
        "amqpws://h/a b; URI path '/a b' must not hold blanks or control characters",
        "'amqpws://h/a\r\nX: 1'; must not hold blanks or control characters",
        "amqp://h?jms.sendTimout=1; unknown option jms.sendTimout; did you mean jms.sendTimeout?",
        "amqp://h?sendTimeout=1; did you mean jms.sendTimeout?",
        "amqp://h?jms.nothingLikeThis=1; unknown option jms.nothingLikeThis",
        "amqp://h?jms.sendTimeout=soon; option jms.sendTimeout: value 'soon' must be a number of",
        "amqp://h?transport.enabledProtocols=TLSv9; value 'TLSv9' must be names with commas",
        "amqp://h?transport.disabledProtocols=TLS1.2; value 'TLS1.2' must be names with commas",
        "amqp://h?transport.contextProtocol=TLSv7; value 'TLSv7' must be one of TLS, SSL, Default,",
        "amqp://h?jms.awaitClientID=yes; value 'yes' must be true or false",
        "amqp://h?jms.prefetchPolicy.all=-1; value '-1' must be a number from 0",
        "amqp://h?jms.messageIDPolicy.messageIDType=X; must be one of DEFAULT, UUID",
        "amqp://h?amqp.vhost; must be a key and a value with '=' between them",
        "amqp://h?amqp.vhost=%zz; option amqp.vhost: '%' in its value must begin two",
        "failover:(amqp://a; must close the bracket",
        "failover:(amqp://a)x; must have nothing but options behind its servers",
        "failover:(amqp://a?jms.clientID=x); option jms.clientID must stand behind the servers'"
      })
  void whatIsWrongIsNamedWithItsRule(String uri, String message) {
    String[] parts = message.split("; ", -1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUri.parse(uri))
        .withMessageContaining(parts[0]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "failover:(); must name at least one server; 11",
        "failover:; must name at least one server; 10",
        "failover:(failover:(amqp://a)); must not hold another one; 11",
        "failover:(amqp://a, failover:(amqp://b)); must not hold another one; 21",
        "failover:(amqp://a,failover:amqp://b); must not hold another one; 20",
        "failover:?jms.clientID=x; must name at least one server; 10",
        "failover:(amqp://u:hush@a); URI must not hold user and password; 11",
        "failover:(amqp://a,); must name at least one server; 20",
        "failover:(amqp://a,,amqp://b); must name at least one server; 20",
        "failover:(amqp://a)?failover.nested.nonsense=1; unknown option failover.nested.nonsense; 21",
        "failover:(amqp://a)?failover.nested.jms.clientID=x; that a server may have; 21",
        "failover:(amqp://a)?failover.nested.failover.randomize=true; that a server may have; 21",
        "failover:(amqp://a)?failover.nonsense=1; unknown option failover.nonsense; 21",
        "failover:(amqp://a?amqp.nonsense=1); unknown option amqp.nonsense; 20",
        "failover:(amqp://a)?jms.clientID=x&failover.reconnectDelay=-1; value '-1' must; 36",
        "failover:(amqp://a)?failover.reconnectBackOffMultiplier=0.5; value '0.5' must; 21",
        "failover:(amqp://a)?failover.jitter=2; value '2' must; 21",
        "failover:(amqp://a,http://b); URI scheme 'http' must be amqp; 20",
        "amqp://a?jms.nonsense=1; unknown option jms.nonsense; 10"
      })
  void whatIsWrongIsNamedWithItsPlace(String uri, String message, int character) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUri.parse(uri))
        .withMessageContaining(message)
        .withMessageEndingWith("(character " + character + " of the URI)");
  }

  @Test
  void aPlainUriIsSoughtAgainWhereItSaysSo() {
    assertThat(ConnectionUri.parse("amqp://h").recovers()).isFalse();
    assertThat(ConnectionUri.parse("amqp://h?jms.reconnect=true").recovers()).isTrue();
    assertThat(ConnectionUri.parse("failover:amqp://h").recovers()).isTrue();
  }

  @Test
  void aServerThatTheBrokerNamesHasTheOptionsOfAllServersButNotWhatIsLooserAtOne() {
    ConnectionUri uri =
        ConnectionUri.parse(
            "failover:(amqps://a?transport.trustAll=true)?failover.nested.amqp.idleTimeout=9");

    Endpoint named = uri.endpointAt(null, "b", -1, uri.endpoints().get(0), List.of());

    assertThat(named.uri()).isEqualTo("amqps://b:5671");
    assertThat(named.options().get(AmqpOptions.IDLE_TIMEOUT)).isEqualTo(9);
    assertThat(named.options().isSet(TransportOptions.TRUST_ALL)).isFalse();
  }

  @Test
  void theNearestNameIsSuggested() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUri.parse("amqp://h?jms.sendTimout=1"))
        .withMessageContaining("did you mean jms.sendTimeout?");
  }

  @Test
  void userInfoIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> ConnectionUri.parse("amqp://bob:hush@h"))
        .hasMessageContaining("jms.username and jms.password")
        .hasMessageNotContaining("hush");
    assertThatThrownBy(() -> ConnectionUri.parse("failover:(amqp://h,amqp://bob:hush@h)"))
        .hasMessageContaining("jms.username")
        .hasMessageNotContaining("hush");
  }

  @Test
  void whatFollowsAPasswordIsNotShownUnlessItIsAnOption() {
    assertThatThrownBy(() -> ConnectionUri.parse("amqp://h?jms.password=a&hush=x"))
        .hasMessageContaining("what follows a password or an unknown option must be an option")
        .hasMessageContaining("(character 25 of the URI)")
        .hasMessageNotContaining("hush");
    assertThatThrownBy(
            () -> ConnectionUri.parse("amqp://h?transport.keyStorePassword=a&jms.sendTimeout=soon"))
        .hasMessageContaining("option jms.sendTimeout: value 'soon'");
    assertThatThrownBy(() -> ConnectionUri.parse("amqp://h:x?jms.username=bob@example.com"))
        .hasMessageContaining("port '…'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amqp://h;jms.password=hush|host 'h' must be a name or an address, and cannot hold ';'|9",
        "amqp://h&jms.password=hush|host 'h' must be a name or an address, and cannot hold '&'|9",
        "amqp://h#hush|host 'h' must be a name or an address, and cannot hold '#'|9",
        "failover:(amqp://a,amqp://h;jms.password=hush)|cannot hold ';'|28",
        "amqp://h?jms.clientID=a;jms.password=hush|option jms.password must stand behind '?' or|24",
        "amqp://h?jms.clientID=a#jms.password=hush|a '#' in a value is written %23|24",
        "amqp://h?jms.clientID=;a;;jms.password=hush|a ';' in a value is written %3B|26",
        "amqpws://h/p;jms.password=hush|option jms.password must stand behind '?' or|13",
        "amqpws://h/p&transport.ws.httpHeader.A=hush|option transport.ws.httpHeader.A must|13",
        "failover:(amqp://a)?jms.clientID=a;jms.password=hush|option jms.password must|35",
        "amqp://h?jms.sendTimeout=jms.password=hush|value 'jms.password=…' must be a number|10",
      })
  void anOptionInTheWrongPlaceIsRefusedAndNotShown(String uri, String message, int character) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUri.parse(uri))
        .withMessageContaining(message)
        .withMessageEndingWith("(character " + character + " of the URI)")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amqp://h:5672;jms.password=hush",
        "amqp://[::1;jms.password=hush]",
        "amqp://[::1;jms.password=hush",
        "amqp://::1;jms.password=hush",
        "amqp://h/;jms.password=hush",
        "h;jms.password=hush",
        "amqp;jms.password=hush://h",
        "amqpws://h/p;x=hush y",
      })
  void whatStandsBehindAMarkOfOptionsIsNotShown(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUri.parse(uri))
        .satisfies(e -> assertThat(e.getMessage()).contains("…").doesNotContain("hush"));
  }

  @Test
  void marksOfOptionsMayStandInPathsAndValuesWithoutAnOption() {
    ConnectionUri uri = ConnectionUri.parse("amqpws://h/a;b=c&d?jms.clientID=a;b=c#d");

    assertThat(uri.endpoints().get(0).path()).isEqualTo("/a;b=c&d");
    assertThat(uri.options().get(JmsOptions.CLIENT_ID)).isEqualTo("a;b=c#d");
    assertThat(
            ConnectionUri.parse("amqp://h?jms.clientID=a%3Bjms.password=b")
                .options()
                .find(JmsOptions.CLIENT_ID))
        .isEqualTo("a;jms.password=b");
  }

  @Test
  void failoverServersHaveTheWholesOptionsUnderTheirOwn() {
    ConnectionUri uri =
        ConnectionUri.parse(
            "failover:(amqp://a?amqp.saslMechanisms=PLAIN,EXTERNAL,amqps://b:7)"
                + "?jms.clientID=me&failover.randomize=true&failover.nested.amqp.idleTimeout=9");

    assertThat(uri.failover()).isTrue();
    assertThat(uri).hasToString("failover:(amqp://a:5672,amqps://b:7)");
    Options first = uri.endpoints().get(0).options();
    assertThat(first.get(AmqpOptions.SASL_MECHANISMS)).containsExactly("PLAIN", "EXTERNAL");
    assertThat(first.get(AmqpOptions.IDLE_TIMEOUT)).isEqualTo(9);
    assertThat(first.get(JmsOptions.CLIENT_ID)).isEqualTo("me");
    assertThat(uri.endpoints().get(1).options().find(AmqpOptions.SASL_MECHANISMS)).isNull();
    assertThat(uri.options().get(FailoverOptions.RANDOMIZE)).isTrue();
    assertThat(uri.options().get(AmqpOptions.IDLE_TIMEOUT)).isEqualTo(9);
  }

  @Test
  void aPlusInAValueIsAPlus() {
    ConnectionUri uri = ConnectionUri.parse("amqp://h?jms.password=a+b%26c");

    assertThat(uri.options().get(JmsOptions.PASSWORD)).isEqualTo("a+b&c");
  }
}
