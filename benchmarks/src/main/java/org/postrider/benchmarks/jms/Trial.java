// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.ConnectionFactory;
import org.postrider.benchmarks.trial.Results;

/**
 * What a scenario gets.
 *
 * <p>Immutable.
 *
 * @param factory the provider's
 * @param queue a queue of its own
 * @param streams whether the peer makes up messages for who receives from {@link #streamOf}
 * @param warmUp operations before the measured ones
 * @param measured operations that are measured
 * @param results where it tells what came out
 */
record Trial(
    ConnectionFactory factory,
    String queue,
    boolean streams,
    int warmUp,
    int measured,
    Results results) {

  int all() {
    return warmUp + measured;
  }

  /** The null peer's address for messages without end. */
  static String streamOf(Payload payload) {
    return "stream/" + payload.octets() + "/" + payload.properties();
  }
}
