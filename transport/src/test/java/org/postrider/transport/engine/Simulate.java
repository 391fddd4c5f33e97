// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Simulates conversations of two engines, seed after seed; the command line of the simulation.
 *
 * <pre>
 * mvn -q -pl transport -am test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -cp "transport/target/test-classes:transport/target/classes:$(cat transport/target/cp)" \
 *     org.postrider.transport.engine.Simulate 1000000
 * </pre>
 *
 * <p>Arguments: how many seeds, and the first one (0). {@code replay SEED} prints what happens.
 */
final class Simulate {

  private static final int PROGRESS_SEEDS = 10_000;

  private Simulate() {}

  public static void main(String[] arguments) {
    if (arguments.length == 2 && arguments[0].equals("replay")) {
      replay(Long.parseLong(arguments[1]));
      return;
    }
    long seeds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
    long first = arguments.length > 1 ? Long.parseLong(arguments[1]) : 0;
    Outcome outcome = new Outcome();
    for (long seed = first; seed < first + seeds; seed++) {
      Throwable failure = run(seed, new SimTrace(false), outcome);
      if (failure != null) {
        System.out.println("seed " + seed + " failed: " + failure);
        System.out.println("to see it again, give the arguments: replay " + seed);
        System.exit(1);
      }
      if ((seed - first + 1) % PROGRESS_SEEDS == 0) {
        System.out.println((seed - first + 1) + " seeds, " + outcome);
      }
    }
    System.out.println("all " + seeds + " seeds passed, " + outcome);
  }

  private static void replay(long seed) {
    SimTrace trace = new SimTrace(true);
    Throwable failure = run(seed, trace, new Outcome());
    System.out.print(trace.text());
    System.out.println("trace " + Long.toHexString(trace.hash()));
    if (failure != null) {
      failure.printStackTrace(System.out);
      System.exit(1);
    }
  }

  /** Runs one seed; gives what broke, or null. */
  static @Nullable Throwable run(long seed, SimTrace trace, Outcome outcome) {
    SimWorld world = new SimWorld(seed, trace);
    try {
      world.run();
      outcome.frames.addAndGet(trace.frames());
      outcome.deliveries.addAndGet(world.messages().deliveries());
      return null;
    } catch (RuntimeException | AssertionError failure) {
      return failure;
    }
  }

  /** What the seeds so far amounted to. */
  static final class Outcome {
    final AtomicLong frames = new AtomicLong();
    final AtomicLong deliveries = new AtomicLong();

    @Override
    public String toString() {
      return frames + " frames, " + deliveries + " messages delivered";
    }
  }
}
