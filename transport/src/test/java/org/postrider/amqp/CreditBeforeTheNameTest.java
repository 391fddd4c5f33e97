// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.testpeer.ScriptedPeer;

/** Credit that is given by hand to a receiver that waits for its name: it has no link yet. */
@Timeout(60)
class CreditBeforeTheNameTest {

  private final Recorder told = new Recorder(EventType.LINK_OPENED);
  private final Container container = new Container(told);

  @AfterEach
  void stop() throws InterruptedException {
    container.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void itIsGrantedWhenTheLinkIsThere() {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      passesTheNameOn(peer);
      peer.expectFlow().withLinkCredit(5).notDraining();
      peer.allowSurplus();

      haveOneWait(
          peer,
          third -> {
            third.addCredit(2);
            third.addCredit(3);
            assertThat(third.credit()).isEqualTo(5);
          });

      peer.waitForScriptToComplete();
    }
  }

  @Test
  void itComesBeforeADrainOrBehindItAsItWasAskedFor() {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      passesTheNameOn(peer);
      peer.expectFlow().withLinkCredit(5).notDraining().optional();
      peer.expectFlow().withLinkCredit(5).draining();
      peer.remoteFlow().drained().send();
      peer.expectFlow().withLinkCredit(2).notDraining();
      peer.allowSurplus();

      haveOneWait(
          peer,
          third -> {
            third.addCredit(5);
            third.drain();
            third.addCredit(2);
          });

      peer.waitForScriptToComplete();
    }
  }

  private static void passesTheNameOn(ScriptedPeer peer) {
    peer.expectSaslAnonymous().expectOpen().respond();
    peer.expectBegin().respond().expectAttach().withName("n").respond();
    peer.expectDetach().respond().expectAttach().withName("n").respond();
  }

  /** Has a third receiver wait for a name that the first gives up, and then the second too. */
  private void haveOneWait(ScriptedPeer peer, Consumer<Receiver> asked) {
    Session session =
        container.connect(peer.uri(), new ConnectionOptions().reconnect(false)).defaultSession();
    Receiver first = session.createReceiver("q", byHand());
    container.start();
    told.next(EventType.LINK_OPENED);
    container.execute(
        () -> {
          first.detach();
          Receiver second = session.createReceiver("q", byHand());
          asked.accept(session.createReceiver("q", byHand()));
          second.close();
        });
    told.next(EventType.LINK_OPENED);
  }

  private static ReceiverOptions byHand() {
    return new ReceiverOptions().name("n").credit(0);
  }
}
