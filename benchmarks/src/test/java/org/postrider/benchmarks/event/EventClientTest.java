// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.benchmarks.peer.NullPeer;

/** Each client goes its course to the end; more than the null peer's credit, so that it waits. */
@Timeout(120)
class EventClientTest {

  private static final int OCTETS = 100;
  private static final int MESSAGES = 25_000;

  private NullPeer peer;

  @BeforeEach
  void start() throws IOException {
    peer = NullPeer.start();
  }

  @AfterEach
  void stop() throws IOException {
    peer.close();
  }

  @Test
  void everySendHasItsOutcome() throws Exception {
    for (EventClient client : clients("queue")) {
      Course course = new Course(1, MESSAGES);

      client.send(course);

      assertThat(course.hasNext()).isFalse();
      assertThat(course.isOver()).isTrue();
    }
  }

  @Test
  void everyAwaitedSendHasItsOutcome() throws Exception {
    for (EventClient client : clients("queue")) {
      Course course = new Course(1, 100);

      client.sendAwaited(course);

      assertThat(course.isOver()).isTrue();
    }
  }

  @Test
  void asManyAreReceivedAsAreWanted() throws Exception {
    for (EventClient client : clients("stream/" + OCTETS + "/0")) {
      Course course = new Course(1, MESSAGES);

      client.receive(course);

      assertThat(course.isOver()).isTrue();
    }
  }

  private List<EventClient> clients(String address) {
    String url = "amqp://127.0.0.1:" + peer.port();
    return List.of(
        new PostriderEvents(url, address, OCTETS), new Protonj2Events(url, address, OCTETS));
  }
}
