// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

/**
 * What happened in a simulation: always as one number, which tells whether two runs were the same,
 * and as text if wanted.
 *
 * <p>Confined to the simulation's thread.
 */
final class SimTrace {

  private static final int MULTIPLIER = 1_000_003;

  private final StringBuilder text = new StringBuilder();
  private final boolean isText;
  private long hash;
  private int frames;

  SimTrace(boolean isText) {
    this.isText = isText;
  }

  void frame(long nowMs, int end, WireFrame frame) {
    frames++;
    mix(nowMs);
    mix(end);
    mix(frame.start());
    mix(frame.size());
    mix(frame.channel());
    mix(frame.body() == null ? 0 : frame.body().getClass().getSimpleName().hashCode());
    if (isText) {
      line(nowMs, end, "writes " + frame);
    }
  }

  void event(long nowMs, int end, String event) {
    mix(nowMs);
    mix(end);
    mix(event.hashCode());
    if (isText) {
      line(nowMs, end, event);
    }
  }

  private void line(long nowMs, int end, String event) {
    text.append(nowMs).append(end < 0 ? "    " : end == 0 ? "  A " : "  B ").append(event);
    text.append('\n');
  }

  private void mix(long value) {
    hash = hash * MULTIPLIER + value;
  }

  long hash() {
    return hash;
  }

  int frames() {
    return frames;
  }

  String text() {
    return text.toString();
  }
}
