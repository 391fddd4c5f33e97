// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.jms.options.AmqpOptions;
import org.postrider.jms.options.ConnectionUri;
import org.postrider.jms.options.Endpoint;

/** What a new reading of a discovery file makes of the list of servers. */
class DiscoveredServersTest {

  private static List<Endpoint> servers(String... uris) {
    List<Endpoint> servers = new ArrayList<>();
    for (String uri : uris) {
      servers.addAll(ConnectionUri.parse(uri).endpoints());
    }
    return servers;
  }

  private static Endpoint server(String uri) {
    return servers(uri).get(0);
  }

  @Test
  void newServersComeLastAndTheOrderOfTheOthersStays() {
    DiscoveredServers discovered = new DiscoveredServers(servers("amqp://a", "amqp://b"));
    List<Endpoint> rotated = servers("amqp://b", "amqp://a");

    List<Endpoint> next =
        discovered.update(
            servers("amqp://c", "amqp://a", "amqp://b", "amqp://c"), rotated, server("amqp://a"));

    assertThat(next).isEqualTo(servers("amqp://b", "amqp://a", "amqp://c"));
  }

  @Test
  void serversThatAreGoneLeaveTheListAndTheOneInUseLater() {
    DiscoveredServers discovered = new DiscoveredServers(servers("amqp://a", "amqp://b"));
    List<Endpoint> read = servers("amqp://c");

    List<Endpoint> next =
        discovered.update(read, servers("amqp://b", "amqp://a"), server("amqp://a"));
    assertThat(next).isEqualTo(servers("amqp://a", "amqp://c"));

    assertThat(discovered.update(read, next, server("amqp://a"))).isEqualTo(next);
    assertThat(discovered.update(read, next, server("amqp://c"))).isEqualTo(read);
  }

  @Test
  void aServerThatComesBackStays() {
    DiscoveredServers discovered = new DiscoveredServers(servers("amqp://a", "amqp://b"));
    List<Endpoint> both = servers("amqp://b", "amqp://a");

    List<Endpoint> next = discovered.update(servers("amqp://b"), both, server("amqp://a"));
    next = discovered.update(both, next, server("amqp://a"));

    assertThat(discovered.update(both, next, server("amqp://b"))).isEqualTo(both);
  }

  @Test
  void whatTheBrokerListedIsLeftAsItIs() {
    DiscoveredServers discovered = new DiscoveredServers(servers("amqp://a", "amqp://b"));
    List<Endpoint> listed = servers("amqp://x", "amqp://a");

    List<Endpoint> next =
        discovered.update(servers("amqp://b", "amqp://c"), listed, server("amqp://x"));

    assertThat(next).isEqualTo(servers("amqp://x", "amqp://c"));
  }

  @Test
  void aServersOptionsMayChange() {
    DiscoveredServers discovered = new DiscoveredServers(servers("amqp://a"));

    List<Endpoint> next =
        discovered.update(
            servers("amqp://a?amqp.vhost=v"), servers("amqp://a"), server("amqp://a"));

    assertThat(next).hasSize(1);
    assertThat(next.get(0).options().get(AmqpOptions.VHOST)).isEqualTo("v");
  }
}
