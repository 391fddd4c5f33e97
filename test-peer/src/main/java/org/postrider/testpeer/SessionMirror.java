// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.wire.FieldReader;

/** What a peer knows of a session. Confined to the script's thread. */
final class SessionMirror {

  static final long SERIAL_MASK = 0xFFFF_FFFFL;

  final List<LinkMirror> links = new ArrayList<>();
  int ourChannel;
  int theirChannel = FieldReader.ABSENT;
  boolean endedByUs;
  boolean endedByThem;
  long nextIncomingId = FieldReader.ABSENT;
  long nextOutgoingId;
  long incomingWindow = RemoteBegin.DEFAULT_WINDOW;
  long outgoingWindow = RemoteBegin.DEFAULT_WINDOW;
  private long nextDeliveryId;

  SessionMirror(int ourChannel) {
    this.ourChannel = ourChannel;
  }

  /** The serial number behind another (RFC 1982, 32 bits). */
  static long next(long serial) {
    return serial + 1 & SERIAL_MASK;
  }

  /** The delivery-id that the peer's next delivery is to have. */
  long takeDeliveryId() {
    long id = nextDeliveryId;
    nextDeliveryId = next(id);
    return id;
  }

  long freeHandle() {
    long handle = 0;
    while (byOurHandle(handle) != null) {
      handle++;
    }
    return handle;
  }

  @Nullable LinkMirror byOurHandle(long handle) {
    return links.stream().filter(l -> l.ourHandle == handle).findFirst().orElse(null);
  }

  @Nullable LinkMirror byTheirHandle(long handle) {
    return links.stream().filter(l -> l.theirHandle == handle).findFirst().orElse(null);
  }

  private LinkMirror byName(String name, Role ourRole) {
    for (LinkMirror link : links) {
      if (link.name.equals(name) && link.ourRole == ourRole) {
        return link;
      }
    }
    LinkMirror link = new LinkMirror(this, name, ourRole);
    links.add(link);
    return link;
  }

  LinkMirror received(Attach attach) {
    LinkMirror link = byName(attach.name(), attach.role().opposite());
    link.theirHandle = attach.handle();
    link.attached(attach);
    return link;
  }

  LinkMirror sent(Attach attach) {
    LinkMirror link = byName(attach.name(), attach.role());
    link.ourHandle = attach.handle();
    link.attached(attach);
    return link;
  }

  void received(Detach detach) {
    LinkMirror link = byTheirHandle(detach.handle());
    if (link != null) {
      link.detachedByThem = true;
      forgetIfGone(link);
    }
  }

  void sent(Detach detach) {
    LinkMirror link = byOurHandle(detach.handle());
    if (link != null) {
      link.detachedByUs = true;
      forgetIfGone(link);
    }
  }

  private void forgetIfGone(LinkMirror link) {
    if (link.detachedByUs && link.detachedByThem) {
      links.remove(link);
    }
  }

  void received(Transfer transfer) {
    nextIncomingId = next(nextIncomingId);
    LinkMirror link = byTheirHandle(transfer.handle());
    if (link != null) {
      link.transferred(transfer.deliveryId(), transfer.more() && !transfer.aborted());
    }
  }

  void sent(Transfer transfer) {
    nextOutgoingId = next(nextOutgoingId);
    LinkMirror link = byOurHandle(transfer.handle());
    if (link != null) {
      link.transferred(transfer.deliveryId(), transfer.more() && !transfer.aborted());
    }
  }

  void received(Flow flow) {
    LinkMirror link = byTheirHandle(flow.handle());
    if (link == null) {
      return;
    }
    if (link.ourRole == Role.RECEIVER) {
      link.deliveryCount = flow.deliveryCount();
    } else if (flow.linkCredit() != FieldReader.ABSENT) {
      // AMQP 2.6.7: the credit is a total from the delivery-count that the receiver knew.
      long known = flow.deliveryCount() == FieldReader.ABSENT ? 0 : flow.deliveryCount();
      link.credit = Math.max(0, (int) (known + flow.linkCredit() - link.deliveryCount));
    }
  }

  void sent(Flow flow) {
    LinkMirror link = byOurHandle(flow.handle());
    if (link != null && link.ourRole == Role.SENDER) {
      link.deliveryCount = flow.deliveryCount();
      link.credit = Math.max(0, flow.linkCredit());
    }
  }
}
