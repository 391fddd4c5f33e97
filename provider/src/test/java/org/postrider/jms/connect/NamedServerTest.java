// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.options.AmqpOptions;
import org.postrider.jms.options.ConnectionUri;
import org.postrider.jms.options.Endpoint;
import org.postrider.jms.options.Options;
import org.postrider.transport.auth.InClear;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.recovery.ServerAddress;

/** Which options a server has that a broker names, by a redirect or in its list. */
class NamedServerTest {

  private static final String SCRAM = "amqp.saslMechanisms=SCRAM-SHA-256";
  private static final ServerAddress C = at(null, "c", -1);

  private static Failover failover(String uri) throws Exception {
    return Failover.of(ConnectionUri.parse(uri).discovered(), new Providers(null, null));
  }

  private static ServerAddress at(String scheme, String host, int port) {
    return new ServerAddress(scheme, host, port, null, null);
  }

  private static Open listing(String... hosts) {
    List<Map<Symbol, Object>> servers = new ArrayList<>();
    for (String host : hosts) {
      servers.add(Map.of(Symbol.of("network-host"), host));
    }
    return new Open(
        "broker",
        null,
        512,
        1,
        0,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(Symbol.of("failover-server-list"), servers));
  }

  @Test
  void aListLeavesTheServersOfTheUriTheirOptionsAndGivesOthersThoseOfWhoSendsIt() throws Exception {
    String both = "failover:(amqps://a?" + SCRAM + ",amqps://b?" + SCRAM + "&amqp.vhost=v)";
    Failover failover = failover(both);
    List<Endpoint> known = failover.plan().servers();

    List<Endpoint> servers = failover.servers(listing("b", "c"), known.get(0), known, List.of());

    assertThat(servers)
        .extracting(Endpoint::uri)
        .containsExactly("amqps://c:5671", "amqps://a:5671", "amqps://b:5671");
    assertThat(servers.get(0).options()).isEqualTo(known.get(0).options());
    assertThat(servers.subList(1, 3)).isEqualTo(known);
  }

  @ParameterizedTest
  @CsvSource({",a,5671", "amqps,A,-1", ",a,-1"})
  void aServerThatNamesItselfKeepsItsOptions(String scheme, String host, int port)
      throws Exception {
    Failover failover = failover("failover:(amqps://b,amqps://a?" + SCRAM + ")");
    List<Endpoint> known = failover.plan().servers();
    Endpoint from = known.get(1);

    assertThat(failover.serverAt(at(scheme, host, port), from, known)).isEqualTo(from);
  }

  @ParameterizedTest
  @CsvSource({"amqps,b,7", ",B,7", ",b,-1"})
  void aServerOfTheUriHasItsOwnWhoeverNamesIt(String scheme, String host, int port)
      throws Exception {
    String port7 = "transport.defaultSslPort=7";
    Failover failover =
        failover("failover:(amqps://a?" + port7 + ",amqps://b?" + port7 + "&" + SCRAM + ")");
    List<Endpoint> known = failover.plan().servers();
    ServerAddress named = at(scheme, host, port);

    // A list of the broker's has put it out of those that are known.
    Endpoint found = failover.serverAt(named, known.get(0), known.subList(0, 1));

    assertThat(found).isEqualTo(known.get(1));
    assertThat(failover.serverAt(named, failover.serverAt(C, known.get(0), known), known))
        .isEqualTo(known.get(1));
  }

  @Test
  void theSamePortOfTheSameHostByAnotherSchemeIsAnotherServer() throws Exception {
    Failover failover =
        failover("failover:(amqps://a?" + SCRAM + ",amqps://b:7?amqp.saslMechanisms=PLAIN)");
    List<Endpoint> known = failover.plan().servers();

    Endpoint other = failover.serverAt(at("amqpwss", "b", 7), known.get(0), known);

    assertThat(other.uri()).isEqualTo("amqpwss://b:7");
    assertThat(other.options()).isEqualTo(known.get(0).options());
  }

  @Test
  void aWebSocketOfTheUriKeepsItsPathWhereNoneIsNamed() throws Exception {
    Failover failover = failover("failover:(amqpwss://a,amqpwss://b/amqp)");
    List<Endpoint> known = failover.plan().servers();
    ServerAddress elsewhere = new ServerAddress(null, "b", 5671, null, "/other");

    assertThat(failover.serverAt(at(null, "b", -1), known.get(0), known)).isEqualTo(known.get(1));
    assertThat(failover.serverAt(elsewhere, known.get(0), known).path()).isEqualTo("/other");
    assertThat(failover.serverAt(C, known.get(1), known).path()).isEmpty();
  }

  @Test
  void eachOfAChainHasThoseOfTheOneBefore() throws Exception {
    Failover failover = failover("failover:(amqps://b,amqps://a?" + SCRAM + "&amqp.vhost=v)");
    List<Endpoint> known = failover.plan().servers();
    Endpoint from = known.get(1);

    Endpoint third = failover.serverAt(C, from, known);
    Endpoint fourth = failover.serverAt(at(null, "d", 1), third, known);

    assertThat(third.options()).isEqualTo(from.options());
    assertThat(fourth.options()).isEqualTo(from.options());
  }

  @ParameterizedTest
  @CsvSource({
    "amqp.allowInsecureMechanisms,true",
    "amqp.allowNonSecureRedirects,true",
    "transport.trustAll,true",
    "transport.verifyHost,false",
    "transport.ws.httpHeader.Authorization,Bearer1"
  })
  void whatIsLooserAtOneServerIsSoAtNoOtherUnlessItIsSaidForAll(String key, String value)
      throws Exception {
    String option = key + "=" + value;
    String strict = Options.DEFAULTS.property(key);

    assertThat(named("failover:(amqps://a?" + option + ",amqps://b)", key)).isEqualTo(strict);
    assertThat(named("failover:(amqps://a,amqps://b)?" + option, key)).isEqualTo(value);
    assertThat(named("failover:(amqps://a?" + option + ",amqps://b)?" + option, key))
        .isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "amqp.allowInsecureMechanisms,true,false",
    "amqp.allowNonSecureRedirects,true,false",
    "transport.trustAll,true,false",
    "transport.verifyHost,false,true"
  })
  void whatIsStricterAtOneServerIsSoAtThoseThatItNames(String key, String loose, String strict)
      throws Exception {
    String uri = "failover:(amqps://a?" + key + "=" + strict + ")?" + key + "=" + loose;

    assertThat(named(uri, key)).isEqualTo(strict);
  }

  /** An option of a server that the first one of an URI names. */
  private static String named(String uri, String key) throws Exception {
    Failover failover = failover(uri);
    List<Endpoint> known = failover.plan().servers();
    return failover.serverAt(C, known.get(0), known).options().property(key);
  }

  @Test
  void toNamePlainForOneServerDoesNotAllowItInClearToAnotherThatThisOneNames() throws Exception {
    String plain = "amqp.saslMechanisms=PLAIN";

    Failover failover = failover("failover:(amqp://a?" + plain + ")");
    assertThat(failover.request(failover.firstServer()).sasl().inClear()).isEqualTo(InClear.NAMED);
    SaslClientSettings named = saslOfNamed("failover:(amqp://a?" + plain + ")");
    assertThat(named.inClear()).isEqualTo(InClear.NONE);
    assertThat(named.mechanisms()).containsExactly("PLAIN");
    assertThat(saslOfNamed("failover:(amqp://a)?" + plain).inClear()).isEqualTo(InClear.NAMED);
    assertThat(saslOfNamed("failover:(amqp://a)?amqp.allowInsecureMechanisms=true").inClear())
        .isEqualTo(InClear.ALL);
  }

  private static SaslClientSettings saslOfNamed(String uri) throws Exception {
    Failover failover = failover(uri);
    Endpoint first = failover.firstServer();
    return failover.request(failover.serverAt(C, first, List.of(first))).sasl();
  }

  @Test
  void aServerThatADiscoveryFileHasByNowHasItsOptionsOfThere(@TempDir Path directory)
      throws Exception {
    Path file = Files.writeString(directory.resolve("servers"), "amqps://a?" + SCRAM);
    Failover failover = failover("discovery:(" + file.toUri() + ")");
    Endpoint from = failover.firstServer();
    Endpoint joined = ConnectionUri.parse("amqps://b?amqp.vhost=v").endpoints().get(0);
    Endpoint third = failover.serverAt(C, joined, List.of(from));
    List<Endpoint> known = List.of(from, joined, third);

    assertThat(failover.serverAt(at(null, "b", -1), from, known)).isEqualTo(joined);
    assertThat(third.options().find(AmqpOptions.VHOST)).isEqualTo("v");
    // What another broker said of it is not the file's word.
    assertThat(failover.serverAt(C, from, known).options()).isEqualTo(from.options());
  }
}
