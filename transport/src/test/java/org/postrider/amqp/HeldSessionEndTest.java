// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Performative;
import org.postrider.testpeer.ScriptedPeer;

/** A session that is closed while its links are being attached. */
@Timeout(60)
class HeldSessionEndTest {

  private final ScriptedPeer peer = ScriptedPeer.listen();
  private final Recorder told =
      new Recorder(
          EventType.LINK_OPENED,
          EventType.LINK_FINAL,
          EventType.SESSION_OPENED,
          EventType.SESSION_CLOSED,
          EventType.SESSION_FINAL);
  private final Container container = new Container(told);

  @AfterEach
  void stop() throws InterruptedException {
    peer.close();
    container.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
  }

  private Session attaching(Duration closeTimeout) {
    peer.ignore(Flow.class);
    // The end goes out without an answer in the end.
    peer.ignore(End.class);
    peer.expectSaslAnonymous().expectOpen().respond().expectBegin().respond().expectAttach();
    container.start();
    Connection connection =
        container.connect(
            peer.uri(), new ConnectionOptions().reconnect(false).closeTimeout(closeTimeout));
    Session session = connection.createSession();
    session.createReceiver("q");
    await().until(() -> has(Attach.class));
    return session;
  }

  private boolean has(Class<? extends Performative> type) {
    return peer.frames().stream().anyMatch(frame -> type.isInstance(frame.performative()));
  }

  @Test
  void aPeerThatNeverAnswersTheAttachIsWaitedForUntilTheCloseTimesOut() {
    Session session = attaching(Duration.ofMillis(50));

    session.close();

    told.inOrder(
        EventType.SESSION_OPENED,
        EventType.LINK_FINAL,
        EventType.SESSION_CLOSED,
        EventType.SESSION_FINAL);
    assertThat(session.isClosed()).isTrue();
    peer.waitForScriptToComplete();
  }
}
