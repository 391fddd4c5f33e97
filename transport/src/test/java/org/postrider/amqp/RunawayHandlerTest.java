// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.ScriptedPeer;

/**
 * A handler that asks again for what this end refuses by itself, each time that it hears of it,
 * does not keep the container from anything else.
 */
@Timeout(60)
class RunawayHandlerTest {

  private static final int MANY = 100;

  private final ScriptedPeer peer = ScriptedPeer.listen();
  private final CountDownLatch again = new CountDownLatch(MANY);
  private Container container = new Container();

  @AfterEach
  void stop() throws InterruptedException {
    peer.close();
    container.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
    assertThat(container.failure()).isNull();
  }

  private void opens() {
    peer.ignore(Flow.class).expectSaslAnonymous();
    peer.expectOpen().respondWith(open -> open.withChannelMax(0));
    peer.expectBegin().respondWith(begin -> begin.withHandleMax(0));
    peer.expectAttach().respondWith(attach -> attach.withMaxMessageSize(10)).grantCredit(9);
    peer.allowSurplus();
  }

  private void run(MessagingHandler handler) {
    opens();
    container = new Container(handler);
    container.start();
    container.createSender(container.connect(peer.uri()), "q");
  }

  /** A handler is called once more; gives whether the connection is still there. */
  private boolean goesOn(Event event) {
    again.countDown();
    return !event.connection().isClosed();
  }

  /** It is asked for again and again, and what others ask for is done all the same. */
  private void leavesRoomForOthers() throws InterruptedException {
    assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
    CountDownLatch others = new CountDownLatch(1);
    container.execute(others::countDown);
    assertThat(others.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aLinkThatThereIsNoRoomForMayBeAskedForInEachLinkError() throws InterruptedException {
    run(
        new MessagingHandler() {
          @Override
          public void onLinkOpened(Event event) {
            event.container().createSender(event.connection(), "q");
          }

          @Override
          public void onLinkError(Event event) {
            if (goesOn(event)) {
              event.container().createSender(event.connection(), "q");
            }
          }
        });

    leavesRoomForOthers();
  }

  @Test
  void aLinkWhoseNameIsTakenMayBeAskedForInEachLinkError() throws InterruptedException {
    run(
        new MessagingHandler() {
          @Override
          public void onLinkOpened(Event event) {
            onLinkError(event);
          }

          @Override
          public void onLinkError(Event event) {
            if (goesOn(event)) {
              SenderOptions taken = new SenderOptions().name(event.sender().name());
              event.container().createSender(event.connection(), "q", taken);
            }
          }
        });

    leavesRoomForOthers();
  }

  @Test
  void aSessionThatThereIsNoRoomForMayBeAskedForInEachSessionError() throws InterruptedException {
    run(
        new MessagingHandler() {
          @Override
          public void onLinkOpened(Event event) {
            event.connection().createSession();
          }

          @Override
          public void onSessionError(Event event) {
            if (goesOn(event)) {
              event.connection().createSession();
            }
          }
        });

    leavesRoomForOthers();
  }

  @Test
  void aMessageThatIsTooLargeMayBeSentInEachRejection() throws InterruptedException {
    run(
        new MessagingHandler() {
          @Override
          public void onSendable(Event event) {
            event.sender().send(new Message("x".repeat(100)));
          }

          @Override
          public void onRejected(Event event) {
            if (goesOn(event)) {
              event.sender().send(new Message("x".repeat(100)));
            }
          }
        });

    leavesRoomForOthers();
  }

  @Test
  void aTransactionThatThereIsNoRoomForMayBeDeclaredInEachFailure() throws InterruptedException {
    run(
        new MessagingHandler() {
          @Override
          public void onLinkOpened(Event event) {
            event.container().declareTransaction(event.connection());
          }

          @Override
          public void onTransactionDeclareFailed(Event event) {
            if (goesOn(event)) {
              event.container().declareTransaction(event.connection());
            }
          }
        });

    leavesRoomForOthers();
  }

  @Test
  void allThatALongChainOfEventsCausesIsToldInItsOrderBeforeTheContainerEnds() {
    List<Connection> made = new ArrayList<>();
    List<Connection> begun = new ArrayList<>();
    List<Connection> ended = new ArrayList<>();
    container =
        new Container(
            new MessagingHandler() {
              @Override
              public void onStart(Event event) {
                next(event);
              }

              @Override
              public void onConnectionInit(Event event) {
                begun.add(event.connection());
                event.connection().close();
                if (made.size() < MANY) {
                  next(event);
                }
              }

              @Override
              public void onConnectionFinal(Event event) {
                ended.add(event.connection());
              }

              private void next(Event event) {
                made.add(event.container().connect(peer.uri()));
              }
            });

    container.run();

    assertThat(made).hasSize(MANY);
    assertThat(begun).containsExactlyElementsOf(made);
    assertThat(ended).containsExactlyElementsOf(made);
  }
}
