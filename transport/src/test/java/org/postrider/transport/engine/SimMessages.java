// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.postrider.transport.engine.ObservedSession.require;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.transaction.TransactionalState;

/**
 * All messages of a simulation: what they consist of, and what became of them.
 *
 * <p>Confined to the simulation's thread.
 */
final class SimMessages {

  static final int HEAD_OCTETS = 8;

  /** A message on one attachment of a link. */
  static final class Message {
    final Attachment attachment;
    final int sequence;
    final int length;
    boolean sent;
    boolean aborted;
    boolean lost;
    boolean delivered;

    /** Null while it is not given to the engine. */
    @Nullable OutgoingDelivery delivery;

    final List<DeliveryState> told = new ArrayList<>();

    private Message(Attachment attachment, int sequence, int length) {
      this.attachment = attachment;
      this.sequence = sequence;
      this.length = length;
    }

    @Override
    public String toString() {
      return "message " + attachment.serial + "/" + sequence;
    }
  }

  /** What one attachment of a sending link has sent, in order. */
  static final class Attachment {
    final int serial;
    final List<Message> messages = new ArrayList<>();
    boolean suspended;
    private int delivered;
    private final int[] lost = new int[3];

    private Attachment(int serial) {
      this.serial = serial;
    }
  }

  private final List<Attachment> attachments = new ArrayList<>();

  private record Part(Message message, int from, ByteBuf octets) {}

  private final List<Part> parts = new ArrayList<>();
  private int deliveries;

  Attachment attachment() {
    Attachment attachment = new Attachment(attachments.size());
    attachments.add(attachment);
    return attachment;
  }

  Message message(Attachment attachment, int length) {
    Message message = new Message(attachment, attachment.messages.size(), length);
    attachment.messages.add(message);
    return message;
  }

  /** A part of a message's octets, in a buffer whose end is watched. */
  ByteBuf octets(Message message, int from, int to) {
    ByteBuf octets = Unpooled.buffer(Math.max(1, to - from));
    for (int i = from; i < to; i++) {
      octets.writeByte(octet(message, i));
    }
    parts.add(new Part(message, from, octets));
    return octets;
  }

  private static byte octet(Message message, int at) {
    if (at < 4) {
      return (byte) (message.attachment.serial >>> (24 - 8 * at));
    }
    if (at < HEAD_OCTETS) {
      return (byte) (message.sequence >>> (56 - 8 * at));
    }
    return (byte) (message.attachment.serial * 31 + message.sequence * 7 + at);
  }

  /** A message has arrived: intact, once, whole, and in the order of its link. */
  Message arrived(byte[] payload) {
    ByteBuf octets = Unpooled.wrappedBuffer(payload);
    require(payload.length >= HEAD_OCTETS, "message without its head");
    Attachment attachment = attachments.get(octets.readInt());
    Message message = attachment.messages.get(octets.readInt());
    require(payload.length == message.length, message + " has the length " + payload.length);
    for (int i = HEAD_OCTETS; i < payload.length; i++) {
      require(payload[i] == octet(message, i), message + " is damaged at " + i);
    }
    require(message.sent && !message.aborted, message + " came though it was not sent");
    require(!message.delivered, message + " came twice");
    message.delivered = true;
    deliveries++;
    for (; attachment.delivered < message.sequence; attachment.delivered++) {
      Message before = attachment.messages.get(attachment.delivered);
      require(before.delivered || before.aborted, message + " overtook " + before.sequence);
    }
    return message;
  }

  /** The sender hears of a message: a state that the receiver has told of it, perhaps cut. */
  static void heard(Message message, OutgoingDelivery delivery) {
    DeliveryState state = delivery.remoteState();
    if (state == null) {
      require(
          message.told.isEmpty() || !delivery.isRemotelySettled(),
          message + " is settled without its state");
      return;
    }
    require(
        message.told.stream().anyMatch(told -> isOne(told, state)),
        message + " is told as " + state + " but was " + message.told);
  }

  /** Errors and annotations may be cut where the peer's frames are too small. */
  private static boolean isOne(@Nullable DeliveryState told, @Nullable DeliveryState heard) {
    if (told instanceof TransactionalState here && heard instanceof TransactionalState there) {
      return here.txnId().equals(there.txnId()) && isOne(here.outcome(), there.outcome());
    }
    if (told instanceof Modified here && heard instanceof Modified there) {
      return here.deliveryFailed() == there.deliveryFailed()
          && here.undeliverableHere() == there.undeliverableHere();
    }
    return told instanceof Rejected ? heard instanceof Rejected : Objects.equals(told, heard);
  }

  /**
   * The sender is told that a message's fate is unknown: once, and in the order of sending.
   *
   * @param detaching whether the link is detaching: what cannot be sent any more goes before what
   *     is not settled when it has detached; and that of a suspended link lasts as long as the
   *     session
   */
  void lost(Message message, boolean detaching) {
    int phase = message.attachment.suspended ? 2 : detaching ? 0 : 1;
    require(!message.lost, "message " + message.sequence + " is lost twice");
    int[] lost = message.attachment.lost;
    require(message.sequence >= lost[phase], "losses are told out of order");
    lost[phase] = message.sequence;
    message.lost = true;
  }

  /** Everything sent on an attachment that stands has arrived. */
  void requireAllDelivered(Attachment attachment) {
    for (Message message : attachment.messages) {
      require(message.delivered || message.aborted || !message.sent, message + " did not arrive");
    }
  }

  /** When all is over, everything that was sent has come to an end that the sender knows of. */
  void requireEnds() {
    for (Attachment attachment : attachments) {
      for (Message message : attachment.messages) {
        OutgoingDelivery delivery = message.delivery;
        require(delivery == null || delivery.isOver(), message + " has no end");
        require(
            delivery == null || delivery.phase() != DeliveryPhase.LOST || message.lost,
            message + " is lost, and its sender was not told");
      }
    }
  }

  void requireNoLeak() {
    for (Part part : parts) {
      require(
          part.octets().refCnt() == 0,
          part.message() + " was not released from octet " + part.from() + " on");
    }
  }

  int deliveries() {
    return deliveries;
  }
}
