// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.options.ConnectionUri;
import org.postrider.jms.options.Endpoint;
import org.postrider.transport.netty.Reconnector;
import org.postrider.transport.recovery.LossRules;
import org.postrider.transport.recovery.ReconnectPlan;
import org.postrider.transport.recovery.ServerAddress;

/** Which servers there are, and after which delays they are tried. */
class ServerListTest {

  private static final Open LISTING =
      listing(
          List.of(
              Map.of(Symbol.of("network-host"), "c", Symbol.of("port"), 1000),
              Map.of(Symbol.of("network-host"), "b", Symbol.of("port"), 5672)));

  private static Failover failover(String uri) {
    return new Failover(ConnectionUri.parse(uri), List.of(), new Providers(null, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "REPLACE; amqp://c:1000 amqp://b:5672 amqp://a:5672",
        "ADD; amqp://b:5672 amqp://a:5672 amqp://c:1000",
        "IGNORE; amqp://b:5672 amqp://a:5672"
      })
  void theListOfABrokerReplacesOrExtendsThatOfTheUri(String action, String expected) {
    Failover failover =
        failover("failover:(amqp://a,amqp://b)?failover.amqpOpenServerListAction=" + action);
    ReconnectPlan<Endpoint> plan = failover.plan();
    plan.begin();
    Endpoint current = plan.next().server();

    List<Endpoint> servers = failover.servers(LISTING, current, plan.servers(), List.of());

    assertThat(servers).extracting(Endpoint::uri).containsExactly(expected.split(" ", -1));
  }

  private static Open listing(int from, int number) {
    List<Map<Symbol, Object>> servers =
        IntStream.range(from, from + number)
            .mapToObj(i -> Map.<Symbol, Object>of(Symbol.of("network-host"), "h" + i))
            .toList();
    return listing(servers);
  }

  private static Open listing(List<Map<Symbol, Object>> servers) {
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

  @ParameterizedTest
  @ValueSource(strings = {"ADD", "REPLACE"})
  void brokersThatNameOthersAgainAndAgainAddNoMoreThanAThousand(String action) {
    Failover failover =
        failover("failover:(amqp://a,amqp://b)?failover.amqpOpenServerListAction=" + action);
    List<Endpoint> known = failover.plan().servers();
    Endpoint current = known.get(0);

    for (int i = 0; i < 4; i++) {
      known = failover.servers(listing(i * 600, 600), current, known, List.of());
    }

    assertThat(known).hasSize(action.equals("ADD") ? Failover.MAX_KNOWN : 601);
    assertThat(known).anyMatch(current::isSameServer);
  }

  @ParameterizedTest
  @CsvSource({"amqp://c:1000", "amqp://b:5672"})
  void aListOfTheServersThatAreKnownChangesNothing(String current) {
    Failover failover = failover("failover:(amqp://c:1000,amqp://b)");
    ReconnectPlan<Endpoint> plan = failover.plan();
    plan.begin();
    Endpoint tried = plan.next().server();
    while (!tried.uri().equals(current)) {
      tried = plan.next().server();
    }
    List<Endpoint> known = plan.servers();

    assertThat(failover.servers(LISTING, tried, known, List.of())).isSameAs(known);
  }

  @Test
  void eachServerHasItsShareOfTheTimeToOpenAndTheWholeOfItBehindThat() {
    Reconnector.Settings settings =
        failover("failover:(amqp://a,amqp://b,amqp://c,amqp://d)?jms.connectTimeout=8000")
            .settings();

    assertThat(settings.openTimeoutMs()).isEqualTo(2000);
    assertThat(settings.restoreTimeoutMs()).isEqualTo(8000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "REPLACE; amqp://c:1000 amqp://a:5672 amqp://b:5672",
        "ADD; amqp://a:5672 amqp://old:5672 amqp://b:5672 amqp://c:1000",
        "IGNORE; amqp://a:5672 amqp://old:5672 amqp://b:5672"
      })
  void theListOfABrokerDoesNotReplaceServersOfADiscoveryFile(String action, String expected) {
    Failover failover =
        failover(
            "failover:(amqp://a,amqp://old,amqp://b)?failover.amqpOpenServerListAction=" + action);
    List<Endpoint> known = failover.plan().servers();
    DiscoveredServers discovered = new DiscoveredServers(List.of(known.get(0), known.get(2)));

    List<Endpoint> servers =
        failover.servers(LISTING, known.get(0), known, discovered.among(known));

    assertThat(servers).extracting(Endpoint::uri).containsExactly(expected.split(" ", -1));
  }

  @Test
  void onlyARefusedClientIdEndsTheTriesOfAFirstOpen() {
    LossRules rules = failover("failover:(amqp://a,amqp://b)").rules(() -> false);
    Symbol which = Symbol.of("invalid-field");

    assertThat(rules.isLoss(invalidField(Map.of(which, Symbol.of("hostname"))))).isTrue();
    assertThat(rules.isLoss(invalidField(Map.of(which, Symbol.of("container-id"))))).isFalse();
    assertThat(rules.isLoss(invalidField(Map.of()))).isFalse();
  }

  private static AmqpError invalidField(Map<Symbol, Object> info) {
    return new AmqpError(ErrorConditions.INVALID_FIELD, "no", info);
  }

  @Test
  void aServerInClearIsNoSubstituteForOneWithTls() {
    ServerAddress clear = new ServerAddress("amqp", "b", -1, null, null);
    String uri = "failover:(amqps://a)";
    Failover strict = failover(uri);
    Failover lenient = failover(uri + "?amqp.allowNonSecureRedirects=true");
    Endpoint from = strict.plan().servers().get(0);

    assertThat(strict.serverAt(clear, from, List.of())).isNull();
    Endpoint led = lenient.serverAt(clear, lenient.plan().servers().get(0), List.of());
    assertThat(led.uri()).isEqualTo("amqp://b:5672");
    ServerAddress secure = new ServerAddress(null, "b", 7, "v", null);
    assertThat(strict.serverAt(secure, from, List.of()).uri()).isEqualTo("amqps://b:7");
    ServerAddress unknown = new ServerAddress("gopher", "b", 7, null, null);
    assertThat(strict.serverAt(unknown, from, List.of())).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "failover:(amqps://a?amqp.allowNonSecureRedirects=true,amqps://c)",
        "failover:(amqps://a,amqps://c)?failover.nested.amqp.allowNonSecureRedirects=true"
      })
  void aServersOwnOptionSaysWhetherItsRedirectsMayLeaveTls(String uri) {
    ServerAddress clear = new ServerAddress("amqp", "b", -1, null, null);
    Failover failover = failover(uri);
    List<Endpoint> servers = failover.plan().servers();
    boolean nested = uri.contains("nested");

    assertThat(failover.serverAt(clear, servers.get(0), servers)).isNotNull();
    assertThat(failover.serverAt(clear, servers.get(1), servers) != null).isEqualTo(nested);
  }

  @Test
  void aServersOwnOptionSaysWhetherItMayHaveTokensInClear() {
    Failover failover = failover("failover:(amqp://a?amqp.allowInsecureMechanisms=true,amqp://b)");
    List<Endpoint> servers = failover.plan().servers();

    assertThat(failover.allowsTokensInClear(servers.get(0))).isTrue();
    assertThat(failover.allowsTokensInClear(servers.get(1))).isFalse();
    assertThat(failover.allowsTokensInClear(null)).isFalse();
  }

  @Test
  void delaysGrowFromPassToPassAndBeginAnewAfterASuccess() {
    ReconnectPlan<Endpoint> plan = failover("failover:(amqp://a,amqp://b)").plan();

    plan.begin();
    assertThat(delays(plan, 8)).containsExactly(0L, 0L, 10L, 0L, 20L, 0L, 40L, 0L);
    plan.lost(true);
    assertThat(delays(plan, 6)).containsExactly(0L, 0L, 10L, 0L, 20L, 0L);
  }

  @Test
  void theInitialDelayStandsBeforeTheSecondTryAtTheStartAndTheFirstAfterALoss() {
    ReconnectPlan<Endpoint> plan =
        failover(
                "failover:(amqp://a)?failover.initialReconnectDelay=500"
                    + "&failover.useReconnectBackOff=false&failover.maxReconnectAttempts=3"
                    + "&failover.startupMaxReconnectAttempts=4")
            .plan();

    plan.begin();
    assertThat(delays(plan, 4)).containsExactly(0L, 500L, 10L, 10L);
    assertThat(plan.next()).isNull();
    plan.lost(true);
    assertThat(delays(plan, 3)).containsExactly(500L, 10L, 10L);
    assertThat(plan.next()).isNull();
  }

  @Test
  void aPlainUriHasOneTry() {
    ReconnectPlan<Endpoint> plan = failover("amqp://a").plan();

    plan.begin();
    assertThat(delays(plan, 1)).containsExactly(0L);
    assertThat(plan.next()).isNull();
  }

  private static List<Long> delays(ReconnectPlan<Endpoint> plan, int tries) {
    return java.util.stream.IntStream.range(0, tries)
        .mapToObj(i -> plan.next().delay().toMillis())
        .toList();
  }
}
