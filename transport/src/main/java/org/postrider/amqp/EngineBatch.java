// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.engine.ConnectionEngine;
import org.postrider.transport.engine.EngineInput;
import org.postrider.transport.engine.EngineOutput;
import org.postrider.transport.engine.WaitingMessages;
import org.postrider.transport.netty.ConnectionDriver;

/**
 * Stands between a driver and an engine, to know whether what is asked of the engine will be
 * flushed in any case: while it takes input.
 *
 * <p>Confined to the container's loop.
 */
final class EngineBatch implements EngineInput {

  private final ConnectionEngine engine;
  private final Runnable afterOutput;
  private final Runnable beforeLoss;
  private final WaitingMessages waiting;
  private final LostMessages lost;
  private @Nullable ConnectionDriver driver;
  private boolean inInput;
  private boolean flushDue;

  /**
   * A batch of an engine.
   *
   * @param maxWaitingOctets how much may wait for the application; 0 for no limit
   * @param afterOutput is run whenever messages that waited may have gone out
   * @param beforeLoss is run when the socket has ended, before the engine tells what that ends
   */
  EngineBatch(
      ConnectionEngine engine, long maxWaitingOctets, Runnable afterOutput, Runnable beforeLoss) {
    this.engine = engine;
    this.afterOutput = afterOutput;
    this.beforeLoss = beforeLoss;
    this.waiting = new WaitingMessages(maxWaitingOctets);
    this.lost = new LostMessages(waiting);
  }

  /** Whose batches these are, from now on. */
  ConnectionDriver drivenBy(ConnectionDriver newDriver) {
    driver = newDriver;
    return newDriver;
  }

  /** What has come and waits for the application. */
  WaitingMessages waiting() {
    return waiting;
  }

  /** What the application has of links that are gone. */
  LostMessages lost() {
    return lost;
  }

  /** Something was asked of the engine: it is to be flushed when this batch is over. */
  void touch() {
    if (!flushDue && !inInput && driver != null && !driver.isTerminated()) {
      flushDue = true;
      // The driver flushes the engine and the socket behind its commands.
      driver.execute(this::flushed);
    }
  }

  private void flushed() {
    flushDue = false;
  }

  @Override
  public void start(EngineOutput output, long nowMs) {
    engine.start(output, nowMs);
  }

  @Override
  public void input(ByteBuf in, long nowMs) {
    inInput = true;
    try {
      engine.input(in, nowMs);
      afterOutput.run();
    } finally {
      inInput = false;
    }
  }

  @Override
  public void inputPaused(long nowMs) {
    engine.inputPaused(nowMs);
  }

  @Override
  public void inputClosed(@Nullable Throwable cause, long nowMs) {
    beforeLoss.run();
    engine.inputClosed(cause, nowMs);
  }

  @Override
  public long tick(long nowMs) {
    return engine.tick(nowMs);
  }

  @Override
  public int takeAwaited() {
    return engine.takeAwaited();
  }

  @Override
  public void outputWritable() {
    engine.outputWritable();
    afterOutput.run();
  }

  @Override
  public void flush() {
    engine.flush();
  }
}
