// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.value.Binary;

/**
 * One end of a link as an observer of the wire knows it, counted without the engine.
 *
 * <p>Confined to the simulation's thread.
 */
final class ObservedLink {

  final String name;
  final Role role;
  final Set<Binary> unsettledTags = new HashSet<>();
  boolean attachWritten;
  boolean attachSeen;
  boolean detachWritten;
  boolean detachSeen;
  boolean endedForGood;
  boolean errorSeen;

  /** The sender's count; at the receiver as far as transfers and flows told it. */
  int deliveryCount;

  int firstDeliveryCount;

  /** The delivery-count from which on there is no credit. */
  int creditUntil;

  boolean drainSeen;

  /** That of the attach that came or went last, which is the answer. */
  SenderSettleMode senderMode = SenderSettleMode.MIXED;

  ReceiverSettleMode receiverMode = ReceiverSettleMode.FIRST;

  /** The delivery whose transfers are not complete. */
  @Nullable ObservedDelivery current;

  ObservedLink(String name, Role role) {
    this.name = name;
    this.role = role;
  }

  void modes(Attach attach) {
    senderMode = attach.senderSettleMode();
    boolean isAnswer = attachWritten && attachSeen;
    if (attach.role() == Role.RECEIVER || !isAnswer || receiverMode == ReceiverSettleMode.SECOND) {
      // AMQP 2.7.3: what the receiver says is the mode in use.
      receiverMode = attach.receiverSettleMode();
    }
  }

  static String key(String name, Role role) {
    return role + name;
  }

  String key() {
    return key(name, role);
  }

  boolean isGone() {
    return detachWritten && detachSeen;
  }
}
