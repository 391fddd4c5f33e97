// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.settlement.InboundQueue;
import org.postrider.transport.engine.IncomingDelivery;
import org.postrider.transport.engine.ReceiverLink;
import org.postrider.transport.engine.WaitingMessages;

/**
 * The credit of a consumer's link, and its drains. With prefetch, credit and what waits in the
 * queue never exceed it together; without, credit is granted one by one. None is granted while too
 * many octets wait.
 *
 * <p>What stands first may be called from any thread; the rest is the event loop's, as the fields
 * are.
 */
public final class ReceiverCredit {

  private final AmqpSession session;
  private final AmqpLink<ReceiverLink> link;
  private final InboundQueue inbound;
  private final int prefetch;
  private final Runnable replenish = this::replenish;
  private final Fullness fullness;

  private @Nullable CompletableFuture<Void> drained;
  private @Nullable LastDrain last;
  private boolean granting;
  private boolean pulling;
  private boolean pulled;
  private boolean woken;
  // Whether a receive waits for a message, or a listener: set by their thread.
  private volatile boolean wanted;

  ReceiverCredit(
      AmqpSession session, AmqpLink<ReceiverLink> link, InboundQueue inbound, int prefetch) {
    this.session = session;
    this.link = link;
    this.inbound = inbound;
    this.prefetch = prefetch;
    this.fullness = new Fullness(this, inbound);
  }

  // From any thread

  /** Begins to grant: the connection is started, or a rollback is over. */
  public void grant() {
    execute(
        () -> {
          // A start may come behind a close that runs at the same time.
          if (!woken) {
            granting = true;
            resume();
          }
        });
  }

  /** Grants no more: the session is about to give messages back, which would come here again. */
  public void withdraw() {
    execute(this::takeAllBack);
  }

  /** The application has taken so many messages that new ones should come. */
  public void taken() {
    execute(replenish);
  }

  /** Grants one message, where there is no prefetch; before the start it waits. */
  public void pull() {
    wanted = true;
    execute(
        () -> {
          pulling = true;
          if (granting) {
            pullNow();
          }
        });
  }

  /** Nobody waits for a message any more: none is asked for in the place of one that goes back. */
  public void pulledEnough() {
    wanted = false;
  }

  /** The same, before what was asked for has come: it is for other consumers. */
  public void pulledInVain() {
    wanted = false;
    execute(
        () -> {
          pulling = false;
          pulled = false;
          takeBack();
        });
  }

  /**
   * Has the broker send what it has within the credit, and take back the rest.
   *
   * @param granted whether one message is to be granted first, where there is no prefetch
   * @return done when nothing more is on its way; without credit at once
   */
  public CompletableFuture<Void> drain(boolean granted) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    return session.run(
        () -> {
          if (woken) {
            done.complete(null);
          } else {
            drainForReceive(granted, done);
          }
        },
        done);
  }

  /** What goes back comes again when it has: until then the queue is not empty. */
  private void drainForReceive(boolean granted, CompletableFuture<Void> done) {
    if (inbound.size() > 0 || !fullness.isToBeOver(() -> drainAfterAll(granted, done))) {
      drain(granted, done, ReceiverLink::drain);
    }
  }

  /** When it has: by now nobody may wait for this any more. */
  private void drainAfterAll(boolean granted, CompletableFuture<Void> done) {
    if (woken || done.isDone()) {
      done.complete(null);
    } else {
      drainForReceive(granted, done);
    }
  }

  /** Stops granting, and waits until nothing is on its way. */
  public CompletableFuture<Void> suspend() {
    return suspend(ReceiverLink::drainAll);
  }

  /** The same, where messages go back that are to come here again, before all others. */
  public CompletableFuture<Void> suspendInOrder() {
    return suspend(this::drainInOrder);
  }

  private CompletableFuture<Void> suspend(Consumer<ReceiverLink> drain) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    return session.run(
        () -> {
          granting = false;
          boolean asked = pulling || pulled;
          drain(false, done, drain);
          // A listener has no other occasion to ask again for the one that it waits for.
          pullAgain(asked);
        },
        done);
  }

  /**
   * Asks once more for the drain that is under way: a broker may forget one. Artemis does when it
   * comes right after another.
   */
  public void drainAgain() {
    execute(
        () -> {
          ReceiverLink from = link.endpoint();
          boolean asked = drained != null && (last == null || last.isAsked());
          if (asked && from != null && from.isAttached()) {
            from.drain();
          }
        });
  }

  /**
   * The broker does not answer a drain, or is not waited for: the link goes on with the credit that
   * it had; without prefetch it has none.
   */
  public void endDrain() {
    execute(
        () -> {
          ReceiverLink from = link.endpoint();
          if (drained != null && from != null) {
            // Without prefetch it is for the one who waited, and does no more.
            from.credit(prefetch == 0 ? 0 : from.credit());
          }
          wakeDrain();
          replenish();
        });
  }

  /** Whoever waits for a drain in a receive waits no more, and none will: the consumer closes. */
  public void wake() {
    execute(
        () -> {
          woken = true;
          granting = false;
          wakeDrain();
          // Nobody takes what is here; what goes back does so behind what waits.
          if (!fullness.isOverflowing()) {
            roomMade();
          }
          uncounted();
        });
  }

  /** Runs something on the event loop, unless the connection is gone. */
  void execute(Runnable command) {
    session.connection().tell(command);
  }

  // On the event loop

  /** Whether credit makes sense: offline it would be that of a link that is gone. */
  private boolean mayGrant(ReceiverLink to) {
    return granting
        && !session.isHeld()
        && drained == null
        && to.isLocallyOpen()
        && to.session().connection().isOpened();
  }

  /** What waited for a transaction, an attach or more credit may go on. */
  void resume() {
    replenish();
    if (granting && pulling) {
      pullNow();
    }
  }

  /** Grants credit up to the prefetch, where it may. */
  void replenish() {
    ReceiverLink to = link.endpoint();
    if (prefetch == 0 || fullness.isFull() || to == null || !mayGrant(to)) {
      return;
    }
    int room = fullness.most(prefetch) - inbound.size();
    if (room > 0 && to.credit() <= room / 2) {
      to.credit(room);
    } else if (to.credit() == 0) {
      fullness.usedUp(prefetch);
    }
  }

  /** Asks once more, where what was asked for did not come or goes back, and somebody waits yet. */
  private void pullAgain(boolean asked) {
    pulling |= asked && wanted;
  }

  private void pullNow() {
    ReceiverLink to = link.endpoint();
    if (inbound.size() > 0 || !wanted) {
      // One that was given back, or came late: whoever asks has it.
      pulling = false;
    } else if (to != null && mayGrant(to)) {
      pulling = false;
      pulled = true;
      if (to.credit() == 0) {
        to.credit(1);
      }
    }
  }

  /** Takes the credit back, where that is not under way. */
  void takeBack() {
    ReceiverLink from = link.endpoint();
    if (from != null && from.isLocallyOpen() && from.credit() > 0 && drained == null) {
      from.credit(0);
    }
  }

  /** Takes it back at once, and grants no more. */
  void takeAllBack() {
    granting = false;
    pullAgain(pulled);
    pulled = false;
    ReceiverLink from = link.endpoint();
    if (from != null && from.isLocallyOpen() && from.credit() > 0) {
      from.credit(0);
      // Now, as dispositions go out before flows.
      session.connection().flush();
    }
  }

  /** Has the broker wait that goes on without credit. */
  void shutWindow() {
    ReceiverLink from = link.endpoint();
    if (from != null && from.isLocallyOpen() && from.credit() == 0) {
      from.shutWindow();
    }
  }

  /** Has it wait in any case. */
  void shutWindowForAll() {
    ReceiverLink from = link.endpoint();
    if (from != null && from.isLocallyOpen()) {
      from.shutWindowForAll();
    }
  }

  /** Grants once more what was granted and taken back: the broker may have prepared all of it. */
  void grantRest() {
    ReceiverLink to = link.endpoint();
    if (to != null && mayGrant(to) && to.granted() > 0) {
      to.credit(to.granted());
    }
  }

  /** Takes the credit back, before the dispositions that follow. */
  void takeBackNow() {
    takeBack();
    session.connection().flush();
  }

  /** Whether the link has no credit. */
  boolean isUsedUp() {
    ReceiverLink from = link.endpoint();
    return from == null || from.credit() == 0;
  }

  /** Whether a message has come in part. */
  boolean isComing() {
    ReceiverLink from = link.endpoint();
    return from != null && from.isComing();
  }

  void openWindow() {
    ReceiverLink from = link.endpoint();
    if (from != null) {
      from.openWindow();
    }
  }

  private void drain(boolean granted, CompletableFuture<Void> done, Consumer<ReceiverLink> drain) {
    pulling = false;
    ReceiverLink from = link.endpoint();
    if (from == null || !from.isAttached()) {
      done.complete(null);
      return;
    }
    if (granted && from.credit() == 0 && inbound.size() == 0) {
      from.credit(1);
    }
    if (from.credit() == 0) {
      done.complete(null);
    } else if (drained != null) {
      also(drained, done);
    } else {
      pulled = false;
      drained = done;
      drain.accept(from);
    }
  }

  private void drainInOrder(ReceiverLink from) {
    LastDrain fresh = new LastDrain(session.connection(), from, inbound, this::wakeDrain);
    last = fresh;
    fresh.begin();
  }

  private static void also(CompletableFuture<Void> first, CompletableFuture<Void> second) {
    CompletableFuture<Void> unused = first.whenComplete((value, failure) -> second.complete(null));
  }

  private void wakeDrain() {
    CompletableFuture<Void> waiter = drained;
    drained = null;
    if (last != null) {
      last.end();
      last = null;
    }
    if (waiter != null) {
      waiter.complete(null);
    }
  }

  /** The link is attached, for the first time or again. */
  void attached() {
    waiting().add(fullness);
    fullness.linked();
    resume();
  }

  /** Whether a delivery is to go back: far too much waits. */
  boolean goesBack(IncomingDelivery delivery) {
    // Without prefetch messages come one by one, and somebody waits for each.
    return prefetch > 0 && fullness.goesBack(delivery);
  }

  /** Whether what comes goes back. */
  boolean isGoingBack() {
    return fullness.isOverflowing();
  }

  /** A delivery has used some. */
  void used() {
    pulled = false;
    if (last != null) {
      last.came();
    }
  }

  /** A message came that waits for the application. */
  void arrived(int octets) {
    waiting().arrived(octets);
    fullness.arrived(octets, prefetch);
  }

  /** What waited here goes back: without prefetch whoever asked for it has not had it. */
  void gaveBack() {
    pullAgain(prefetch == 0);
  }

  /** What waited here was taken, or is no longer here. */
  void roomMade() {
    fullness.end();
  }

  /** The link has more or less of it. */
  void changed(ReceiverLink from) {
    if (from.credit() > 0 || (last != null && last.goesOn())) {
      return;
    }
    wakeDrain();
    // Also where the answer to a drain comes after the wait for it was given up.
    usedInVain();
  }

  /** A delivery that used some comes to nothing: whoever asked still waits. */
  void usedInVain() {
    pullAgain(pulled);
    resume();
  }

  /**
   * The connection was lost.
   *
   * @param withUntaken whether something came that nobody had taken: it is as if it had not come
   */
  void lost(boolean withUntaken) {
    roomMade();
    pullAgain(pulled || (prefetch == 0 && withUntaken));
    pulled = false;
    wakeDrain();
  }

  /** What waits here does not count any more. */
  void uncounted() {
    waiting().remove(fullness);
  }

  /** The link has ended. */
  void ended() {
    uncounted();
    wakeDrain();
  }

  /** What has come and waits, over all consumers of the connection. */
  WaitingMessages waiting() {
    return session.connection().waiting();
  }

  /** For how long nothing has come over the link, in milliseconds. */
  long quietMs() {
    ReceiverLink from = link.endpoint();
    return from == null ? Long.MAX_VALUE : session.connection().nowMs() - from.movedMs();
  }

  /** Runs something later on the event loop, unless the connection is gone. */
  void schedule(long delayMs, Runnable command) {
    session.connection().schedule(delayMs, command);
  }
}
