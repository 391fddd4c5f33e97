// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peer;

import java.io.IOException;

/**
 * How a peer's process and whoever started it speak: it prints its port, and ends with its input.
 *
 * <p>Stateless.
 */
public final class PeerProcessLine {

  /** Begins the line that tells the port. */
  public static final String PORT = "PORT ";

  private PeerProcessLine() {}

  static String port(int port) {
    return PORT + port;
  }

  static void awaitEndOfInput() throws IOException {
    while (System.in.read() >= 0) {
      // Nothing is said but the end.
    }
  }
}
