// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each option of a server does the same in each place where it may stand, or is refused there. */
class ServerOptionsTest {

  @TempDir private Path directory;

  static Stream<String> ofServers() {
    return EveryOptionTest.keys()
        .filter(key -> Stream.of("jms.", "failover.", "discovery.").noneMatch(key::startsWith));
  }

  static Stream<String> ofOneServer() {
    return ofServers().filter(key -> !isOfTheWhole(key));
  }

  static Stream<String> ofTheWhole() {
    return ofServers().filter(ServerOptionsTest::isOfTheWhole);
  }

  private static boolean isOfTheWhole(String key) {
    return WholeOptions.all().contains(OptionTable.get(key));
  }

  /** The option with a value that is not its default. */
  private static String given(String key) {
    String value = EveryOptionTest.otherThanDefault(key);
    return key + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String discovery(String line) throws IOException {
    Path file = Files.writeString(directory.resolve("servers"), line);
    return "discovery:(" + file.toUri() + ")";
  }

  private static ConnectionUri parse(String uri) {
    return ConnectionUri.parse(uri).discovered();
  }

  @ParameterizedTest
  @MethodSource("ofServers")
  void forAllServersItIsTheSameAsBehindTheBracket(String key) throws IOException {
    String option = given(key);
    for (String uri :
        List.of("failover:(amqp://h,amqps://i?amqp.vhost=v)", discovery("amqp://h"))) {
      ConnectionUri behind = parse(uri + "?" + option);
      assertThat(behind.options()).isEqualTo(Options.builder().set(key, valueOf(key)).build());

      assertThat(parse(uri + "?failover.nested." + option)).isEqualTo(behind);
      assertThat(parse(uri + "?discovery.discovered." + option)).isEqualTo(behind);
    }
  }

  private static String valueOf(String key) {
    return EveryOptionTest.otherThanDefault(key);
  }

  @ParameterizedTest
  @MethodSource("ofOneServer")
  void atOneServerItIsThatServersOwn(String key) throws IOException {
    Options own = Options.builder().set(key, valueOf(key)).build();
    ConnectionUri two = parse("failover:(amqp://h:1,amqp://i:2?" + given(key) + ")");

    assertThat(two.options()).isEqualTo(Options.DEFAULTS);
    assertThat(two.endpoints().get(0).options()).isEqualTo(Options.DEFAULTS);
    assertThat(two.endpoints().get(1).options()).isEqualTo(own);
    Endpoint discovered = parse(discovery("amqp://h:1?" + given(key))).endpoints().get(0);
    assertThat(discovered.options()).isEqualTo(own);
  }

  @ParameterizedTest
  @MethodSource("ofOneServer")
  void atOneServerItIsThatOfThoseThatThisOneNamesUnlessItIsKept(String key) {
    Options own = Options.builder().set(key, valueOf(key)).build();
    ConnectionUri two = parse("failover:(amqps://h:1?" + given(key) + ",amqps://i:2)");

    Endpoint named = two.endpointAt(null, "j", 3, two.endpoints().get(0), two.endpoints());

    boolean kept = HandedOn.kept().contains(OptionTable.get(key));
    assertThat(named.options()).isEqualTo(kept ? Options.DEFAULTS : own);
  }

  @Test
  void whatIsKeptIsWhatMakesThingsLooserAndTheSecretsOfOneServer() {
    assertThat(HandedOn.kept())
        .extracting(Option::name)
        .containsExactly(
            "transport.trustAll",
            "transport.verifyHost",
            "transport.ws.httpHeader.",
            "amqp.allowInsecureMechanisms",
            "amqp.allowNonSecureRedirects");
  }

  @ParameterizedTest
  @MethodSource("ofTheWhole")
  void atAllServersItIsThatOfTheWhole(String key) {
    String option = given(key);
    String server = "amqp://h?" + option;

    assertThat(parse(server).options()).isEqualTo(parse("failover:(amqp://h)?" + option).options());
    assertThat(parse("failover:(" + server + "," + server + ")"))
        .isEqualTo(parse("failover:(amqp://h,amqp://h)?" + option));
  }

  @ParameterizedTest
  @MethodSource("ofTheWhole")
  void atOneServerAloneItIsRefused(String key) throws IOException {
    String option = "option " + key + " holds for the connection as a whole: it must stand behind";
    String server = "amqp://i?" + given(key);

    refused("failover:(amqp://h," + server + ")", option, "(character 20 of the URI)");
    refused("failover:(" + server + ",amqp://h)", option, "(character 11 of the URI)");
    refused(discovery("amqp://h\n" + server), option, "in line 2");
  }

  @Test
  void atAServerThatContradictsTheBracketItIsRefused() {
    refused(
        "failover:(amqp://h?amqp.drainTimeout=5,amqp://i?amqp.drainTimeout=6)",
        "option amqp.drainTimeout holds",
        "(character 11 of the URI)");
    refused(
        "failover:(amqp://h,amqp://i?amqp.drainTimeout=6)?amqp.drainTimeout=5",
        "option amqp.drainTimeout holds",
        "(character 20 of the URI)");
  }

  private static void refused(String uri, String... words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(uri))
        .withMessageContainingAll(words);
  }
}
