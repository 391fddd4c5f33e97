// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import org.postrider.codec.performative.Performative;
import org.postrider.codec.value.Binary;

/**
 * An AMQP frame that a {@link ScriptedPeer} received, for plain assertions.
 *
 * <p>Immutable.
 *
 * @param connection on which it came; the first is 1
 * @param channel on which it came; 0 to 65535
 * @param performative what it said
 * @param payload the octets behind a transfer; empty for all others
 */
public record ReceivedFrame(
    int connection, int channel, Performative performative, Binary payload) {

  /**
   * The performative, as what it must be.
   *
   * @throws AssertionError if it is another
   */
  public <T extends Performative> T performative(Class<T> type) {
    if (!type.isInstance(performative)) {
      throw new AssertionError("expected " + type.getSimpleName() + " but received " + this);
    }
    return type.cast(performative);
  }
}
