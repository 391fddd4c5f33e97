// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postrider.sasl.Wire;
import org.postrider.sasl.WireSecurity;
import org.postrider.transport.recovery.LossRules;
import org.postrider.transport.recovery.ReconnectPlan;
import org.postrider.transport.recovery.ReconnectPlan.Attempt;
import org.postrider.transport.recovery.RestorationTime;
import org.postrider.transport.recovery.ServerAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the tries of a connection to get a socket and the peer's open, for the first time and after
 * each loss: the plan says where and when, the rules whether at all.
 *
 * <p>Confined to the driver's event loop, but for {@link #begin}, which may be called anywhere.
 *
 * @param <S> a server
 */
public final class Reconnector<S> {

  private static final Logger LOG = LoggerFactory.getLogger(Reconnector.class);

  /** A connection that is lost sooner was hardly one. */
  private static final long LASTING_MS = 1000;

  private static final String NO_OPEN = "no open from ";

  /** Of how many wrong addresses an outage tells. */
  private static final int MAX_REPORTED = 1000;

  /** Whose connection it is; called on the event loop. */
  public interface Owner<S> {

    /**
     * What a try needs, made anew for each: credentials and certificates may have changed.
     *
     * @throws RuntimeException if it cannot be had: the try has failed, as with an {@code Error}
     */
    ConnectRequest request(S server);

    /** A try is planned; it is made when its delay is over. The cause is that of the loss. */
    void planned(Attempt<S> attempt, @Nullable Throwable cause);

    /** The socket that comes next goes to this server. */
    void goingTo(S server);

    /** The socket is there and SASL is done. */
    void connected(S server);

    /** A try has failed; another follows, or {@link #gaveUp}. */
    void failed(S server, TransportException cause);

    /** There is no further try. Told once. */
    void gaveUp(@Nullable Throwable cause);

    /** The server that a peer names in its stead, or null to refuse it. */
    @Nullable S serverAt(ServerAddress address, S from);
  }

  /**
   * How it is done.
   *
   * @param openTimeoutMs how long a try may take until the peer's open is there; 0 for ever
   * @param restoreTimeoutMs how long each further step may take until all is as it was; 0 for ever
   * @param passesPerWarning a line of the log for each so many passes that failed; 0 or less for
   *     none
   */
  public record Settings(long openTimeoutMs, long restoreTimeoutMs, int passesPerWarning) {}

  private final ConnectionDriver driver;
  private final ReconnectPlan<S> plan;
  private final LossRules rules;
  private final Settings settings;
  private final Owner<S> owner;
  private final RestorationTime restoration;

  /** The servers that no peer has named. */
  private List<S> known;

  private boolean heardInClear;

  private @Nullable S server;
  private @Nullable Throwable cause;
  private boolean everOpened;
  private boolean lost;
  private boolean up;
  private boolean used;
  private boolean stopped;
  private int warnedPass;
  private Set<S> reported = Set.of();
  private boolean restoring;
  private long lostAtMs;
  private long triedAtMs;
  private long upSinceMs;
  private @Nullable Attempt<S> waiting;
  private long dueAtMs;
  private Cancellable cancelTry = () -> {};
  private Cancellable cancelDeadline = () -> {};

  /** A reconnector that waits for {@link #begin}. */
  public Reconnector(
      ConnectionDriver driver,
      ReconnectPlan<S> plan,
      LossRules rules,
      Settings settings,
      Owner<S> owner) {
    this.driver = driver;
    this.plan = plan;
    this.rules = rules;
    this.settings = settings;
    this.owner = owner;
    this.restoration = new RestorationTime(settings.restoreTimeoutMs());
    this.known = plan.servers();
  }

  /** Whether there is another try after a loss. */
  public boolean isEnabled() {
    return rules.enabled();
  }

  /** Which ends are losses. */
  public LossRules rules() {
    return rules;
  }

  /** The server that it goes to, or went to last; null before the first try. */
  public @Nullable S server() {
    return server;
  }

  /** The server that it is connected or connecting to; null while no try is under way. */
  public @Nullable S current() {
    return waiting == null ? server : null;
  }

  /** The servers may change: with what a peer tells of others. */
  public ReconnectPlan<S> plan() {
    return plan;
  }

  /**
   * The servers have changed, and not by a word of theirs. A try that waits for its delay goes to
   * another one, if its own is no more among them.
   */
  public void update(List<S> servers) {
    List<S> before = plan.servers();
    List<S> named = known;
    known =
        servers.stream().filter(each -> named.contains(each) || !before.contains(each)).toList();
    Attempt<S> planned = waiting;
    boolean listed = planned != null && plan.servers().contains(planned.server());
    plan.update(servers);
    if (planned != null && listed && !servers.contains(planned.server())) {
      cancelTry.cancel();
      long leftMs = Math.max(0, dueAtMs - MonotonicClock.nowMs());
      next(null, () -> plan.instead(planned, Duration.ofMillis(leftMs)));
    }
  }

  /** A connection is wanted. */
  public void begin() {
    driver.execute(() -> next(null, this::first));
  }

  /**
   * A try has come a step further, and is not at its end: the peer's open is there, or a part of
   * what the connection had. The next step may take as long again.
   */
  public void advanced() {
    cancelDeadline.cancel();
    S target = server;
    if (!stopped && target != null) {
      restoring = true;
      long limitMs = restoration.limitMs(plan.serverCount());
      within(limitMs, "what the connection had is not back at ", target);
    }
  }

  /** A socket is there, and nobody asks for the peer's open yet. */
  public void connected() {
    succeeded();
    used = false;
  }

  /**
   * The peer's open is asked for over a socket that was there before: the try that made it goes on,
   * and has the rest of its time, so that a server that never opens is left for another.
   */
  public void opening() {
    if (up && !used && rules.enabled() && !stopped && plan.serverCount() > 1) {
      up = false;
      long takenMs = upSinceMs - triedAtMs;
      long limitMs = settings.openTimeoutMs();
      within(limitMs <= 0 ? 0 : Math.max(1, limitMs - takenMs), NO_OPEN, server);
    }
  }

  /** The connection is as it was before its loss: the next outage is another one. */
  public void succeeded() {
    cancelDeadline.cancel();
    if (lost) {
      LOG.info("connection to {} is back after {} ms", server, MonotonicClock.nowMs() - lostAtMs);
    }
    everOpened = true;
    lost = false;
    up = true;
    used = true;
    restoring = false;
    upSinceMs = MonotonicClock.nowMs();
    restoration.reset();
    reported = Set.of();
    cause = null;
  }

  /** There is no socket any more, or the peer closed: goes on to the next try, or gives up. */
  public void lost(@Nullable Throwable why) {
    cancelDeadline.cancel();
    if (stopped || driver.isTerminated()) {
      return;
    }
    if (everOpened && !lost) {
      lostAtMs = MonotonicClock.nowMs();
      LOG.warn("connection to {} is lost: {}", server, text(why));
    }
    lost |= everOpened;
    boolean ofSuccess = up;
    up = false;
    if (restoring) {
      restoration.failed();
    }
    restoring = false;
    if (rules.isMended(why)) {
      next(why, () -> behind(ofSuccess, why));
    } else {
      giveUp(why);
    }
  }

  private @Nullable Attempt<S> first() {
    plan.begin();
    return plan.next();
  }

  private @Nullable Attempt<S> behind(boolean ofSuccess, @Nullable Throwable why) {
    if (ofSuccess) {
      plan.lost(MonotonicClock.nowMs() - upSinceMs >= LASTING_MS);
    }
    follow(LossRules.redirect(why));
    return plan.next();
  }

  private void follow(@Nullable ServerAddress address) {
    S from = server;
    if (address != null && from != null) {
      String fault = address.fault();
      S target = fault == null ? owner.serverAt(address, from) : null;
      if (target == null) {
        String why = fault == null ? "" : ": " + fault;
        LOG.warn("a redirect from {} to {} is not followed{}", from, address, why);
      } else {
        LOG.info("{} redirects to {}", from, target);
        plan.redirected(target);
      }
    }
  }

  private void next(@Nullable Throwable why, Supplier<@Nullable Attempt<S>> planned) {
    cause = why == null ? cause : why;
    Attempt<S> attempt;
    try {
      attempt = planned.get();
    } catch (Throwable fault) {
      // The delays are the application's: nobody knows now when to try again.
      giveUp(new IllegalStateException("the reconnect policy failed: " + fault, fault));
      return;
    }
    if (attempt == null) {
      giveUp(cause);
      return;
    }
    warn(attempt);
    owner.planned(attempt, cause);
    if (!stopped) {
      long delayMs = attempt.delay().toMillis();
      waiting = attempt;
      dueAtMs = MonotonicClock.nowMs() + delayMs;
      cancelTry = driver.schedule(delayMs, () -> connect(attempt.server()));
    }
  }

  private void warn(Attempt<S> attempt) {
    int failed = attempt.pass() - 1;
    int each = settings.passesPerWarning();
    if (each <= 0) {
      return;
    }
    warnedPass = Math.min(warnedPass, failed);
    if (failed > warnedPass && failed % each == 0) {
      warnedPass = failed;
      int known = plan.serverCount();
      LOG.warn("no connection after {} passes over {} servers: {}", failed, known, text(cause));
    } else if (!everOpened && attempt.number() == 2 && reported.isEmpty()) {
      // Nobody else tells of a wrong URL, where the tries go on for ever.
      LOG.warn("no connection yet: {}", text(cause));
    }
  }

  /** A wrong address in the list is told once in each outage, as nobody else tells of it. */
  private void report(S target, TransportException why) {
    boolean wrong =
        switch (why.kind()) {
          case UNKNOWN_HOST, UNSUPPORTED -> true;
          default -> false;
        };
    if (wrong && settings.passesPerWarning() > 0 && reported.size() < MAX_REPORTED) {
      if (reported.isEmpty()) {
        reported = new HashSet<>();
      }
      if (reported.add(target)) {
        LOG.warn("no connection to {}: {}", target, why.getMessage());
      }
    }
  }

  private static String text(@Nullable Throwable why) {
    return why == null ? "the peer closed the socket" : String.valueOf(why.getMessage());
  }

  private void connect(S target) {
    if (stopped) {
      return;
    }
    server = target;
    waiting = null;
    triedAtMs = MonotonicClock.nowMs();
    within(settings.openTimeoutMs(), NO_OPEN, target);
    // A socket that is being closed must not be in the way.
    driver.disconnect(null);
    driver.execute(() -> begin(target));
  }

  private void begin(S target) {
    if (stopped) {
      return;
    }
    ConnectRequest request;
    try {
      request = owner.request(target);
    } catch (Throwable unready) {
      failed(target, TransportException.ofRequest(String.valueOf(target), unready));
      return;
    }
    owner.goingTo(target);
    driver.connect(
        isNamedInClear(target) ? request.withNamedInClear() : request, new Outcome(target));
  }

  /** Whoever stood between could have named it, and has the certificate of a host of his own. */
  private boolean isNamedInClear(S target) {
    Wire last = driver.wire();
    heardInClear |= last != null && last.security() == WireSecurity.CLEAR;
    return heardInClear && known.stream().map(Reconnector::key).noneMatch(key(target)::equals);
  }

  private static String key(Object server) {
    return server.toString().toLowerCase(Locale.ROOT);
  }

  private void within(long limitMs, String what, @Nullable S from) {
    if (limitMs > 0) {
      cancelDeadline = driver.schedule(limitMs, () -> driver.disconnect(late(what, from, limitMs)));
    }
  }

  private static SocketTimeoutException late(String what, @Nullable Object from, long limitMs) {
    return new SocketTimeoutException(what + from + " within " + limitMs + " ms");
  }

  private void failed(S target, TransportException why) {
    cancelDeadline.cancel();
    if (stopped || driver.isTerminated()) {
      return;
    }
    LOG.debug("try to connect to {} failed: {}", target, why.getMessage());
    owner.failed(target, why);
    if (!stopped && rules.isMended(why) && !isHopeless(why)) {
      report(target, why);
      next(why, plan::next);
    } else {
      giveUp(why);
    }
  }

  /** A server that this version cannot talk to is passed over, unless there is no other. */
  private boolean isHopeless(TransportException why) {
    return why.kind() == TransportException.Kind.UNSUPPORTED && plan.serverCount() == 1;
  }

  private void giveUp(@Nullable Throwable why) {
    if (!stopped) {
      stop();
      owner.gaveUp(why);
    }
  }

  /** No further tries. */
  public void stop() {
    stopped = true;
    cancelTry.cancel();
    cancelDeadline.cancel();
  }

  /** How one try ended. */
  private final class Outcome implements ConnectListener {

    private final S target;

    Outcome(S target) {
      this.target = target;
    }

    @Override
    public void connected() {
      owner.connected(target);
    }

    @Override
    public void failed(TransportException why) {
      Reconnector.this.failed(target, why);
    }
  }
}
