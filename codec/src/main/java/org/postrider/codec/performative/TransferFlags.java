// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

/** The booleans of a transfer that is written, as bits of one number (AMQP 2.7.5). */
public final class TransferFlags {

  /** The sender has settled the delivery. */
  public static final int SETTLED = 1;

  /** More transfers of the delivery follow. */
  public static final int MORE = 2;

  /** The delivery is given up. */
  public static final int ABORTED = 4;

  /** The disposition may take its time. */
  public static final int BATCHABLE = 8;

  private TransferFlags() {}
}
