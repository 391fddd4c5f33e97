// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.floor;

import java.net.InetSocketAddress;
import java.net.URI;
import org.postrider.benchmarks.trial.Results;

/**
 * The program of a trial's process: {@code URI SCENARIO QUEUE STREAMS WARM-UP MEASURED}, of which
 * the queue does not matter. Scenarios are {@code floor-batched}, {@code floor-awaited} and {@code
 * floor-handoff}.
 */
public final class FloorTrial {

  /** A message of 1 KiB with what JMS and AMQP put around it. */
  static final int MESSAGE_OCTETS = 1_200;

  private FloorTrial() {}

  /** Runs one scenario and prints its results. */
  public static void main(String[] arguments) throws InterruptedException {
    URI uri = URI.create(arguments[0]);
    InetSocketAddress peer = new InetSocketAddress(uri.getHost(), uri.getPort());
    int warmUp = Integer.parseInt(arguments[4]);
    int measured = Integer.parseInt(arguments[5]);
    try (Floor floor = named(arguments[1], peer)) {
      new Results().reading(floor.measure(warmUp, measured));
    }
    System.exit(0);
  }

  private static Floor named(String name, InetSocketAddress peer) throws InterruptedException {
    return switch (name) {
      case "floor-batched" -> new BatchedFloor(peer);
      case "floor-awaited" -> new AwaitedFloor(peer);
      case "floor-handoff" -> new HandOffFloor();
      default -> throw new IllegalArgumentException("floor '" + name + "' is not known");
    };
  }
}
