// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.Channel;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Lets outcomes gather while many are awaited. A broker that tells each in a packet of its own
 * would else wake the loop for each, the loop a completion thread, and that the application's.
 *
 * <p>Confined to the channel's event loop.
 *
 * <p>The pause is a microsecond for each outcome that is awaited. A peer would have to settle a
 * million messages a second to run out of work in it, and whoever asks it for something else now is
 * answered behind all these. Where a pause gathers next to nothing, because the peer is slow, tells
 * many outcomes in one, or keeps them while it answers others, there are none for a while, and for
 * longer each time.
 */
final class ReadPause {

  /** With fewer the peer might wait for us. */
  static final int MIN_AWAITED = 256;

  static final int MAX_MICROS = 1000;

  /** As many as three outcomes take, each told in a frame. */
  static final int WORTHWHILE_OCTETS = 80;

  static final int FIRST_BACK_OFF_MS = 1;

  static final int MAX_BACK_OFF_MS = 128;

  private final Channel channel;
  private final Runnable end = this::end;
  private boolean judging;
  private int backOffMs = FIRST_BACK_OFF_MS;
  private long notBeforeMs = Long.MIN_VALUE;

  ReadPause(Channel channel) {
    this.channel = channel;
  }

  /**
   * What there was to read has been read.
   *
   * @param octets how much that was
   * @param awaited how many outcomes are awaited, if that was nothing but outcomes; else 0
   */
  void readDone(int octets, int awaited, long nowMs) {
    if (judging) {
      judging = false;
      judge(octets >= WORTHWHILE_OCTETS, nowMs);
    }
    if (awaited >= MIN_AWAITED && nowMs >= notBeforeMs) {
      begin(Math.min(awaited, MAX_MICROS));
    }
  }

  private void judge(boolean worthwhile, long nowMs) {
    if (worthwhile) {
      backOffMs = FIRST_BACK_OFF_MS;
    } else {
      notBeforeMs = nowMs + backOffMs;
      backOffMs = Math.min(backOffMs * 2, MAX_BACK_OFF_MS);
    }
  }

  private void begin(int micros) {
    // Whoever else has stopped it is the one to go on.
    if (channel.config().isAutoRead()) {
      channel.config().setAutoRead(false);
      Future<?> unused = channel.eventLoop().schedule(end, micros, TimeUnit.MICROSECONDS);
    }
  }

  private void end() {
    judging = true;
    if (channel.isActive()) {
      channel.config().setAutoRead(true);
    }
  }
}
