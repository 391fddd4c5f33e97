// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.recovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says which server is to be tried next, and after what delay: passes over all servers, with a
 * delay of the sequence for each pass.
 *
 * <p>Confined to its owner's thread. It knows no clock and no socket.
 *
 * @param <S> a server
 */
public final class ReconnectPlan<S> {

  /** How many redirects are followed one after the other, before one is taken for a circle. */
  static final int MAX_REDIRECTS = 16;

  /** How many connections in a row may be lost at once before the next one has to wait for that. */
  static final int MAX_BRIEF = 3;

  /** The least delay after that. */
  static final Duration PAUSE = Duration.ofMillis(100);

  /** Longer than any delay that means anything, and short enough for any timer. */
  static final Duration LONGEST_DELAY = Duration.ofDays(365);

  /** The delays between passes. */
  public interface Delays {

    /** Starts afresh. */
    void reset();

    /** The next delay, 0 or more: the plan throws where it is less; null to give up. */
    @Nullable Duration next();
  }

  /** In which order the servers are tried. */
  public enum Order {
    /** Each outage begins with the first. */
    FROM_THE_FIRST,
    /** Whoever was tried goes to the end of the list, so that an outage begins with another. */
    ROTATING,
    /** Each pass has an order of its own. */
    RANDOM
  }

  /**
   * One try to connect.
   *
   * @param number 1 for the first of an outage
   * @param pass 1 for the first over all servers of an outage
   * @param server which
   * @param delay how long to wait before it
   */
  public record Attempt<S>(int number, int pass, S server, Duration delay) {}

  private final Delays delays;
  private final Order order;
  private final boolean delayEachServer;
  private final Random random;
  private final List<S> servers;

  private int number;
  private int pass;
  private int tried;
  private int redirects;
  private int brief;
  private boolean fresh;
  private Duration delay = Duration.ZERO;
  private @Nullable S redirect;

  /**
   * A plan.
   *
   * @param servers at least one
   * @param delayEachServer whether the delay of a pass stands before each of its servers, or once
   *     before the first
   */
  public ReconnectPlan(
      List<S> servers, Delays delays, Order order, boolean delayEachServer, Random random) {
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("a plan needs at least 1 server");
    }
    this.servers = new ArrayList<>(servers);
    this.delays = delays;
    this.order = order;
    this.delayEachServer = delayEachServer;
    this.random = random;
  }

  /** A connection is wanted: the first delay is taken from the sequence, but not waited for. */
  public void begin() {
    delays.reset();
    Duration unused = nextDelay();
    number = 0;
    pass = 1;
    beginPass();
  }

  /**
   * A connection that was made is lost. If it held, everything begins anew. If it did not, its
   * server is one that was tried in vain, and the pass goes on with the next one; the delays begin
   * anew all the same, unless there were some of the kind in a row.
   *
   * @param lasted whether it stood for a while
   */
  public void lost(boolean lasted) {
    redirect = null;
    if (lasted) {
      redirects = 0;
      brief = 0;
      tried = servers.size();
    } else {
      brief++;
    }
    if (brief <= MAX_BRIEF) {
      delays.reset();
      fresh = true;
      number = 0;
      pass = 0;
    }
  }

  private void beginPass() {
    tried = 0;
    if (order == Order.RANDOM) {
      Collections.shuffle(servers, random);
    }
  }

  /** The server has named another, which is tried at once; the list comes after it. */
  public void redirected(S server) {
    redirect = ++redirects > MAX_REDIRECTS ? null : server;
  }

  /** From now on there are these servers, in this order, behind the next delay. */
  public void servers(List<S> others) {
    if (!others.isEmpty()) {
      servers.clear();
      servers.addAll(others);
      tried = servers.size();
    }
  }

  /**
   * From now on there are these servers. The pass goes on with those of them that were not tried in
   * it, in their order.
   */
  public void update(List<S> others) {
    if (others.isEmpty()) {
      return;
    }
    boolean rotating = order == Order.ROTATING;
    int size = servers.size();
    Set<S> before =
        new HashSet<>(servers.subList(rotating ? size - tried : 0, rotating ? size : tried));
    List<S> behind = others.stream().filter(before::contains).toList();
    List<S> ahead = others.stream().filter(server -> !before.contains(server)).toList();
    servers.clear();
    servers.addAll(rotating ? ahead : behind);
    servers.addAll(rotating ? behind : ahead);
    tried = behind.size();
  }

  /**
   * The try in place of one whose server is gone, or null to give up.
   *
   * @param left what is left of the delay of that one
   * @throws RuntimeException as {@link #next}
   */
  public @Nullable Attempt<S> instead(Attempt<S> planned, Duration left) {
    number = planned.number() - 1;
    boolean samePass = tried < servers.size();
    Attempt<S> next = next();
    return next == null || !samePass
        ? next
        : new Attempt<>(next.number(), next.pass(), next.server(), left);
  }

  /** How many servers there are. */
  public int serverCount() {
    return servers.size();
  }

  /** The servers, in the order in which they will be tried. */
  public List<S> servers() {
    return List.copyOf(servers);
  }

  /**
   * The next try, or null to give up.
   *
   * @throws RuntimeException if the delays throw, or give one below 0
   */
  public @Nullable Attempt<S> next() {
    S named = redirect;
    if (named != null) {
      redirect = null;
      return new Attempt<>(++number, Math.max(1, pass), named, Duration.ZERO);
    }
    boolean over = tried == servers.size();
    boolean waits = over || fresh;
    if (waits) {
      Duration next = nextDelay();
      if (next == null) {
        return null;
      }
      delay = limited(next);
      fresh = false;
      pass++;
    }
    if (over) {
      beginPass();
    }
    return new Attempt<>(++number, pass, take(), waits || delayEachServer ? delay : Duration.ZERO);
  }

  private @Nullable Duration nextDelay() {
    Duration next = delays.next();
    if (next != null && next.isNegative()) {
      throw new IllegalStateException("a delay must be 0 or more, and not " + next);
    }
    return next;
  }

  private Duration limited(Duration wanted) {
    Duration least = brief > MAX_BRIEF ? PAUSE : Duration.ZERO;
    if (wanted.compareTo(least) < 0) {
      return least;
    }
    return wanted.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : wanted;
  }

  private S take() {
    if (order == Order.ROTATING) {
      S next = servers.remove(0);
      servers.add(next);
      tried++;
      return next;
    }
    return servers.get(tried++);
  }
}
