// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

/**
 * Whether the calling thread has stack left for a turn of an event loop. An application may send
 * from deep within a recursion, and a loop whose work broke off for want of stack would not be fit
 * for anybody any more.
 *
 * <p>Stateless.
 */
final class StackRoom {

  /** A frame of {@link #descend} has half a KiB and more: these are 48 KiB. */
  private static final int FRAMES = 88;

  private StackRoom() {}

  /** Whether there is; it costs less than a microsecond. */
  static boolean isEnough() {
    try {
      return descend(
              FRAMES, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
              0, 0, 0, 0, 0, 0)
          == 0;
    } catch (StackOverflowError tooDeep) {
      return false;
    }
  }

  /** Few large frames are faster than many small ones: so many parameters are handed on. */
  private static long descend(
      int frames,
      long a0,
      long b0,
      long c0,
      long d0,
      long e0,
      long f0,
      long g0,
      long h0,
      long a1,
      long b1,
      long c1,
      long d1,
      long e1,
      long f1,
      long g1,
      long h1,
      long a2,
      long b2,
      long c2,
      long d2,
      long e2,
      long f2,
      long g2,
      long h2,
      long a3,
      long b3,
      long c3,
      long d3,
      long e3,
      long f3,
      long g3,
      long h3) {
    if (frames == 0) {
      return 0;
    }
    return descend(
            frames - 1,
            a0,
            b0,
            c0,
            d0,
            e0,
            f0,
            g0,
            h0,
            a1,
            b1,
            c1,
            d1,
            e1,
            f1,
            g1,
            h1,
            a2,
            b2,
            c2,
            d2,
            e2,
            f2,
            g2,
            h2,
            a3,
            b3,
            c3,
            d3,
            e3,
            f3,
            g3,
            h3)
        | frames >> Integer.SIZE - 1;
  }
}
