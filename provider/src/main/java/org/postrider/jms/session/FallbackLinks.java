// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.amqp.AmqpLink;
import org.postrider.jms.amqp.AmqpSender;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.jms.error.SendTimedOutException;
import org.postrider.jms.options.AmqpOptions;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Waits;

/**
 * The links of a producer to any destination, where the broker has no relay: one for each
 * destination that was sent to of late. The one used longest ago makes room for the next; a link
 * over which messages are on their way is closed when their fate is known, unless more are sent to
 * its destination: those must not overtake them.
 *
 * <p>Thread-safe: the session's thread sends, the event loop closes what is idle.
 */
final class FallbackLinks implements ProducerLinks {

  /** The link to a destination, and when it was used last. */
  private final class Cached implements AmqpLink.PeerEnd {
    private final PostriderDestination to;
    private final Outlet outlet;
    private long usedNanos = System.nanoTime();
    private boolean over;

    private Cached(PostriderDestination to, LinkFactory.Sender wish) {
      this.to = to;
      outlet = new Outlet(new AmqpSender(session.amqp(), wish.settings(), this), wish.presettled());
      outlet.sender().link().follow(session.connection().temporaries().node(to));
    }

    private AmqpSender sender() {
      return outlet.sender();
    }

    @Override
    public void ended(JMSException cause, boolean alone) {
      failed(this);
    }
  }

  private static final float LOAD_FACTOR = 0.75f;
  private static final int FEW = 4;

  private final SessionCore session;
  private final LinkFactory links;
  private final String producerId;
  private final int maxCached;
  private final long idleTimeoutMs;
  private final long closeTimeoutMs;
  private final long sendTimeoutMs;
  // The session thread's.
  private int opened;

  // Guards all below.
  private final ReentrantLock lock = new ReentrantLock();
  // The first is the one that was used longest ago.
  private final Map<PostriderDestination, Cached> cached =
      new LinkedHashMap<>(FEW, LOAD_FACTOR, true);
  private final List<Cached> retiring = new ArrayList<>();
  private boolean timed;
  private boolean closed;

  FallbackLinks(SessionCore session, LinkFactory links, String producerId) {
    this.session = session;
    this.links = links;
    this.producerId = producerId;
    this.maxCached = session.options().get(AmqpOptions.ANONYMOUS_FALLBACK_CACHE_SIZE);
    this.idleTimeoutMs = session.options().get(AmqpOptions.ANONYMOUS_FALLBACK_CACHE_TIMEOUT);
    this.closeTimeoutMs = session.options().get(JmsOptions.CLOSE_TIMEOUT);
    this.sendTimeoutMs = session.options().get(JmsOptions.SEND_TIMEOUT);
  }

  @Override
  public Outlet take(PostriderDestination to, long begunNanos) throws JMSException {
    Cached known = find(to);
    if (known != null) {
      return known.outlet;
    }
    Deadline deadline = new Deadline(begunNanos, sendTimeoutMs);
    List<Cached> old = new ArrayList<>();
    Cached back = bringBack(to, old);
    leave(old, deadline);
    if (back != null) {
      return back.outlet;
    }
    Cached fresh = open(to, deadline);
    if (!keep(fresh)) {
      closeWhenIdle(fresh);
    }
    return fresh.outlet;
  }

  private @Nullable Cached find(PostriderDestination to) {
    lock.lock();
    try {
      Cached known = cached.get(to);
      if (known != null) {
        begin(known);
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private static void begin(Cached link) {
    link.sender().inFlight().begun();
    link.usedNanos = System.nanoTime();
  }

  /**
   * Takes out the links beyond what may be kept with one more, and brings the one to a destination
   * back that was to be closed behind its messages.
   */
  private @Nullable Cached bringBack(PostriderDestination to, List<Cached> old) {
    boolean timer = false;
    lock.lock();
    try {
      makeRoom(old);
      Cached back = retiringTo(to);
      if (back != null) {
        begin(back);
        if (maxCached > 0) {
          retiring.remove(back);
          timer = enter(back);
        }
      }
      return back;
    } finally {
      lock.unlock();
      if (timer) {
        scheduleIdle();
      }
    }
  }

  private @Nullable Cached retiringTo(PostriderDestination to) {
    for (Cached each : retiring) {
      if (each.to.equals(to) && !each.over) {
        return each;
      }
    }
    return null;
  }

  private void makeRoom(List<Cached> old) {
    while (!cached.isEmpty() && cached.size() >= maxCached) {
      PostriderDestination eldest = cached.keySet().iterator().next();
      Cached gone = cached.remove(eldest);
      old.add(gone);
      // Nobody who looks for all is to miss it.
      retiring.add(gone);
    }
  }

  private void leave(List<Cached> old, Deadline deadline) {
    for (Cached each : old) {
      if (isOut(each)) {
        // The message itself is to have time behind it.
        Waits.awaitQuietly(each.sender().close(), deadline.halfOf(closeTimeoutMs));
      } else {
        each.sender().inFlight().whenIdle(() -> retire(each));
      }
    }
  }

  private Cached open(PostriderDestination to, Deadline deadline) throws JMSException {
    Cached fresh = new Cached(to, links.sender(producerId + ":" + ++opened, to));
    fresh.sender().inFlight().begun();
    boolean open = false;
    try {
      long timeoutMs = deadline.leftOf(session.requestTimeoutMs());
      session.open(fresh.sender().link(), Deadline.in(timeoutMs), "opening of a link to " + to);
      open = true;
      return fresh;
    } catch (RequestTimedOutException late) {
      throw deadline.isOver() ? notInTime(to, late) : late;
    } finally {
      if (!open) {
        Waits.abandon(fresh.sender().close());
      }
    }
  }

  private JMSException notInTime(PostriderDestination to, JMSException late) {
    String text = "send took longer than " + sendTimeoutMs + " ms, waiting for a link to " + to;
    return JmsErrors.withCause(new SendTimedOutException(text + ": it was not sent"), late);
  }

  private boolean keep(Cached fresh) {
    boolean timer;
    lock.lock();
    try {
      if (closed || fresh.over || maxCached == 0) {
        return false;
      }
      timer = enter(fresh);
    } finally {
      lock.unlock();
    }
    if (timer) {
      scheduleIdle();
    }
    return true;
  }

  /** Keeps a link; gives whether the timer of those that are idle is to begin. */
  private boolean enter(Cached link) {
    cached.put(link.to, link);
    boolean timer = !timed && idleTimeoutMs > 0;
    timed = timed || timer;
    return timer;
  }

  private void scheduleIdle() {
    session.amqp().connection().schedule(idleTimeoutMs, this::closeIdle);
  }

  /**
   * On the event loop: the broker closed a link; the next message has another one opened. Of what
   * was on its way each send tells itself.
   */
  private void failed(Cached gone) {
    lock.lock();
    try {
      gone.over = true;
      cached.remove(gone.to, gone);
    } finally {
      lock.unlock();
    }
  }

  /** On the event loop: closes what was not used for long. */
  private void closeIdle() {
    long now = System.nanoTime();
    long limit = TimeUnit.MILLISECONDS.toNanos(idleTimeoutMs);
    boolean again;
    lock.lock();
    try {
      cached
          .values()
          .removeIf(
              each -> {
                boolean idle = each.sender().inFlight().isIdle() && now - each.usedNanos >= limit;
                if (idle) {
                  Waits.abandon(each.sender().close());
                }
                return idle;
              });
      again = !cached.isEmpty();
      timed = again;
    } finally {
      lock.unlock();
    }
    if (again) {
      scheduleIdle();
    }
  }

  private void closeWhenIdle(Cached old) {
    lock.lock();
    try {
      retiring.add(old);
    } finally {
      lock.unlock();
    }
    old.sender().inFlight().whenIdle(() -> retire(old));
  }

  private void retire(Cached old) {
    if (isOut(old)) {
      Waits.abandon(old.sender().close());
    }
  }

  /** Whether a link is to be closed now: nobody else does, and nobody has begun to send over it. */
  private boolean isOut(Cached old) {
    lock.lock();
    try {
      return old.sender().inFlight().isIdle() && retiring.remove(old);
    } finally {
      lock.unlock();
    }
  }

  private List<Cached> all() {
    lock.lock();
    try {
      List<Cached> all = new ArrayList<>(cached.values());
      all.addAll(retiring);
      return all;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void forEach(Consumer<AmqpSender> action) {
    all().forEach(each -> action.accept(each.sender()));
  }

  @Override
  public void close(Deadline deadline) {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    for (Cached each : all()) {
      each.sender().close(deadline);
    }
  }
}
