// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;

/**
 * The sockets of a loop that is lent: who wakes it wakes whoever holds it.
 *
 * <p>{@link #wakeup} is thread-safe; the rest is confined to the loop.
 */
final class LentIo implements IoHandler {

  private final IoHandler io;
  private final LentLoop loop;
  private final Runnable wakeIo;

  LentIo(IoHandler io, LentLoop loop) {
    this.io = io;
    this.loop = loop;
    this.wakeIo = io::wakeup;
  }

  @Override
  public void initialize() {
    io.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return io.run(context);
  }

  @Override
  public void prepareToDestroy() {
    io.prepareToDestroy();
  }

  @Override
  public void destroy() {
    io.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return io.register(handle);
  }

  @Override
  public void wakeup() {
    loop.wakeHolder(wakeIo);
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return io.isCompatible(handleType);
  }
}
