// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import org.junit.jupiter.api.Test;

/** How many servers a URI may name, and where it says that they are too many. */
class ServerCountTest {

  @Test
  void severalServersNeedTheFailoverScheme() {
    assertThatThrownBy(() -> ConnectionUri.parse("amqp://a, amqp://b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "URI must name one server; several are failover:(uri,uri) (character 11 of the URI)");
  }

  @Test
  void aValueMayLookLikeAFurtherServer() {
    assertThat(ConnectionUri.parse("amqp://a?jms.clientIDPrefix=x,amqp://b").endpoints())
        .hasSize(1);
  }

  @Test
  void theFirstServerTooManyIsPointedAt() {
    String servers = String.join(",", Collections.nCopies(UriParser.MAX_ENDPOINTS + 1, "amqp://a"));

    assertThatThrownBy(() -> ConnectionUri.parse("failover:(" + servers + ")"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("failover URI with 1001 servers; at most 1000 (character 9011 of the URI)");
  }
}
