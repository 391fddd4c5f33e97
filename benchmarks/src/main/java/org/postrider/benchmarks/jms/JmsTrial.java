// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import org.postrider.benchmarks.trial.Results;

/**
 * The program of a trial's process: {@code FACTORY-CLASS URI SCENARIO QUEUE STREAMS WARM-UP
 * MEASURED}.
 */
public final class JmsTrial {

  private JmsTrial() {}

  /** Runs one scenario and prints its results. */
  public static void main(String[] arguments)
      throws ReflectiveOperationException, JMSException, InterruptedException {
    Trial trial =
        new Trial(
            factory(arguments[0], arguments[1]),
            arguments[3],
            Boolean.parseBoolean(arguments[4]),
            Integer.parseInt(arguments[5]),
            Integer.parseInt(arguments[6]),
            new Results());
    Scenarios.named(arguments[2]).run(trial);
    // A provider's threads may go on for a while.
    System.exit(0);
  }

  /** The one place that knows a provider, by the name of its class. */
  private static ConnectionFactory factory(String className, String uri)
      throws ReflectiveOperationException {
    return Class.forName(className)
        .asSubclass(ConnectionFactory.class)
        .getConstructor(String.class)
        .newInstance(uri);
  }
}
