// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Flow;

/** A session's window while far too much waits of a link whose peer goes on without credit. */
class ShutWindowTest {

  private static final int CREDIT = 5000;

  /** More than half of the window that the session begins with, of 2048 frames. */
  private static final int MOST_OF_A_WINDOW = 1500;

  private final Stage stage = new Stage().opened();
  private final SessionEndpoint session = stage.session(10);
  private final ReceiverLink full = stage.receiver(session, "full", CREDIT);
  private int sent;

  private void deliver(int messages) {
    for (int i = 0; i < messages; i++) {
      long handle = full.localHandle();
      stage.peer.send(0, RawPeer.transfer(handle, sent++, "settled"), new byte[1]);
    }
  }

  private void shut() {
    full.credit(0);
    full.shutWindow();
    stage.engine.flush();
    stage.forget();
  }

  private boolean isTold() {
    stage.engine.flush();
    return !stage.peer.takeAll(Flow.class).isEmpty();
  }

  @Test
  void itIsNotOpenedAgainUntilTheLinkSaysSo() {
    shut();

    deliver(MOST_OF_A_WINDOW);
    assertThat(isTold()).isFalse();
    full.openWindow();

    assertThat(isTold()).isTrue();
    assertThat(session.incomingWindow()).isGreaterThan(1024);
  }

  @Test
  void creditOpensIt() {
    shut();
    deliver(MOST_OF_A_WINDOW);

    full.credit(1);
    stage.engine.flush();

    assertThat(session.incomingWindow()).isGreaterThan(1024);
  }

  @Test
  void whoGoesOnWithoutAWindowAndWithoutCreditIsEnded() {
    shut();

    deliver(CREDIT);

    assertThat(stage.log.events.stream().filter("delivered"::equals).count())
        .isLessThan(2 * 2048 + 1);
    assertThat(session.state()).isNotEqualTo(SessionState.MAPPED);
  }

  @Test
  void aLinkThatMayGetMessagesKeepsItOpen() {
    stage.receiver(session, "another", 1);
    shut();

    deliver(MOST_OF_A_WINDOW);

    assertThat(isTold()).isTrue();
  }

  @Test
  void aLinkInTheMidstOfAMessageKeepsItOpen() {
    ReceiverLink another = stage.receiver(session, "another", 1);
    long handle = another.localHandle();
    stage.peer.send(0, RawPeer.transfer(handle, sent++, "more"), new byte[1]);
    shut();

    deliver(MOST_OF_A_WINDOW);

    assertThat(another.credit()).isZero();
    assertThat(isTold()).isTrue();
  }

  @Test
  void aLinkThatHasUsedItsCreditKeepsItOpenNoMore() {
    ReceiverLink another = stage.receiver(session, "another", 1);
    shut();
    long handle = another.localHandle();
    stage.peer.send(0, RawPeer.transfer(handle, sent++, "settled"), new byte[1]);
    assertThat(another.credit()).isZero();

    shut();
    deliver(MOST_OF_A_WINDOW);

    assertThat(isTold()).isFalse();
  }

  @Test
  void aLinkThatHasGoneKeepsItOpenNoMore() {
    ReceiverLink another = stage.receiver(session, "another", 1);
    shut();
    another.detach(true, null);
    stage.peer.send(new Detach(another.localHandle(), true, null));

    shut();
    deliver(MOST_OF_A_WINDOW);

    assertThat(isTold()).isFalse();
  }

  @Test
  void aLinkThatGetsCreditOpensIt() {
    ReceiverLink another = stage.receiver(session, "another", 0);
    shut();
    deliver(MOST_OF_A_WINDOW);
    assertThat(isTold()).isFalse();

    another.credit(1);
    stage.engine.flush();

    assertThat(session.incomingWindow()).isGreaterThan(1024);
  }

  @Test
  void theEndOfTheLinkOpensIt() {
    shut();
    deliver(MOST_OF_A_WINDOW);

    full.detach(true, null);

    assertThat(isTold()).isTrue();
  }

  @Test
  void theNextConnectionBeginsWithAnOpenOne() {
    shut();
    deliver(MOST_OF_A_WINDOW);

    stage.peer.disconnect();
    stage.opened();
    stage.peer.send(RawPeer.begin(0, 0, 10));
    stage.peer.send(RawPeer.sender("full", full.localHandle()));
    full.credit(CREDIT);
    stage.engine.flush();
    stage.forget();
    sent = 0;
    deliver(MOST_OF_A_WINDOW);

    assertThat(isTold()).isTrue();
  }
}
