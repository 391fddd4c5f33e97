// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

/**
 * Where an engine's serial numbers begin, and how large its incoming windows are: fixed, but for
 * tests that want the numbers to wrap and the windows to be full.
 *
 * <p>Immutable.
 *
 * @param transferId of a session's first transfer
 * @param deliveryId of a session's first delivery
 * @param deliveryCount of a link's sender, before its first delivery
 * @param incomingWindow how many transfer frames a session accepts before the peer must wait
 */
record FirstNumbers(int transferId, int deliveryId, int deliveryCount, int incomingWindow) {

  static final FirstNumbers DEFAULT = new FirstNumbers(0, 0, 0, 2048);
}
