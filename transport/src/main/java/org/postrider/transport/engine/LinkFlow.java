// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.postrider.codec.wire.FieldReader;

/**
 * The fields of a flow that are a link's, under their AMQP names (AMQP 2.7.4).
 *
 * <p>Immutable. A number that is not told is -1.
 */
record LinkFlow(
    long handle, long deliveryCount, long linkCredit, long available, boolean drain, boolean echo) {

  /** A flow of the session only. */
  static final LinkFlow NONE =
      new LinkFlow(
          FieldReader.ABSENT,
          FieldReader.ABSENT,
          FieldReader.ABSENT,
          FieldReader.ABSENT,
          false,
          false);
}
