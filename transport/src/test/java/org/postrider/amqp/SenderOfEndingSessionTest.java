// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.ScriptedPeer;

/** What is sent over a link whose session is just coming to its end is never lost in silence. */
@Timeout(60)
class SenderOfEndingSessionTest {

  private final ScriptedPeer peer = ScriptedPeer.listen();
  private final BlockingQueue<Delivery> sent = new LinkedBlockingQueue<>();

  /** What becomes of the senders behind the first. */
  private final Recorder told =
      new Recorder(
          EventType.LINK_LOCAL_OPEN,
          EventType.LINK_ERROR,
          EventType.ACCEPTED,
          EventType.DELIVERY_LOST,
          EventType.LINK_FINAL);

  private final Container container = new Container(new Recorder());

  @AfterEach
  void stop() throws InterruptedException {
    peer.close();
    container.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
  }

  private Connection connect() {
    peer.ignore(Flow.class).expectSaslAnonymous().expectOpen().respond();
    peer.expectBegin().respond().expectAttach().respond();
    return container.connect(peer.uri(), new ConnectionOptions().reconnect(false));
  }

  private SenderOptions quiet() {
    return new SenderOptions().handler(told);
  }

  /** Sends over another link as soon as the first is closed, which comes before its session's. */
  private MessagingHandler sendingOnClose(Function<Event, Session> over) {
    return new MessagingHandler() {
      @Override
      public void onLinkClosed(Event event) {
        sent.add(over.apply(event).createSender("q", quiet()).send(new Message("one")));
      }
    };
  }

  private Delivery sent() throws InterruptedException {
    Delivery delivery = sent.poll(Recorder.TIMEOUT_SECONDS, TimeUnit.SECONDS);
    assertThat(delivery).isNotNull();
    return delivery;
  }

  @Test
  void theDefaultSessionThatThePeerHasEndedIsReplacedAtOnce() throws Exception {
    Connection connection = connect();
    peer.remoteEnd().send();
    peer.expectEnd();
    peer.expectBegin().respond().expectAttach().respond();
    peer.grantCredit(1);
    peer.expectTransfer().respondAccepted();
    connection
        .defaultSession()
        .createSender(
            "q",
            new SenderOptions()
                .handler(sendingOnClose(event -> event.connection().defaultSession())));
    container.start();

    told.next(EventType.LINK_LOCAL_OPEN);
    assertThat(told.next(EventType.ACCEPTED).delivery()).isSameAs(sent());
    peer.waitForScriptToComplete();
  }

  @Test
  void whatIsSentInASessionThatThePeerHasEndedIsLost() throws Exception {
    Connection connection = connect();
    peer.remoteEnd().send();
    peer.expectEnd();
    connection
        .defaultSession()
        .createSender(
            "q", new SenderOptions().handler(sendingOnClose(event -> event.link().session())));
    container.start();

    assertThat(told.next(EventType.DELIVERY_LOST).delivery()).isSameAs(sent());
    told.next(EventType.LINK_FINAL);
    peer.waitForScriptToComplete();
  }

  @Test
  void whatIsSentAsThePeerClosesTheConnectionIsLost() throws Exception {
    Connection connection = connect();
    peer.remoteClose().send();
    peer.expectClose();
    connection
        .defaultSession()
        .createSender(
            "q", new SenderOptions().handler(sendingOnClose(event -> event.link().session())));
    container.start();

    Event first = told.next();
    if (first.type() == EventType.LINK_LOCAL_OPEN) {
      first = told.next();
    }
    assertThat(first.type()).isEqualTo(EventType.DELIVERY_LOST);
    assertThat(first.delivery()).isSameAs(sent());
    told.next(EventType.LINK_FINAL);
    peer.waitForScriptToComplete();
  }

  @Test
  void whatWaitsForTheNameOfAnotherLinkIsLostWithTheSession() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    Connection connection = connect();
    peer.after(asked).remoteEnd().send();
    peer.expectEnd();
    Session session = connection.defaultSession();
    // Without credit, its close waits for its message.
    Sender first = session.createSender("q", new SenderOptions().name("n"));
    first.send(new Message("zero"));
    container.start();
    container.execute(
        () -> {
          first.close();
          sent.add(session.createSender("q", quiet().name("n")).send(new Message("one")));
          asked.countDown();
        });

    assertThat(told.next(EventType.DELIVERY_LOST).delivery()).isSameAs(sent());
    told.next(EventType.LINK_FINAL);
    peer.waitForScriptToComplete();
    assertThat(told.isEmpty()).isTrue();
  }
}
