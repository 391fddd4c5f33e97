// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Role;
import org.postrider.codec.wire.FieldReader;

/**
 * The peer's disposition (AMQP 2.7.6): of the delivery that it received last, if it is not said
 * otherwise.
 *
 * <p>Confined to the thread of the test.
 */
public final class RemoteDisposition extends RemoteFrame<RemoteDisposition> {

  private Role role = Role.RECEIVER;
  private long first = FieldReader.ABSENT;
  private long last = FieldReader.ABSENT;
  private boolean settled;
  private boolean batchable;
  private @Nullable DeliveryState state;

  RemoteDisposition(@Nullable ScriptedPeer peer) {
    super(peer, "disposition");
  }

  @Override
  RemoteDisposition self() {
    return this;
  }

  /** The link of this name, whose last delivery is meant where no delivery is named. */
  public RemoteDisposition onLink(String name) {
    return nameLink(name);
  }

  /** The peer speaks as the sender or as the receiver; the receiver if it is not named. */
  public RemoteDisposition ofRole(Role ourRole) {
    open();
    role = ourRole;
    return this;
  }

  /** Of one delivery. */
  public RemoteDisposition ofDelivery(long deliveryId) {
    return ofDeliveries(deliveryId, deliveryId);
  }

  /** Of a range of deliveries, the last one included. */
  public RemoteDisposition ofDeliveries(long firstId, long lastId) {
    open();
    first = firstId;
    last = lastId;
    return this;
  }

  /** It settles. */
  public RemoteDisposition settled() {
    open();
    settled = true;
    return this;
  }

  /** An answer to it may take its time. */
  public RemoteDisposition batchable() {
    open();
    batchable = true;
    return this;
  }

  /** Its state; null for none. */
  public RemoteDisposition withState(@Nullable DeliveryState deliveryState) {
    open();
    state = deliveryState;
    return this;
  }

  /** Its state is accepted. */
  public RemoteDisposition accepted() {
    return withState(Accepted.INSTANCE);
  }

  @Override
  void play(Stage stage) throws InterruptedException {
    if (first != FieldReader.ABSENT) {
      SessionMirror session = session(stage);
      send(stage, channelOr(session == null ? 0 : session.ourChannel), disposition(first, last));
      return;
    }
    LinkMirror link = link(stage, role);
    if (link.lastDeliveryId == FieldReader.ABSENT) {
      throw new AssertionError("there is no delivery yet on the link " + link.name);
    }
    send(
        stage,
        channelOr(link.session.ourChannel),
        disposition(link.lastDeliveryId, link.lastDeliveryId));
  }

  void answer(Stage stage, int theirChannel) throws InterruptedException {
    send(stage, channelAnswering(stage, theirChannel), disposition(first, last));
  }

  private Disposition disposition(long firstId, long lastId) {
    return new Disposition(role, firstId, lastId, settled, state, batchable);
  }
}
