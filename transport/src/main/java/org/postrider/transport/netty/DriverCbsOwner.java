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

  private final ConnectionDriver driver;
  private final BooleanSupplier allowInsecure;
  private boolean warned;

  /**
   * The gate of an engine that the driver owns; null where nobody gives tokens.
   *
   * @param allowInsecure whether tokens may go to another host unencrypted; asked on the event
   *     loop, once the socket is there
   */
  public static @Nullable CbsGate gate(
      ConnectionEngine engine,
      @Nullable CbsTokenProvider provider,
      ConnectionDriver driver,
      BooleanSupplier allowInsecure) {
    return provider == null
        ? null
        : new CbsGate(engine, provider, new DriverCbsOwner(driver, allowInsecure));
  }

  private DriverCbsOwner(ConnectionDriver driver, BooleanSupplier allowInsecure) {
    this.driver = driver;
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
  public void runWaiting(Runnable task, Runnable then) {
    try {
      driver.group().authentication().run(driver, task, () -> back(then));
    } catch (RejectedExecutionException tooMany) {
      // As a task that did not come to its end.
      back(then);
    }
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
