// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.postrider.cbs.CbsTokenProvider;
import org.postrider.sasl.Wire;
import org.postrider.sasl.WireSecurity;
import org.postrider.transport.cbs.CbsGate;
import org.postrider.transport.cbs.CbsOwner;
import org.postrider.transport.engine.ConnectionEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives claims-based security the event loop of a driver, its timers and the threads that may wait.
 *
 * <p>Used on the event loop. What it is given has no effect once the driver is terminated.
 */
public final class DriverCbsOwner implements CbsOwner {

  private static final Logger LOG = LoggerFactory.getLogger(DriverCbsOwner.class);

  /** Where the faces set no limit, the provider has one all the same. */
  private static final long DEFAULT_TIMEOUT_MS = 60_000;

  /** On whose account a thread waits: the provider itself, whatever it takes for equal. */
  private record Turn(CbsTokenProvider provider) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Turn turn && turn.provider == provider;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(provider);
    }

    @Override
    public String toString() {
      return "one provider of tokens";
    }
  }

  /** One task of the waiting threads. */
  private record Question(WaitingThreads.Given task) implements Given {

    @Override
    public void giveUp() {
      task.cancel();
    }

    @Override
    public boolean isNearer() {
      return task.isNearer();
    }
  }

  /** A task for which there was no room. */
  private static final class Refused implements Given {

    @Override
    public void giveUp() {
      // It was not begun.
    }

    @Override
    public boolean isNearer() {
      return false;
    }
  }

  private final ConnectionDriver driver;
  private final Turn turn;
  private final long timeoutMs;
  private final BooleanSupplier allowInsecure;
  private boolean warned;

  /**
   * The gate of an engine that the driver owns; null where nobody gives tokens.
   *
   * @param timeoutMs how long the provider may take for an answer; not positive for a minute
   * @param allowInsecure whether tokens may go to another host unencrypted; asked on the event
   *     loop, once the socket is there
   */
  public static @Nullable CbsGate gate(
      ConnectionEngine engine,
      @Nullable CbsTokenProvider provider,
      ConnectionDriver driver,
      long timeoutMs,
      BooleanSupplier allowInsecure) {
    return provider == null
        ? null
        : new CbsGate(
            engine, provider, new DriverCbsOwner(driver, provider, timeoutMs, allowInsecure));
  }

  private DriverCbsOwner(
      ConnectionDriver driver,
      CbsTokenProvider provider,
      long timeoutMs,
      BooleanSupplier allowInsecure) {
    this.driver = driver;
    this.turn = new Turn(provider);
    this.timeoutMs = timeoutMs;
    this.allowInsecure = allowInsecure;
  }

  @Override
  public boolean mayShowTokens() {
    Wire wire = driver.wire();
    if (wire != null && wire.security() != WireSecurity.CLEAR) {
      return true;
    }
    boolean allowed = allowInsecure.getAsBoolean();
    if (allowed && wire != null && !warned) {
      warned = true;
      LOG.warn("the tokens for nodes go unencrypted to {}:{}", wire.host(), wire.port());
    }
    return allowed;
  }

  @Override
  public Given runWaiting(Runnable task, Runnable then) {
    try {
      return new Question(driver.group().tokens().run(turn, task, none -> back(then)));
    } catch (RejectedExecutionException tooMany) {
      back(then);
      return new Refused();
    }
  }

  @Override
  public long providerTimeoutMs() {
    return timeoutMs > 0 ? timeoutMs : DEFAULT_TIMEOUT_MS;
  }

  private void back(Runnable then) {
    try {
      driver.execute(then);
    } catch (RejectedExecutionException terminated) {
      // Nobody waits for it any more.
      return;
    }
  }

  @Override
  public Runnable later(long delayMs, Runnable action) {
    try {
      return driver.schedule(delayMs, action)::cancel;
    } catch (RejectedExecutionException terminated) {
      return () -> {};
    }
  }

  @Override
  public Instant now() {
    return Instant.now();
  }
}
