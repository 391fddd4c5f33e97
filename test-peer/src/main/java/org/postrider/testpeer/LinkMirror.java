// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Role;
import org.postrider.codec.wire.FieldReader;

/** What a peer knows of a link. Confined to the script's thread. */
final class LinkMirror {

  final SessionMirror session;
  final String name;

  /** The peer's role: the sender sends to the code under test. */
  final Role ourRole;

  long ourHandle = FieldReader.ABSENT;
  long theirHandle = FieldReader.ABSENT;

  /** How many deliveries the sender has sent, from its initial count on; 32 bits, serial. */
  long deliveryCount;

  /** Of the code under test, if it is the receiver. */
  long credit;

  /** The delivery-id spoken of last on this link, in the link's direction. */
  long lastDeliveryId = FieldReader.ABSENT;

  boolean detachedByUs;
  boolean detachedByThem;

  private boolean withinDelivery;

  LinkMirror(SessionMirror session, String name, Role ourRole) {
    this.session = session;
    this.name = name;
    this.ourRole = ourRole;
  }

  void attached(Attach attach) {
    if (attach.role() == Role.SENDER) {
      deliveryCount = Math.max(0, attach.initialDeliveryCount());
    }
  }

  /** A transfer frame went over the link; a delivery counts once, with its first frame. */
  void transferred(long deliveryId, boolean more) {
    if (!withinDelivery) {
      deliveryCount = SessionMirror.next(deliveryCount);
      credit = Math.max(0, credit - 1);
    }
    if (deliveryId != FieldReader.ABSENT) {
      lastDeliveryId = deliveryId;
    }
    withinDelivery = more;
  }

  boolean isWithinDelivery() {
    return withinDelivery;
  }
}
