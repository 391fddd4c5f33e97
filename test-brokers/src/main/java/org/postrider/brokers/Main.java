// SPDX-License-Identifier: Apache-2.0
package org.postrider.brokers;

import java.nio.file.Path;

/**
 * Runs one broker, prints {@code PORT } and its port, and ends with the process that started it.
 *
 * <p>Confined to the main thread.
 */
public final class Main {

  private Main() {}

  /**
   * Starts a broker.
   *
   * @param args its name, {@code broker-j}, {@code broker-j-external}, {@code broker-j-users},
   *     {@code broker-j-websocket} or {@code classic}, and a directory for its files
   * @throws Exception whatever keeps it from starting
   */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[1]);
    int port =
        switch (args[0]) {
          case "broker-j", "broker-j-external", "broker-j-users", "broker-j-websocket" ->
              BrokerJ.start(args[0], directory);
          case "classic" -> Classic.start(directory);
          default -> throw new IllegalArgumentException("broker '" + args[0] + "' is not known");
        };
    System.out.println("PORT " + port);
    ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().join());
    System.exit(0);
  }
}
