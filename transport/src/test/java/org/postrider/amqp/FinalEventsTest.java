// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.ScriptedPeer;

/** The last events of a connection, its sessions and its links, whatever ends it. */
@Timeout(60)
class FinalEventsTest {

  private static Stream<Named<ConnectionOptions>> endings() {
    return Stream.of(
        Named.of("without reconnecting", new ConnectionOptions().reconnect(false)),
        Named.of("tries used up", new ConnectionOptions().reconnect(new NoDelay())));
  }

  /** No try at all behind the first. */
  private static final class NoDelay implements ReconnectPolicy {

    private boolean begun;

    @Override
    public void reset() {
      // There is nothing to begin anew.
    }

    @Override
    public Duration next() {
      boolean first = !begun;
      begun = true;
      return first ? Duration.ZERO : null;
    }
  }

  @ParameterizedTest
  @MethodSource("endings")
  void aConnectionThatDoesNotComeBackEndsItsLinksThenItsSessionsThenItself(
      ConnectionOptions options) throws Exception {
    Recorder client =
        new Recorder(EventType.LINK_FINAL, EventType.SESSION_FINAL, EventType.CONNECTION_FINAL);
    Container container = new Container(client);
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.ignore(Flow.class).expectSaslAnonymous().expectOpen().respond();
      peer.expectBegin().respond().expectAttach().respond().expectAttach().respond();
      peer.dropConnection();

      Connection connection = container.connect(options.urls(peer.uri()));
      Sender sender = container.createSender(connection, "q");
      Receiver receiver = container.createReceiver(connection, "q");
      container.run();

      assertThat(client.next(EventType.LINK_FINAL).link()).isIn(sender, receiver);
      assertThat(client.next(EventType.LINK_FINAL).link()).isIn(sender, receiver);
      assertThat(client.next(EventType.SESSION_FINAL).session()).isSameAs(sender.session());
      assertThat(client.next(EventType.CONNECTION_FINAL).connection()).isSameAs(connection);
      assertThat(client.isEmpty()).isTrue();
    }
  }
}
