// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.postrider.transport.engine.ObservedSession.require;

import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Two ends, the network between them and the clock, all out of one seed.
 *
 * <p>Confined to one thread. The same seed gives the same world.
 */
final class SimWorld {

  private static final int MIN_STEPS = 30;
  private static final int MAX_STEPS = 250;
  private static final int MAX_STEP_MS = 12;
  private static final int SETTLING_ROUNDS = 400;
  private static final int CLOCK_JUMP_MS = 100_000;
  private static final int[] FRAME_SIZES = {512, 513, 600, 1000, 4096, 100_000};
  private static final int[] IDLE_TIMEOUTS_MS = {0, 0, 0, 30_000, 60_000};
  private static final int[] FIRST_NUMBERS = {0, 0, -1, -5, Integer.MAX_VALUE - 3, 123_456_789};
  private static final int[] WINDOWS = {1, 2, 3, 10, 100, 2048};

  private final SplittableRandom random;
  private final SimTrace trace;
  private final SimMessages messages = new SimMessages();
  private final SimEnd[] ends = new SimEnd[2];
  private final boolean losesConnections;
  private final boolean restartsServer;
  private @Nullable SimConnection connection;
  private long nowMs = 1_000;

  SimWorld(long seed, SimTrace trace) {
    this.random = new SplittableRandom(seed);
    this.trace = trace;
    losesConnections = random.nextInt(3) == 0;
    restartsServer = random.nextBoolean();
    ends[0] = newEnd(0, "client");
    ends[1] = newEnd(1, "server");
  }

  private SimEnd newEnd(int index, String name) {
    ConnectionSettings settings =
        ConnectionSettings.of(name)
            .withLimits(
                one(FRAME_SIZES),
                random.nextInt(4) == 0 ? random.nextInt(3) : 100,
                one(IDLE_TIMEOUTS_MS));
    FirstNumbers first =
        new FirstNumbers(one(FIRST_NUMBERS), one(FIRST_NUMBERS), one(FIRST_NUMBERS), one(WINDOWS));
    return new SimEnd(this, index, settings, first);
  }

  private int one(int[] numbers) {
    return numbers[random.nextInt(numbers.length)];
  }

  SplittableRandom random() {
    return random;
  }

  SimTrace trace() {
    return trace;
  }

  SimMessages messages() {
    return messages;
  }

  SimEnd end(int index) {
    return ends[index];
  }

  long nowMs() {
    return nowMs;
  }

  /** The whole simulation; whatever breaks a rule throws. */
  void run() {
    ends[0].engine().open();
    connect();
    int steps = MIN_STEPS + random.nextInt(MAX_STEPS);
    for (int step = 0; step < steps; step++) {
      step();
    }
    settleDown();
    closeDown();
    messages.requireEnds();
    messages.requireNoLeak();
  }

  private void connect() {
    connection = new SimConnection(this);
    trace.event(nowMs, -1, "connects");
    connection.start(0);
    connection.start(1);
  }

  private void step() {
    SimConnection now = Objects.requireNonNull(connection);
    for (int i = random.nextInt(8); i > 0; i--) {
      int index = random.nextInt(2);
      ends[index].act();
      now.flush(index);
    }
    int dice = random.nextInt(200);
    if (dice < 8) {
      now.stall(random.nextInt(2), true);
    } else if (dice < 24) {
      now.stall(random.nextInt(2), false);
    } else if (dice == 24 && losesConnections && now.isAlive()) {
      now.lose();
    } else if (dice == 25 && losesConnections) {
      nowMs += random.nextInt(CLOCK_JUMP_MS);
      trace.event(nowMs, -1, "clock jumps");
    }
    pass(random.nextInt(MAX_STEP_MS));
  }

  /** Time passes: what is due arrives, timers run, and what is over is begun again. */
  private boolean pass(long ms) {
    nowMs += ms;
    SimConnection now = Objects.requireNonNull(connection);
    boolean moved = now.deliver();
    for (int index = 0; index < 2; index++) {
      ends[index].engine().tick(nowMs);
      now.flush(index);
      now.pumpIfWritable(index);
    }
    moved |= now.deliver();
    if (now.isOver()) {
      reconnect();
      moved = true;
    }
    return moved;
  }

  private void reconnect() {
    if (ends[0].isClosed()) {
      ends[0].reopen();
    }
    if (restartsServer || ends[1].isClosed()) {
      ends[1] = newEnd(1, "server");
    }
    connect();
  }

  /** No new work; what was begun comes to its end, and then both ends agree. */
  private void settleDown() {
    trace.event(nowMs, -1, "settles down");
    int idle = 0;
    for (int round = 0; idle < 3; round++) {
      require(round < SETTLING_ROUNDS, "the conversation does not come to rest");
      SimConnection now = Objects.requireNonNull(connection);
      int frames = trace.frames();
      for (int index = 0; index < 2; index++) {
        now.stall(index, false);
        ends[index].settleDown();
        now.flush(index);
      }
      boolean moved = pass(Math.max(1, Math.min(500, now.nextMs() - nowMs)));
      idle = moved || frames != trace.frames() ? 0 : idle + 1;
    }
    SimAgreement.require(this, Objects.requireNonNull(connection));
  }

  private void closeDown() {
    SimConnection now = Objects.requireNonNull(connection);
    int first = random.nextInt(2);
    ends[first].engine().close(null);
    now.flush(first);
    for (int round = 0; !now.isOver(); round++) {
      require(round < SETTLING_ROUNDS, "the connection does not close");
      nowMs += 20;
      now.deliver();
    }
    require(ends[0].isClosed() && ends[1].isClosed(), "an end was not told of the close");
    require(
        ends[0].engine().holdings().octets() == 0 && ends[1].engine().holdings().octets() == 0,
        "an end keeps what came in parts");
  }
}
