// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.FieldReader;

/**
 * One transfer frame of the peer (AMQP 2.7.5): an unsettled delivery, whole, if it is not said
 * otherwise.
 *
 * <p>Confined to the thread of the test. It is sent whether there is credit for it or not.
 */
public final class RemoteTransfer extends RemoteFrame<RemoteTransfer> {

  private Binary payload = Binary.EMPTY;
  private @Nullable Long handle;
  private @Nullable Long deliveryId;
  private @Nullable Binary tag;
  private long messageFormat;
  private boolean settled;
  private boolean more;
  private boolean resume;
  private boolean aborted;
  private boolean batchable;
  private @Nullable ReceiverSettleMode receiverSettleMode;
  private @Nullable DeliveryState state;

  RemoteTransfer(ScriptedPeer peer) {
    super(peer, "transfer");
  }

  @Override
  RemoteTransfer self() {
    return this;
  }

  /** The link of this name; if none is named, the last one on which the peer sends. */
  public RemoteTransfer onLink(String name) {
    return nameLink(name);
  }

  /** Its payload: an encoded message, or a part of one. */
  public RemoteTransfer withPayload(byte... octets) {
    open();
    payload = Binary.copyOf(octets);
    return this;
  }

  /** Its payload: a message that is a string as amqp-value. */
  public RemoteTransfer withText(String text) {
    return withPayload(TestPayload.text(text));
  }

  /** The peer's handle, whatever link that is. */
  public RemoteTransfer withHandle(long number) {
    open();
    handle = number;
    return this;
  }

  /** Its delivery-id; if it is not named, the next one, or none where a delivery goes on. */
  public RemoteTransfer withDeliveryId(long id) {
    open();
    deliveryId = id;
    return this;
  }

  /** Its delivery-tag; if it is not named, it is made of the delivery-id. */
  public RemoteTransfer withDeliveryTag(byte... octets) {
    open();
    tag = Binary.copyOf(octets);
    return this;
  }

  /** Its message-format; 0 if it is not named. */
  public RemoteTransfer withMessageFormat(long format) {
    open();
    messageFormat = format;
    return this;
  }

  /** It is settled. */
  public RemoteTransfer settled() {
    open();
    settled = true;
    return this;
  }

  /** More frames of its delivery follow. */
  public RemoteTransfer withMore() {
    open();
    more = true;
    return this;
  }

  /** It resumes a delivery. */
  public RemoteTransfer resuming() {
    open();
    resume = true;
    return this;
  }

  /** It gives its delivery up. */
  public RemoteTransfer aborted() {
    open();
    aborted = true;
    return this;
  }

  /** Its disposition may take its time. */
  public RemoteTransfer batchable() {
    open();
    batchable = true;
    return this;
  }

  /** The rcv-settle-mode of its delivery. */
  public RemoteTransfer withReceiverSettleMode(ReceiverSettleMode mode) {
    open();
    receiverSettleMode = mode;
    return this;
  }

  /** Its state. */
  public RemoteTransfer withState(DeliveryState deliveryState) {
    open();
    state = deliveryState;
    return this;
  }

  @Override
  void play(Stage stage) throws InterruptedException {
    LinkMirror link = handle == null ? link(stage, Role.SENDER) : null;
    SessionMirror session = link == null ? session(stage) : link.session;
    boolean first = link == null || !link.isWithinDelivery();
    long id = deliveryId == null ? FieldReader.ABSENT : deliveryId;
    if (first && deliveryId == null && session != null) {
      id = session.takeDeliveryId();
    }
    Transfer transfer =
        new Transfer(
            link == null ? (handle == null ? 0 : handle) : link.ourHandle,
            id,
            tag == null && first ? tagOf(id) : tag,
            first ? messageFormat : FieldReader.ABSENT,
            settled,
            more,
            receiverSettleMode,
            state,
            resume,
            aborted,
            batchable);
    stage.send(channelOr(session == null ? 0 : session.ourChannel), transfer, payload);
  }

  private static Binary tagOf(long id) {
    return Binary.wrap(("tag-" + id).getBytes(StandardCharsets.US_ASCII));
  }
}
