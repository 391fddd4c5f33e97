// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.floor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import org.postrider.benchmarks.trial.Results;

/**
 * The program of a trial's process: {@code URI SCENARIO QUEUE STREAMS WARM-UP MEASURED}, of which
 * the queue matters to {@code floor-transact} and {@code floor-sync} alone. The other scenarios are
 * {@code floor-batched}, {@code floor-batched-65536}, {@code floor-written-65536}, {@code
 * floor-awaited} and {@code floor-handoff}.
 */
public final class FloorTrial {

  /** A message of 1 KiB with what JMS and AMQP put around it. */
  static final int MESSAGE_OCTETS = 1_200;

  /** The same with 64 KiB. */
  private static final int LARGE_OCTETS = 64 * 1024 + MESSAGE_OCTETS - 1024;

  private FloorTrial() {}

  /** Runs one scenario and prints its results. */
  public static void main(String[] arguments) throws InterruptedException, IOException {
    URI uri = URI.create(arguments[0]);
    InetSocketAddress peer = new InetSocketAddress(uri.getHost(), uri.getPort());
    int warmUp = Integer.parseInt(arguments[4]);
    int measured = Integer.parseInt(arguments[5]);
    try (Floor floor = named(arguments, peer)) {
      floor.measure(warmUp, measured, new Results());
    }
    System.exit(0);
  }

  private static Floor named(String[] arguments, InetSocketAddress peer)
      throws InterruptedException, IOException {
    String name = arguments[1];
    return switch (name) {
      case "floor-batched" -> new BatchedFloor(peer, MESSAGE_OCTETS);
      case "floor-batched-65536" -> new BatchedFloor(peer, LARGE_OCTETS);
      case "floor-written-65536" -> new WrittenFloor(peer, LARGE_OCTETS);
      case "floor-awaited" -> new AwaitedFloor(peer);
      case "floor-handoff" -> new HandOffFloor();
      case "floor-transact" -> new TransactedFloor(peer, arguments[2]);
      case "floor-sync" -> new SynchronousFloor(peer, arguments[2]);
      default -> throw new IllegalArgumentException("floor '" + name + "' is not known");
    };
  }
}
