// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.jms.PostriderConnectionFactory;

/** What discovery URIs and their files say, and how wrong ones are refused. */
class DiscoveryTest {

  @TempDir private Path directory;

  private Path written(String text) throws IOException {
    return Files.writeString(directory.resolve("list of servers"), text);
  }

  private static ConnectionUri uri(Path file, String options) {
    return ConnectionUri.parse("discovery:(" + file.toUri() + ")" + options);
  }

  @Test
  void eachLineButRemarksIsAServer() throws IOException {
    Path file =
        written("# ours\namqp://a\r\n\n  amqps://b:7?amqp.vhost=v  \n #amqp://c\namqpws://d/p");

    ConnectionUri uri = uri(file, "").discovered();

    assertThat(uri.endpoints())
        .extracting(Endpoint::uri)
        .containsExactly("amqp://a:5672", "amqps://b:7", "amqpws://d:5672/p");
    assertThat(uri.endpoints().get(1).options().get(AmqpOptions.VHOST)).isEqualTo("v");
    assertThat(uri.recovers()).isTrue();
    assertThat(uri).hasToString("discovery:(" + file.toUri() + ")");
  }

  @Test
  void theIntervalStandsInTheAgentsUri() {
    String agent = "discovery:(file:///servers?updateInterval=7)";

    assertThat(interval("discovery:(file:///servers)")).isEqualTo(30_000);
    assertThat(interval(agent + "?discovery.updateInterval=9")).isEqualTo(7);
    assertThat(interval("discovery:(file:///servers)?discovery.updateInterval=9")).isEqualTo(9);
    assertThat(interval("discovery:file:///servers?updateInterval=0")).isZero();
  }

  @Test
  void ofSeveralFilesTheShortestIntervalHoldsForAll() {
    assertThat(interval("discovery:(file:///a?updateInterval=9,file:///b?updateInterval=7)"))
        .isEqualTo(7);
    assertThat(interval("discovery:(file:///a?updateInterval=9,file:///b)")).isEqualTo(9);
    assertThat(interval("discovery:(file:///a?updateInterval=0,file:///b?updateInterval=7)"))
        .isEqualTo(7);
  }

  @Test
  void severalFilesNameTheServersOfAll() throws IOException {
    Path first = written("amqp://a\namqp://b");
    Path second = Files.writeString(directory.resolve("more"), "amqp://b:5672\namqp://c");

    ConnectionUri uri =
        ConnectionUri.parse("discovery:(" + first.toUri() + "," + second.toUri() + ")")
            .discovered();

    assertThat(uri.endpoints())
        .extracting(Endpoint::uri)
        .containsExactly("amqp://a:5672", "amqp://b:5672", "amqp://c:5672");
    assertThat(uri).hasToString("discovery:(" + first.toUri() + "," + second.toUri() + ")");
  }

  private static long interval(String uri) {
    return ConnectionUri.parse(uri).options().get(DiscoveryOptions.UPDATE_INTERVAL);
  }

  @Test
  void theOptionsOfFailoverHaveBothPrefixes() {
    Options options =
        ConnectionUri.parse(
                "discovery:(file:///servers)?failover.reconnectDelay=5"
                    + "&discovery.maxReconnectAttempts=6&jms.clientID=me")
            .options();

    assertThat(options.get(FailoverOptions.RECONNECT_DELAY)).isEqualTo(5);
    assertThat(options.get(FailoverOptions.MAX_RECONNECT_ATTEMPTS)).isEqualTo(6);
    assertThat(options.get(JmsOptions.CLIENT_ID)).isEqualTo("me");
  }

  @Test
  void aLinesOptionsGoBeforeThoseOfAllAndPropertiesBeforeBoth() throws IOException {
    Path file = written("amqp://a\namqp://b?amqp.idleTimeout=2&amqp.vhost=v");
    ConnectionUri uri =
        uri(
            file,
            "?jms.clientID=me&discovery.discovered.amqp.idleTimeout=1"
                + "&failover.nested.transport.tcpNoDelay=false");
    Options properties = Options.builder().set(AmqpOptions.VHOST, "w").build();

    List<Endpoint> servers = uri.with(properties).discovered().endpoints();

    Options first = servers.get(0).options();
    Options second = servers.get(1).options();
    assertThat(first.get(AmqpOptions.IDLE_TIMEOUT)).isEqualTo(1);
    assertThat(first.get(JmsOptions.CLIENT_ID)).isEqualTo("me");
    assertThat(first.get(TransportOptions.TCP_NO_DELAY)).isFalse();
    assertThat(second.get(AmqpOptions.IDLE_TIMEOUT)).isEqualTo(2);
    assertThat(second.get(AmqpOptions.VHOST)).isEqualTo("w");
    assertThat(uri.options().get(AmqpOptions.IDLE_TIMEOUT)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "discovery:(); must name an agent; 12",
        "discovery:; must name an agent; 11",
        "discovery:(file:///a,multicast://default); multicast is not supported; 22",
        "discovery:(file:///a,amqp://b); must be the URI of a file; 22",
        "discovery:(file:///a,file:///b?group=x); no option but updateInterval; 32",
        "discovery:(file:///a; must close the bracket; 11",
        "discovery:(file:///a)x; must have nothing but options behind its servers; 22",
        "discovery:(file:a); must be the URI of a file; 12",
        "discovery:(file://host/a); must be the URI of a file; 12",
        "discovery:(file:///a b); must be the URI of a file; 12",
        "discovery:(amqp://a); must be the URI of a file; 12",
        "discovery:(failover:(amqp://a)); must be the URI of a file; 12",
        "discovery:(multicast://default?group=default); multicast is not supported; 12",
        "discovery:(file:///a?updateInterval=-1); value '-1' must be a number; 22",
        "discovery:(file:///a?updateInterval=5&group=x); no option but updateInterval; 39",
        "discovery:(file:///a)?discovery.nonsense=1; unknown option discovery.nonsense; 23",
        "discovery:(file:///a)?discovery.discovered.amqp.x=1; unknown option discovery.discovered.amqp.x; 23",
        "failover:(discovery:(file:///a)); must not hold another one; 11"
      })
  void whatIsWrongInTheUriIsNamedWithItsPlace(String uri, String message, int character) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUri.parse(uri))
        .withMessageContaining(message)
        .withMessageEndingWith("(character " + character + " of the URI)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "http://b; URI scheme 'http' must be amqp",
        "amqp://b:0; port '0' must be a number",
        "amqp://b?amqp.nonsense=1; unknown option amqp.nonsense",
        "amqp://b?jms.clientID=x; must stand behind the servers' bracket",
        "amqp://b?discovery.randomize=true; must stand behind the servers' bracket",
        "amqp://b,amqp://c; must",
        "failover:(amqp://b); must be the URI of one server",
        "discovery:(file:///b); must be the URI of one server"
      })
  void aBadLineIsNamedWithItsFileAndNumber(String line, String message) throws IOException {
    Path file = written("amqp://a\n# none\n" + line + "\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PostriderConnectionFactory("discovery:(" + file.toUri() + ")"))
        .withMessageStartingWith("discovery file " + file + ": ")
        .withMessageContaining(message)
        .withMessageEndingWith(" in line 3");
  }

  @Test
  void aPasswordInAFileIsNotShown() throws IOException {
    Path file = written("amqp://bob:hush@b:x");

    assertThatThrownBy(() -> uri(file, "").discovered())
        .hasMessageContaining("jms.username and jms.password")
        .hasMessageNotContaining("hush");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n# nothing\n"})
  void aFileWithoutServersIsRefused(String text) throws IOException {
    Path file = written(text);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PostriderConnectionFactory("discovery:(" + file.toUri() + ")"))
        .withMessage(
            "discovery file %s must name 1 to 1000 servers, one a line as in %s, not 0"
                + " (character 12 of the URI)",
            file, ConnectionUri.DEFAULT);
  }

  @Test
  void whatIsNoReadableTextOfBoundedSizeIsRefused() throws IOException {
    Path file = written("amqp://a");
    Files.write(file, new byte[] {'#', (byte) 0xFF});
    assertThatThrownBy(() -> uri(file, "").discovered()).hasMessageContaining("UTF-8");

    written("#".repeat(1 << 20) + "\namqp://a");
    assertThatThrownBy(() -> uri(file, "").discovered()).hasMessageContaining("1048576 octets");

    written("amqp://a\n".repeat(1001));
    assertThatThrownBy(() -> uri(file, "").discovered()).hasMessageContaining("not 1001");

    assertThatThrownBy(() -> uri(directory, "").discovered())
        .hasMessageContaining("must be a file that is there");
  }

  @Test
  void aFactoryRefusesAFileThatIsNotThere() {
    PostriderConnectionFactory factory = new PostriderConnectionFactory();
    String uri = "discovery:(" + directory.resolve("none").toUri() + ")";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> factory.setRemoteURI(uri))
        .withMessageEndingWith("none must be a file that is there (character 12 of the URI)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PostriderConnectionFactory(Map.of("remoteURI", uri)));
  }

  @Test
  void aFileThatIsGoneLaterFailsTheConnectionAndNotTheFactory() throws Exception {
    Path file = written("amqp://a");
    PostriderConnectionFactory factory =
        new PostriderConnectionFactory("discovery:(" + file.toUri() + ")");
    Files.delete(file);

    factory.setProperty("clientID", "me");

    assertThat(factory.getClientID()).isEqualTo("me");
    assertThatThrownBy(factory::createConnection)
        .isInstanceOf(JMSException.class)
        .hasMessageContaining("must be a file that is there");
  }
}
