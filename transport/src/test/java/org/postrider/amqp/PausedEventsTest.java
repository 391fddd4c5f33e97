// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.ScriptedPeer;
import org.postrider.testpeer.TestPayload;

/** A long chain of events makes pauses, and what comes meanwhile keeps its order all the same. */
@Timeout(60)
class PausedEventsTest {

  private final ScriptedPeer peer = ScriptedPeer.listen();
  private Container container = new Container();

  @AfterEach
  void stop() throws InterruptedException {
    peer.close();
    container.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
  }

  /** Asks for a name that is taken in the event that refuses it: nearly all the time is a pause. */
  private static final class Chain implements MessagingHandler {

    private final Consumer<Session> besides;
    private volatile boolean over;

    /** Makes a receiver besides, whose events are told to another handler. */
    Chain(MessagingHandler others) {
      this(session -> session.createReceiver("q", new ReceiverOptions().handler(others)));
    }

    Chain(Consumer<Session> besides) {
      this.besides = besides;
    }

    @Override
    public void onLinkOpened(Event event) {
      again(event);
      besides.accept(event.session());
    }

    @Override
    public void onLinkError(Event event) {
      if (!over && !event.session().isClosed()) {
        again(event);
      }
    }

    private static void again(Event event) {
      event
          .container()
          .createSender(event.connection(), "q", new SenderOptions().name(event.link().name()));
    }
  }

  /** What the receiver is told while the chain goes on. */
  private void run(Chain chain) {
    container = new Container(chain);
    container.start();
    Connection connection = container.connect(peer.uri(), new ConnectionOptions().reconnect(false));
    container.createSender(connection, "q");
  }

  private void opens() {
    peer.expectSaslAnonymous().expectOpen().respond().expectBegin().respond();
    peer.ignore(Flow.class).expectAttach().ofSender().respond();
    peer.expectAttach().ofReceiver().respond().expectFlow().withLinkCredit(10);
  }

  @Test
  void messagesComeBehindTheEventsBeforeThemAndBeforeThoseBehindThem() {
    Recorder told =
        new Recorder(
            EventType.LINK_OPENED,
            EventType.DELIVERY,
            EventType.MESSAGE,
            EventType.LINK_REMOTE_CLOSE,
            EventType.LINK_CLOSED);
    Chain chain = new Chain(told);
    opens();
    peer.remoteTransfer().withPayload(TestPayload.ofValue("one")).send();
    peer.remoteTransfer().withPayload(TestPayload.ofValue("two")).send();
    peer.remoteDetach().closed().send();
    peer.allowSurplus();

    run(chain);

    told.inOrder(EventType.LINK_OPENED, EventType.DELIVERY);
    assertThat(told.next(EventType.MESSAGE).message().body()).isEqualTo("one");
    told.next(EventType.DELIVERY);
    assertThat(told.next(EventType.MESSAGE).message().body()).isEqualTo("two");
    told.inOrder(EventType.LINK_REMOTE_CLOSE, EventType.LINK_CLOSED);
    chain.over = true;
  }

  @Test
  void aMessageThatWaitedIsAcceptedWhenItsHandlerReturns() {
    Recorder told = new Recorder(EventType.MESSAGE);
    Chain chain = new Chain(told);
    opens();
    peer.remoteTransfer().withPayload(TestPayload.ofValue("one")).send();
    peer.expectDisposition().settled().withState(Accepted.INSTANCE);
    peer.allowSurplus();

    run(chain);

    peer.waitForScriptToComplete();
    told.next(EventType.MESSAGE);
    chain.over = true;
  }

  @Test
  void aDrainIsAnsweredBehindTheEventThatTellsOfItsCredit() {
    MessagingHandler sending =
        new MessagingHandler() {
          @Override
          public void onSendable(Event event) {
            event.sender().send(new Message("one"));
          }
        };
    Chain chain =
        new Chain(session -> session.createSender("q", new SenderOptions().handler(sending)));
    peer.expectSaslAnonymous().expectOpen().respond().expectBegin().respond();
    peer.expectAttach().ofSender().respond().expectAttach().ofSender().respond();
    peer.remoteFlow().withLinkCredit(2).withDrain().send();
    peer.expectTransfer().withPayload(TestPayload.text("one"));
    peer.expectFlow().draining().withLinkCredit(0);
    peer.allowSurplus();

    run(chain);

    peer.waitForScriptToComplete();
    chain.over = true;
  }

  @Test
  void aMessageThatWaitedIsNotHandedOverBehindTheCloseOfItsReceiver() {
    Recorder told =
        new Recorder(EventType.MESSAGE, EventType.LINK_LOCAL_CLOSE, EventType.LINK_CLOSED) {
          @Override
          public void onLinkOpened(Event event) {
            event.receiver().close();
          }
        };
    Chain chain = new Chain(told);
    opens();
    peer.remoteTransfer().withPayload(TestPayload.ofValue("one")).send();
    peer.ignore(Disposition.class).expectDetach().closed().respond();
    peer.allowSurplus();

    run(chain);

    told.inOrder(EventType.LINK_LOCAL_CLOSE, EventType.LINK_CLOSED);
    chain.over = true;
  }
}
