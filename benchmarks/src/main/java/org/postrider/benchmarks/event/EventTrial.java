// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.event;

import org.postrider.benchmarks.trial.Results;

/**
 * The program of a trial's process: {@code CLIENT URL SCENARIO QUEUE STREAMS WARM-UP MEASURED}.
 * Scenarios are {@code event-send-OCTETS}, {@code event-await-OCTETS} and {@code
 * event-receive-OCTETS}.
 */
public final class EventTrial {

  /** What each client has on its way to it at most. */
  static final int CREDIT = 1000;

  private EventTrial() {}

  /** Runs one scenario and prints its results. */
  public static void main(String[] arguments) throws Exception {
    String[] scenario = arguments[2].split("-", -1);
    int octets = Integer.parseInt(scenario[2]);
    int warmUp = Integer.parseInt(arguments[5]);
    int measured = Integer.parseInt(arguments[6]);
    EventClient queue = client(arguments[0], arguments[1], arguments[3], octets);
    Course course = new Course(warmUp, measured);
    switch (scenario[1]) {
      case "send" -> queue.send(course);
      case "await" -> queue.sendAwaited(course);
      case "receive" -> {
        if (Boolean.parseBoolean(arguments[4])) {
          String stream = "stream/" + octets + "/0";
          client(arguments[0], arguments[1], stream, octets).receive(course);
        } else {
          queue.send(new Course(warmUp, measured));
          queue.receive(course);
        }
      }
      default -> throw new IllegalArgumentException("scenario '" + arguments[2] + "' is not known");
    }
    course.tell(new Results());
    // A client's threads may go on for a while.
    System.exit(0);
  }

  /** Each is loaded only where it is wanted: others are not on the class path. */
  private static EventClient client(String name, String url, String address, int octets) {
    return switch (name) {
      case "postrider" -> new PostriderEvents(url, address, octets);
      case "protonj2" -> new Protonj2Events(url, address, octets);
      default -> throw new IllegalArgumentException("client '" + name + "' is not known");
    };
  }

  /** A body that was read is as long as it was sent. */
  static void check(int received, int expected) {
    if (received != expected) {
      throw new IllegalStateException("a body of " + received + " octets, not " + expected);
    }
  }
}
