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
 * <p>{@code help} prints which arguments there are.
 */
final class Simulate {

  private static final int PROGRESS_SEEDS = 10_000;

  private Simulate() {}

  static final String USAGE =
      String.join(
          System.lineSeparator(),
          "Usage: Simulate [SEEDS [FIRST]]   runs so many seeds (1000000), from the first one on (0)",
          "       Simulate replay SEED       prints what happens in one seed",
          "       Simulate help              prints this",
          "Exit codes: 0 all seeds passed, 1 one failed, 2 wrong arguments.");

  /** What is to be run. */
  sealed interface Task {
    record Help() implements Task {}

    record Replay(long seed) implements Task {}

    record Run(long seeds, long first) implements Task {}
  }

  public static void main(String[] arguments) {
    try {
      Task task = task(arguments);
      if (task instanceof Task.Replay one) {
        replay(one.seed());
      } else if (task instanceof Task.Run run) {
        run(run.seeds(), run.first());
      } else {
        System.out.println(USAGE);
      }
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.err.println(USAGE);
      System.exit(2);
    }
  }

  /**
   * What the arguments ask for.
   *
   * @throws IllegalArgumentException if they are wrong, with what is
   */
  static Task task(String... arguments) {
    String command = arguments.length == 0 ? "" : arguments[0];
    if (command.matches("help|--help|-h")) {
      return new Task.Help();
    }
    if (arguments.length > 2) {
      throw new IllegalArgumentException(
          "'" + arguments[2] + "' is one argument too many: there are two at most");
    }
    if (command.equals("replay")) {
      if (arguments.length < 2) {
        throw new IllegalArgumentException("replay wants a SEED");
      }
      return new Task.Replay(number("SEED", arguments[1], Long.MIN_VALUE));
    }
    long seeds = arguments.length > 0 ? number("SEEDS", command, 1) : 1_000_000;
    long first = arguments.length > 1 ? number("FIRST", arguments[1], Long.MIN_VALUE) : 0;
    if (first > Long.MAX_VALUE - seeds) {
      throw new IllegalArgumentException(
          "FIRST '" + first + "' leaves no room for " + seeds + " seeds below 2^63");
    }
    return new Task.Run(seeds, first);
  }

  private static long number(String name, String text, long least) {
    try {
      long number = Long.parseLong(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      // Refused below.
    }
    throw new IllegalArgumentException(
        name + " '" + text + "' must be a whole number" + (least == 1 ? " of 1 or more" : ""));
  }

  private static void run(long seeds, long first) {
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
