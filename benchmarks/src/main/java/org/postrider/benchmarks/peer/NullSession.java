// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peer;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameWriter;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.DispositionView;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.FlowView;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.TransferFlags;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.wire.ValueWriter;

/**
 * One session of the null peer, and its links.
 *
 * <p>Confined to the connection's thread.
 */
final class NullSession {

  private static final int CREDIT = 20_000;
  private static final long WINDOW = 1 << 30;
  private static final int NONE = -1;

  /**
   * Of large messages so many octets are sent ahead of the client's settling, and no prefetch: few,
   * as what has come before a count begins is not counted.
   */
  private static final long MAX_LARGE_OCTETS = 8 << 20;

  private static final int LARGE_OCTETS = 128 * 1024;

  private final NullFrames frames;
  private final int channel;
  private final Map<Long, NullLink> links = new HashMap<>();
  private final byte[] tag = new byte[4];

  /** Deliveries that came, and are to be accepted: a contiguous range. */
  private long firstToAccept = NONE;

  private long lastToAccept;
  private long incomingId;

  private int outgoingId;
  private int deliveryId;
  private long peersWindow;

  /** Octets of large messages that are not settled. */
  private long largeOctets;

  NullSession(NullFrames frames, int channel, Begin begin) {
    this.frames = frames;
    this.channel = channel;
    incomingId = begin.nextOutgoingId();
    peersWindow = begin.incomingWindow();
  }

  void attach(Attach attach) {
    boolean sends = attach.role() == Role.SENDER;
    Source source = attach.source();
    if (!sends && source != null && source.dynamic()) {
      source = Source.of("temporary/" + UUID.randomUUID());
    }
    Target target = attach.target() instanceof Target known ? known : null;
    if (sends && target != null && target.dynamic()) {
      target = Target.of("temporary/" + UUID.randomUUID());
    }
    String address = sends ? addressOf(target) : source == null ? null : source.address();
    NullLink link = new NullLink(attach.handle(), sends, address);
    links.put(attach.handle(), link);
    frames.write(
        channel,
        new Attach(
            attach.name(),
            attach.handle(),
            attach.role().opposite(),
            attach.senderSettleMode(),
            attach.receiverSettleMode(),
            source,
            sends ? target : attach.target(),
            null,
            false,
            sends ? -1 : 0,
            0,
            attach.desiredCapabilities(),
            attach.desiredCapabilities(),
            Map.of()));
    if (sends) {
      grant(link);
    }
  }

  private static @Nullable String addressOf(@Nullable Target target) {
    return target == null ? null : target.address();
  }

  private void grant(NullLink link) {
    link.credit = CREDIT;
    frames.write(channel, flow(link.handle, link.deliveryCount, CREDIT, false));
  }

  private Flow flow(long handle, long deliveryCount, long credit, boolean drain) {
    return new Flow(
        incomingId & 0xFFFF_FFFFL,
        WINDOW,
        outgoingId & 0xFFFF_FFFFL,
        WINDOW,
        handle,
        deliveryCount,
        credit,
        0,
        drain,
        false,
        Map.of());
  }

  void flow(FlowView flow) {
    peersWindow = flow.nextIncomingId() + flow.incomingWindow() - (outgoingId & 0xFFFF_FFFFL);
    NullLink link = links.get(flow.handle());
    if (link == null) {
      links.values().forEach(this::stream);
      return;
    }
    if (link.clientSends) {
      return;
    }
    link.credit = flow.deliveryCount() + flow.linkCredit() - link.deliveryCount;
    stream(link);
    if (flow.drain()) {
      link.deliveryCount += link.credit;
      link.credit = 0;
      frames.write(channel, flow(link.handle, link.deliveryCount, 0, true));
    }
  }

  private void stream(NullLink link) {
    byte[] message = link.streamed;
    if (message != null) {
      while (link.credit > 0 && peersWindow > 0 && largeOctets < MAX_LARGE_OCTETS) {
        send(link, message);
        largeOctets += link.largeOctets;
      }
    }
  }

  /** What is sent is forgotten as soon as it is gone, but for the octets of large messages. */
  void disposition(DispositionView disposition) {
    if (largeOctets == 0 || !disposition.role().isReceiver()) {
      return;
    }
    long settled = (long) disposition.last() - disposition.first() + 1;
    for (NullLink link : links.values()) {
      largeOctets = Math.max(0, largeOctets - settled * link.largeOctets);
      stream(link);
    }
  }

  private void send(NullLink link, byte[] message) {
    int id = deliveryId++;
    tag[0] = (byte) (id >>> 24);
    tag[1] = (byte) (id >>> 16);
    tag[2] = (byte) (id >>> 8);
    tag[3] = (byte) id;
    int part = frames.maxPayload();
    for (int at = 0; at < message.length || at == 0; at += part) {
      int length = Math.min(part, message.length - at);
      int flags = at + length < message.length ? TransferFlags.MORE : 0;
      ValueWriter writer = frames.writer();
      int mark = FrameWriter.begin(writer, FrameDecoder.AMQP_TYPE, channel);
      if (at == 0) {
        TransferView.writeFirst(writer, link.handle, id, tag, flags, null);
      } else {
        TransferView.writeNext(writer, link.handle, flags, null);
      }
      writer.rawBytes(message, at, length);
      FrameWriter.end(writer, mark, 0);
      outgoingId++;
      peersWindow--;
      frames.flushIfFull();
    }
    link.credit--;
    link.deliveryCount++;
  }

  void transfer(TransferView transfer, ByteBuf payload, int length) {
    incomingId++;
    NullLink link = links.get(transfer.handle());
    if (link == null) {
      throw new IllegalStateException("no link of handle " + transfer.handle());
    }
    if (transfer.deliveryId() != NONE) {
      link.deliveryId = transfer.deliveryId();
    }
    loopBack(link, payload, length);
    if (transfer.more()) {
      return;
    }
    link.deliveryCount++;
    link.credit--;
    if (!transfer.settled()) {
      accept(link.deliveryId);
    }
    if (link.credit < CREDIT / 2) {
      grant(link);
    }
  }

  /** What is sent to an address that the same session reads comes back. */
  private void loopBack(NullLink from, ByteBuf payload, int length) {
    if (from.address == null || !from.address.startsWith("temporary/")) {
      return;
    }
    for (NullLink to : links.values()) {
      if (!to.clientSends && from.address.equals(to.address) && to.credit > 0) {
        byte[] message = new byte[length];
        payload.getBytes(payload.readerIndex(), message);
        send(to, message);
      }
    }
  }

  private void accept(long deliveryId) {
    if (firstToAccept != NONE && deliveryId != lastToAccept + 1) {
      endOfBatch();
    }
    if (firstToAccept == NONE) {
      firstToAccept = deliveryId;
    }
    lastToAccept = deliveryId;
  }

  void endOfBatch() {
    if (firstToAccept == NONE) {
      return;
    }
    ValueWriter writer = frames.writer();
    int mark = FrameWriter.begin(writer, FrameDecoder.AMQP_TYPE, channel);
    DispositionView.write(
        writer, Role.RECEIVER, (int) firstToAccept, (int) lastToAccept, true, Accepted.INSTANCE);
    FrameWriter.end(writer, mark, 0);
    firstToAccept = NONE;
  }

  void detach(Detach detach) {
    links.remove(detach.handle());
    frames.write(channel, new Detach(detach.handle(), detach.closed(), null));
  }

  /** Confined to the session. */
  private static final class NullLink {

    final long handle;
    final boolean clientSends;
    final @Nullable String address;
    final byte @Nullable [] streamed;
    long credit;
    long deliveryCount;
    long deliveryId;
    final int largeOctets;

    NullLink(long handle, boolean clientSends, @Nullable String address) {
      this.handle = handle;
      this.clientSends = clientSends;
      this.address = address;
      streamed = clientSends || address == null ? null : StreamedMessage.of(address);
      largeOctets = streamed != null && streamed.length > LARGE_OCTETS ? streamed.length : 0;
    }
  }
}
