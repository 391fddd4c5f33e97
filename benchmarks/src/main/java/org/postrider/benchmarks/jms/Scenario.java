// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.JMSException;

/** A way to use a provider. Implementations are immutable. */
interface Scenario {

  /** Warms up, measures, and tells the results. */
  void run(Trial trial) throws JMSException, InterruptedException;
}
