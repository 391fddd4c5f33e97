// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

/**
 * Finds where frames end in a stream of octets that is passed on, without keeping any (AMQP 2.3.1).
 *
 * <p>Confined to its thread. Of what is no AMQP it finds nothing.
 */
final class FrameScanner {

  private static final int SIZE_OCTETS = 4;
  private static final int SMALLEST_FRAME = 8;
  private static final int HEADER_MAGIC = 'A' << 24 | 'M' << 16 | 'Q' << 8 | 'P';
  private static final int HEADER_REST = 4;

  private int size;
  private int sizeOctets;
  private long left;
  private boolean header;
  private boolean lost;
  private boolean frameEnded;

  /** Whether the last {@link #advance} ended at the end of a frame. */
  boolean frameEnded() {
    return frameEnded;
  }

  /** Goes on to the end of the frame, or through all octets; gives how many that were. */
  int advance(byte[] octets, int from, int length) {
    frameEnded = false;
    int at = from;
    int end = from + length;
    while (at < end && !frameEnded) {
      if (lost) {
        return length;
      }
      if (left == 0) {
        takeSizeOctet(octets[at++]);
      } else {
        int skipped = (int) Math.min(left, end - at);
        at += skipped;
        left -= skipped;
        frameEnded = left == 0 && !header;
      }
    }
    return at - from;
  }

  private void takeSizeOctet(byte octet) {
    size = size << 8 | octet & 0xFF;
    sizeOctets++;
    if (sizeOctets < SIZE_OCTETS) {
      return;
    }
    header = size == HEADER_MAGIC;
    lost = !header && Integer.compareUnsigned(size, SMALLEST_FRAME) < 0;
    left = header ? HEADER_REST : Integer.toUnsignedLong(size) - SIZE_OCTETS;
    size = 0;
    sizeOctets = 0;
  }
}
