// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.value.Binary;

/**
 * A frame or protocol header as it stood on a wire.
 *
 * <p>Immutable.
 *
 * @param start how many octets went before it
 * @param size in octets
 * @param channel of the frame; -1 for a protocol header
 * @param body the performative; null for an empty frame or a protocol header
 * @param payload behind the performative
 */
record WireFrame(long start, int size, int channel, @Nullable Performative body, Binary payload) {

  static final int HEADER = -1;

  boolean isHeader() {
    return channel == HEADER;
  }

  @Override
  public String toString() {
    return isHeader()
        ? "header"
        : channel + " " + (body == null ? "empty" : body) + " +" + payload.length();
  }
}
