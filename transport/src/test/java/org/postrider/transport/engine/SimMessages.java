// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.postrider.transport.engine.ObservedSession.require;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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

    private Message(Attachment attachment, int sequence, int length) {
      this.attachment = attachment;
      this.sequence = sequence;
      this.length = length;
    }
  }

  /** What one attachment of a sending link has sent, in order. */
  static final class Attachment {
    final int serial;
    final List<Message> messages = new ArrayList<>();
    private int delivered;
    private final int[] lost = new int[2];

    private Attachment(int serial) {
      this.serial = serial;
    }
  }

  private final List<Attachment> attachments = new ArrayList<>();
  private final List<ByteBuf> payloads = new ArrayList<>();
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
    payloads.add(octets);
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
  void arrived(byte[] payload) {
    ByteBuf octets = Unpooled.wrappedBuffer(payload);
    require(payload.length >= HEAD_OCTETS, "message without its head");
    Attachment attachment = attachments.get(octets.readInt());
    Message message = attachment.messages.get(octets.readInt());
    String name = "message " + attachment.serial + "/" + message.sequence;
    require(payload.length == message.length, name + " has the length " + payload.length);
    for (int i = HEAD_OCTETS; i < payload.length; i++) {
      require(payload[i] == octet(message, i), name + " is damaged at " + i);
    }
    require(message.sent && !message.aborted, name + " came though it was not sent");
    require(!message.delivered, name + " came twice");
    message.delivered = true;
    deliveries++;
    for (; attachment.delivered < message.sequence; attachment.delivered++) {
      Message before = attachment.messages.get(attachment.delivered);
      require(before.delivered || before.aborted, name + " overtook " + before.sequence);
    }
  }

  /**
   * The sender is told that a message's fate is unknown: once, and in the order of sending.
   *
   * @param phase 0 for what cannot be sent as the link detaches; 1 for what is not settled when it
   *     has
   */
  void lost(Message message, int phase) {
    require(!message.lost, "message " + message.sequence + " is lost twice");
    int[] lost = message.attachment.lost;
    require(message.sequence >= lost[phase], "losses are told out of order");
    lost[phase] = message.sequence;
    message.lost = true;
  }

  /** Everything sent on an attachment that stands has arrived. */
  void requireAllDelivered(Attachment attachment) {
    for (Message message : attachment.messages) {
      require(
          message.delivered || message.aborted || !message.sent,
          "message " + attachment.serial + "/" + message.sequence + " did not arrive");
    }
  }

  void requireNoLeak() {
    for (ByteBuf payload : payloads) {
      require(Objects.requireNonNull(payload).refCnt() == 0, "a payload was not released");
    }
  }

  int deliveries() {
    return deliveries;
  }
}
