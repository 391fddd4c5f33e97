// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/**
 * The application's thread encodes messages into a buffer that it shares with the event loop, which
 * writes and flushes once for all that it finds there.
 *
 * <p>What the two threads share is guarded by this object's monitor.
 */
final class BatchedFloor implements Floor {

  /** The peer answers once for so many messages, so that the end of a pass is known. */
  static final int MESSAGES_AN_ANSWER = 10_000;

  private static final int LEAST_WAITING_OCTETS = 256 * 1024;
  private static final int LEAST_WAITING_MESSAGES = 16;

  private final byte[] message;
  private final int maxWaitingOctets;
  private final Wire wire;
  private final Channel channel;
  private ByteBuf waiting;
  private boolean woken;
  private boolean writing;

  BatchedFloor(InetSocketAddress peer, int messageOctets) throws InterruptedException {
    message = new byte[messageOctets];
    maxWaitingOctets = Math.max(LEAST_WAITING_OCTETS, LEAST_WAITING_MESSAGES * messageOctets);
    wire = new Wire(peer, messageOctets * MESSAGES_AN_ANSWER);
    channel = wire.channel();
    waiting = buffer();
  }

  private ByteBuf buffer() {
    return channel.alloc().directBuffer(maxWaitingOctets);
  }

  @Override
  public void pass(int messages) throws InterruptedException {
    if (messages % MESSAGES_AN_ANSWER != 0) {
      throw new IllegalArgumentException(
          messages + " messages are not a multiple of " + MESSAGES_AN_ANSWER);
    }
    long answered = wire.answers();
    for (int i = 0; i < messages; i++) {
      if (encode()) {
        channel.eventLoop().execute(this::write);
      }
    }
    wire.awaitAnswers(answered + messages / MESSAGES_AN_ANSWER);
  }

  /** Gives whether the loop is to be woken. */
  private synchronized boolean encode() throws InterruptedException {
    while (waiting.readableBytes() + message.length > maxWaitingOctets) {
      wait();
    }
    waiting.writeBytes(message);
    boolean wake = !woken && !writing;
    woken |= wake;
    return wake;
  }

  private void write() {
    ByteBuf now;
    synchronized (this) {
      woken = false;
      if (!waiting.isReadable()) {
        return;
      }
      now = waiting;
      waiting = buffer();
      writing = true;
      notifyAll();
    }
    // The next batch gathers until this one has left.
    channel.writeAndFlush(now).addListener(written -> goOn());
  }

  private void goOn() {
    synchronized (this) {
      writing = false;
    }
    write();
  }

  @Override
  public void close() {
    wire.close();
  }
}
