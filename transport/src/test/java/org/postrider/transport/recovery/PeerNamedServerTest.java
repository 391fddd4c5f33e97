// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/** What a peer may write into the name of a server: it comes into logs, again at each try. */
class PeerNamedServerTest {

  private static final String FORGED = "evil\n[main] WARN admin logged in";

  private static ServerAddress redirect(String field, String value) {
    Map<Symbol, Object> info =
        field.equals("network-host")
            ? Map.of(Symbol.of(field), value)
            : Map.of(Symbol.of("network-host"), "other.example", Symbol.of(field), value);
    ServerAddress address =
        ServerAddress.ofRedirect(new AmqpError(ErrorConditions.CONNECTION_REDIRECT, "there", info));
    assertThat(address).isNotNull();
    return address;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "broker",
        "my_broker.example",
        "10.0.0.1",
        "bücher.example",
        "::1",
        "[::1]",
        "fe80::1%eth0"
      })
  void aNameOrAnAddressIsFollowed(String host) {
    assertThat(redirect("network-host", host).fault()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        FORGED,
        "a b",
        "a/b",
        "a@b",
        "a?jms.password=x",
        "::1%\n",
        "\u001b[31m",
        "a\u202eb",
        "[::1"
      })
  void aHostOfOtherCharactersIsNot(String host) {
    ServerAddress address = redirect("network-host", host);

    assertThat(address.fault()).contains("network-host", "must be a name or an address");
    assertThat(address.toString()).doesNotContain("\n", "\u001b", "\u202e");
  }

  @Test
  void aHostThatIsLongerThanAnyIsNotFollowedAndShownCut() {
    ServerAddress address = redirect("network-host", "h".repeat(40_000));

    assertThat(redirect("network-host", "h".repeat(255)).fault()).isNull();
    assertThat(address.fault()).contains("network-host", "255");
    assertThat(address.toString()).hasSizeLessThan(600);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hostname", "path"})
  void whatElseItWritesMustBeOnOneLineAndShort(String field) {
    assertThat(redirect(field, "/" + FORGED).fault()).contains(field);
    assertThat(redirect(field, "/" + "p".repeat(40_000)).fault()).contains(field);
    assertThat(redirect(field, "/a.b-c_d").fault()).isNull();
  }

  @Test
  void aListOfServersIsReadWithoutThoseThatNoneCanBe() {
    Map<Symbol, Object> properties =
        Map.of(
            Symbol.of("failover-server-list"),
            List.of(
                Map.of(Symbol.of("network-host"), FORGED),
                Map.of(Symbol.of("network-host"), "good"),
                Map.of(Symbol.of("network-host"), "h".repeat(256))));
    Open open =
        new Open("broker", null, 512, 1, 0, List.of(), List.of(), List.of(), List.of(), properties);

    assertThat(ServerAddress.listOf(open)).extracting(ServerAddress::host).containsExactly("good");
  }
}
