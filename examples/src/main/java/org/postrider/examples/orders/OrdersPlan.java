// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.orders;

import jakarta.jms.DeliveryMode;

/**
 * How many orders of which size go through the queue, and how. Immutable.
 *
 * @param run the mark that all messages of one run carry, since a queue may hold those of another
 * @param bodySize at least this many characters
 */
record OrdersPlan(String run, int orders, int bodySize, boolean persistent) {
  static final String RUN = "run";

  int deliveryMode() {
    return persistent ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT;
  }
}
