// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.postrider.jms.PostriderConnectionFactory;

/** URIs made at random: rightly, and then broken. */
class UriPropertiesTest {

  private static final List<String> SERVERS =
      List.of(
          "amqp://h",
          "amqps://my_host:7",
          "amqpws://[::1]:9/path",
          "AMQP://127.0.0.1",
          "amqp://é:1");

  private static final List<String> OPTIONS =
      List.of(
          "jms.clientID=a%20b",
          "jms.sendTimeout=-1",
          "jms.prefetchPolicy.all=5",
          "jms.deserializationPolicy.allowList=a.b,c.d",
          "jms.presettlePolicy.presettleAll=TRUE");

  private static final List<String> SERVER_OPTIONS =
      List.of(
          "amqp.vhost=",
          "amqp.saslMechanisms=PLAIN,EXTERNAL",
          "transport.tcpNoDelay=false",
          "transport.ws.httpHeader.X=1",
          "amqp.idleTimeout=0");

  private static String some(Random random, List<String> options) {
    List<String> chosen = new ArrayList<>();
    for (String option : options) {
      if (random.nextInt(3) == 0) {
        chosen.add(option);
      }
    }
    return chosen.isEmpty() ? "" : "?" + String.join("&", chosen);
  }

  private static String server(Random random, boolean alone) {
    List<String> options = new ArrayList<>(SERVER_OPTIONS);
    if (alone) {
      options.addAll(OPTIONS);
    }
    return SERVERS.get(random.nextInt(SERVERS.size())) + some(random, options);
  }

  private static String uri(Random random) {
    if (random.nextBoolean()) {
      return server(random, true);
    }
    List<String> servers = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      servers.add(server(random, false));
    }
    List<String> options = new ArrayList<>(OPTIONS);
    options.add("failover.maxReconnectAttempts=3");
    options.add("failover.nested.amqp.idleTimeout=9");
    if (random.nextInt(4) == 0) {
      String agent = "file:///a%20b" + some(random, List.of("updateInterval=7"));
      options.add("discovery.discovered.transport.keyAlias=k");
      return "discovery:(" + agent + ")" + some(random, options);
    }
    return "failover:(" + String.join(",", servers) + ")" + some(random, options);
  }

  @Provide
  Arbitrary<String> uris() {
    return Arbitraries.longs().map(seed -> uri(new Random(seed)));
  }

  @Property
  void aRightUriIsTakenAndItsServersAreTakenAgain(@ForAll @From("uris") String uri) {
    ConnectionUri parsed = ConnectionUri.parse(uri);

    String shown = parsed.toString().replace(",…)", ")");
    ConnectionUri again = ConnectionUri.parse(shown);
    assertThat(again.endpoints()).hasSize(Math.min(parsed.shown(), parsed.endpoints().size()));
    assertThat(again).hasToString(shown);
    if (parsed.discovery() == null) {
      assertThat(new PostriderConnectionFactory(uri).getRemoteURI()).isEqualTo(uri);
    }
  }

  private static final List<String> PIECES =
      List.of(
          "(",
          ")",
          "?",
          "&",
          "=",
          ",",
          ":",
          "//",
          "@",
          "%",
          "%zz",
          "[",
          "]",
          "#",
          " ",
          "failover:",
          "discovery:",
          "file:///",
          "amqp://",
          "x",
          "jms.",
          "jms.clientID=",
          "-1",
          "99999999999",
          "\u0000",
          "é",
          "\uD83D");

  private static String broken(String uri, Random random) {
    StringBuilder text = new StringBuilder(uri);
    for (int i = 0; i <= random.nextInt(3); i++) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + random.nextInt(4));
      text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  private static void assertTakenOrRefused(String uri) {
    try {
      ConnectionUri.parse(uri);
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(uri.length() + 2000);
    }
  }

  @Property(tries = 5000)
  void whateverIsBrokenThereIsNoOtherException(
      @ForAll @From("uris") String uri, @ForAll long seed) {
    assertTakenOrRefused(broken(uri, new Random(seed)));
  }

  @Property
  void textsOfAnyCharactersDoNoHarmEither(@ForAll String text) {
    assertTakenOrRefused(text);
    assertTakenOrRefused("amqp://" + text);
    assertTakenOrRefused("failover:(" + text + ")?" + text);
    assertTakenOrRefused("discovery:(" + text + ")?" + text);
    assertTakenOrRefused("discovery:(file:///" + text + ")");
  }

  /** Letters that no option, scheme or message has in this order. */
  private static final String SECRET = "qxzhush";

  @Property(tries = 2000)
  void noRefusalShowsAPassword(@ForAll @From("uris") String uri, @ForAll long seed) {
    Random random = new Random(seed);
    String password = SECRET + PIECES.get(random.nextInt(PIECES.size())) + SECRET;
    String mark = uri.contains("?") ? "&" : "?";
    String[] texts = {
      uri + mark + "jms.password=" + password,
      uri + mark + "jms.password=" + password + "&jms.sendTimeout=soon",
      uri.replace("://", "://bob:" + password + "@"),
      "bob:" + password + "@h:5672"
    };
    for (String text : texts) {
      try {
        assertThat(new PostriderConnectionFactory(text).toString()).doesNotContain(SECRET);
      } catch (IllegalArgumentException refused) {
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
          assertThat(cause.getMessage()).as(text).doesNotContain(SECRET);
        }
      }
    }
  }
}
