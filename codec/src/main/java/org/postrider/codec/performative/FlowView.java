// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FormatCode;
import org.postrider.codec.wire.ValueReader;

/**
 * {@link Flow} for the hot path: one object, set anew for each frame (AMQP 2.7.4).
 *
 * <p>Not thread-safe; what it shows is valid until the next frame is read. Where a number is
 * absent, it is -1. Properties are passed over; no use of them is known here.
 */
public final class FlowView {

  private static final int FIELDS = 11;

  private long nextIncomingId;
  private long incomingWindow;
  private long nextOutgoingId;
  private long outgoingWindow;
  private long handle;
  private long deliveryCount;
  private long linkCredit;
  private long available;
  private boolean drain;
  private boolean echo;

  /** A view of nothing yet. */
  public FlowView() {}

  /** Reads a flow whose descriptor was read. */
  public void read(ValueReader in) {
    int outerLimit = in.limit();
    int count = in.enterList(in.readCode());
    nextIncomingId = HotFields.uint(in, count > 0, FieldReader.ABSENT);
    incomingWindow = HotFields.mandatoryUint(in, count > 1, "incoming-window");
    nextOutgoingId = HotFields.mandatoryUint(in, count > 2, "next-outgoing-id");
    outgoingWindow = HotFields.mandatoryUint(in, count > 3, "outgoing-window");
    handle = HotFields.uint(in, count > 4, FieldReader.ABSENT);
    deliveryCount = HotFields.uint(in, count > 5, FieldReader.ABSENT);
    linkCredit = HotFields.uint(in, count > 6, FieldReader.ABSENT);
    available = HotFields.uint(in, count > 7, FieldReader.ABSENT);
    drain = HotFields.bool(in, count > 8);
    echo = HotFields.bool(in, count > 9);
    passOverProperties(in, count > 10);
    HotFields.end(in, count - FIELDS, outerLimit);
  }

  private static void passOverProperties(ValueReader in, boolean present) {
    int code = present ? in.readCode() : FormatCode.NULL;
    if (code == FormatCode.NULL) {
      return;
    }
    if (code != FormatCode.MAP_8 && code != FormatCode.MAP_32) {
      throw new DecodeException(ErrorConditions.INVALID_FIELD, "flow properties are no map");
    }
    in.object(code);
  }

  /** The transfer-id expected next, or -1. */
  public long nextIncomingId() {
    return nextIncomingId;
  }

  /** How many transfer frames are accepted. */
  public long incomingWindow() {
    return incomingWindow;
  }

  /** The transfer-id of the next transfer. */
  public long nextOutgoingId() {
    return nextOutgoingId;
  }

  /** How many transfer frames may be sent. */
  public long outgoingWindow() {
    return outgoingWindow;
  }

  /** The link's handle, or -1. */
  public long handle() {
    return handle;
  }

  /** The link's delivery-count, or -1. */
  public long deliveryCount() {
    return deliveryCount;
  }

  /** The link's credit, or -1. */
  public long linkCredit() {
    return linkCredit;
  }

  /** How many messages the sender has, or -1. */
  public long available() {
    return available;
  }

  /** Whether the sender is to use its credit up. */
  public boolean drain() {
    return drain;
  }

  /** Whether an answer is wanted. */
  public boolean echo() {
    return echo;
  }
}
