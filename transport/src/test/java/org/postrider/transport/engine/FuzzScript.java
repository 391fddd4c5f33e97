// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.value.ErrorConditions;

/**
 * Plays what a hostile peer sends, and what this end does meanwhile, out of the octets of an input.
 *
 * <p>Confined to the fuzzer's thread.
 *
 * <pre>
 *  octet 0    flags: who opens, how far the peer behaves first, what we grant
 *  then       0ccccttt  frame: channel c, type t; two octets of length, that many of body
 *             0rrrr111  the frame before once more, 256 (r + 1) times
 *             1xxxaaaa  action a of this end
 * </pre>
 */
final class FuzzScript {

  /** Of a step: this end acts. */
  static final int ACTION = 0x80;

  // Flags.
  static final int OPENS_FIRST = 1;
  static final int PEER_BEHAVES_FIRST = 2;
  static final int REFUSES = 4;
  static final int GIVES_CREDIT = 8;
  static final int IN_PIECES = 16;

  /** A type of no frame: the frame before is fed again. */
  static final int AGAIN = 7;

  private static final int TIMES = 256;

  /** What is fed again, in all; what a peer makes the engine keep must not grow with it. */
  private static final int MAX_AGAIN_OCTETS = 128 * 1024;

  /** What an engine of a few sessions and their links holds, with what waits on them. */
  private static final int RETAINED = 2000;

  /** And for each kibibyte that is counted and bounded, which is a link at most. */
  private static final int RETAINED_PER_KIB = 80;

  private static final int PIECE_OCTETS = 5;
  private static final int MESSAGE_OCTETS = 700;
  private static final int INCOMPLETE_OCTETS = 400;
  private static final int TICK_MS = 400;
  private static final int MAX_SENT = 50;
  private static final int TRANSFER_OCTETS = 100;

  /** Each may be one on all links: the input's length would not limit what they cost together. */
  private static final int MAX_ACTIONS = 64;

  /** The smallest attach has 15 octets, and counts for a thousand and itself. */
  private static final long HELD_PER_OCTET = 128;

  private final ByteBuf script;
  private final int flags;
  private final Stage stage = new Stage();
  private final List<Link> ours = new ArrayList<>();
  private final List<SessionEndpoint> sessions = new ArrayList<>();
  private final List<OutgoingDelivery> sent = new ArrayList<>();
  private final List<ByteBuf> payloads = new ArrayList<>();
  private byte[] before = new byte[0];
  private int againOctets;
  private long fed;
  private int actions;
  private long written;
  private long nowMs;

  FuzzScript(byte[] input) {
    script = Unpooled.wrappedBuffer(input);
    flags = script.isReadable() ? script.readUnsignedByte() : 0;
  }

  /** How many octets were fed, with those that were fed again. */
  long fed() {
    return fed;
  }

  /**
   * What the engine holds has a bound, however long the conversation is: but for what it counts of
   * links, which has its own.
   */
  private void judgeRetained() {
    long counted = stage.engine.holdings().octets() / 1024;
    int retained = Retained.by(stage.engine);
    if (retained > RETAINED + RETAINED_PER_KIB * counted) {
      throw new AssertionError(
          retained + " objects are held after " + fed + " octets, " + counted + " KiB are counted");
    }
  }

  /** Plays it all; gives how many octets the engine wrote in answer to frames, less messages. */
  long play() {
    stage.engine.settings(stage.engine.settings().withMaxIncompleteOctets(INCOMPLETE_OCTETS));
    stage.log.grants = !has(REFUSES);
    stage.log.creditAtOnce = has(GIVES_CREDIT) ? 3 : 0;
    begin();
    while (script.isReadable()) {
      step(script.readUnsignedByte());
    }
    judgeRetained();
    end();
    return written - (long) sent.size() * (MESSAGE_OCTETS + TRANSFER_OCTETS);
  }

  private boolean has(int flag) {
    return (flags & flag) != 0;
  }

  private void begin() {
    if (has(OPENS_FIRST) && has(PEER_BEHAVES_FIRST)) {
      stage.opened();
      SessionEndpoint session = stage.session(10);
      sessions.add(session);
      ours.add(stage.sender(session, "out", 5));
      ours.add(stage.receiver(session, "in", 5));
      return;
    }
    if (has(OPENS_FIRST)) {
      stage.engine.open();
      SessionEndpoint session = stage.engine.createSession();
      session.listener(stage.log);
      session.begin();
      sessions.add(session);
      openLinks(session);
    }
    stage.peer.connect();
    stage.peer.header();
    if (has(PEER_BEHAVES_FIRST)) {
      stage.peer.send(RawPeer.open(512, Stage.CHANNEL_MAX, 0));
    }
  }

  private void openLinks(SessionEndpoint session) {
    SenderLink sender =
        session.createSender(LinkSettings.of("out", Source.of("s"), Target.of("t")));
    sender.listener(stage.log);
    sender.attach();
    ReceiverLink receiver =
        session.createReceiver(LinkSettings.of("in", Source.of("s"), Target.of("t")));
    receiver.listener(stage.log);
    receiver.attach();
    receiver.credit(5);
    ours.add(sender);
    ours.add(receiver);
  }

  private void step(int step) {
    if ((step & ACTION) == 0) {
      if ((step & AGAIN) == AGAIN) {
        again(TIMES * ((step >> 3) + 1));
      } else {
        frame(step >> 3, step & AGAIN);
        count();
      }
      return;
    }
    if (++actions > MAX_ACTIONS) {
      return;
    }
    try {
      act(step & 0xF);
    } catch (EngineException forbidden) {
      // The peer's limits leave no room for it: that is what the application is told.
      stage.log.events.add(forbidden.condition().toString());
    }
    stage.engine.flush();
    stage.peer.forget();
  }

  private void frame(int channel, int type) {
    int length = script.readableBytes() < 2 ? 0 : script.readUnsignedShort();
    ByteBuf body = script.readSlice(Math.min(length, script.readableBytes()));
    ByteBuf frame = Unpooled.buffer();
    frame.writeInt(FrameDecoder.HEADER_OCTETS + body.readableBytes());
    frame.writeByte(2).writeByte(type).writeShort(channel).writeBytes(body);
    before = ByteBufUtil.getBytes(frame);
    feed(frame);
  }

  private void again(int times) {
    int octets = before.length;
    for (int i = 0; i < times && octets > 0 && againOctets + octets <= MAX_AGAIN_OCTETS; i++) {
      againOctets += octets;
      feed(Unpooled.wrappedBuffer(before));
      count();
    }
  }

  private void feed(ByteBuf octets) {
    fed += octets.readableBytes();
    int piece = has(IN_PIECES) ? PIECE_OCTETS : Math.max(1, octets.readableBytes());
    while (octets.isReadable()) {
      ByteBuf in = octets.readSlice(Math.min(piece, octets.readableBytes()));
      stage.engine.input(in, nowMs);
      if (in.isReadable()) {
        throw new AssertionError("not all of the input was consumed");
      }
    }
    stage.engine.flush();
  }

  private void act(int action) {
    switch (action) {
      case 0 -> {
        nowMs += TICK_MS;
        stage.engine.tick(nowMs);
      }
      case 1 -> senders().forEach(sender -> send(sender, true));
      case 2 -> senders().forEach(sender -> send(sender, false));
      case 3 -> sent.forEach(delivery -> delivery.update(Accepted.INSTANCE, true));
      case 4 -> sent.forEach(OutgoingDelivery::abort);
      case 5 -> stage.log.deliveries.forEach(delivery -> delivery.update(Accepted.INSTANCE, true));
      case 6 -> stage.log.deliveries.forEach(delivery -> delivery.update(Released.INSTANCE, false));
      case 7 -> receivers().forEach(receiver -> receiver.credit(3));
      case 8 -> receivers().forEach(ReceiverLink::drain);
      case 9 -> senders().forEach(SenderLink::drained);
      case 10 -> links().forEach(link -> link.detach(true, null));
      case 11 -> links().forEach(link -> link.detach(false, null));
      case 12 -> stage.log.sessions.forEach(session -> session.end(null));
      case 13 -> sessions.forEach(session -> session.end(null));
      case 14 -> stage.peer.writable(!stage.peer.isWritable());
      default -> reconnect();
    }
  }

  private void send(SenderLink sender, boolean settled) {
    if (sender.credit() > 0 && sender.isAttached() && sent.size() < MAX_SENT) {
      ByteBuf payload = Stage.payload(MESSAGE_OCTETS);
      payloads.add(payload);
      sent.add(sender.send(new OutgoingMessage(payload, true, settled, null, sent.size())));
    }
  }

  private void reconnect() {
    disconnect();
    stage.engine.open();
    stage.peer.now(nowMs);
    stage.peer.connect();
    stage.peer.header();
  }

  /** What a peer made the engine keep is given up with its socket, and counted down to nothing. */
  private void disconnect() {
    stage.peer.disconnect();
    if (stage.engine.holdings().octets() != 0) {
      throw new AssertionError(stage.engine.holdings().octets() + " octets of the peer are kept");
    }
  }

  private List<Link> links() {
    List<Link> links = new ArrayList<>(ours);
    links.addAll(stage.log.links);
    return links;
  }

  private List<SenderLink> senders() {
    return links().stream()
        .filter(SenderLink.class::isInstance)
        .map(SenderLink.class::cast)
        .toList();
  }

  private List<ReceiverLink> receivers() {
    return links().stream()
        .filter(ReceiverLink.class::isInstance)
        .map(ReceiverLink.class::cast)
        .toList();
  }

  private void count() {
    while (!stage.peer.framesLeft().isEmpty()) {
      WireFrame frame = stage.peer.framesLeft().remove();
      written += frame.size();
      judge(frame.body());
    }
    long octets = stage.engine.holdings().octets();
    if (octets < 0 || octets > HELD_PER_OCTET * (script.readerIndex() + againOctets)) {
      throw new AssertionError(octets + " octets are kept after " + fed + " octets of input");
    }
  }

  /** The engine lets no exception out, but what it did not expect is our fault, not the peer's. */
  private static void judge(@Nullable Performative body) {
    if (body instanceof Close close
        && close.error() != null
        && ErrorConditions.INTERNAL_ERROR.equals(close.error().condition())) {
      throw new AssertionError("the engine failed: " + close.error().description());
    }
  }

  /** The engine must come to its end, give up what it holds, and be usable again. */
  private void end() {
    stage.engine.tick(nowMs);
    stage.engine.close(null);
    disconnect();
    if (!stage.engine.isFinished()) {
      throw new AssertionError("the engine is not finished but " + stage.engine.state());
    }
    for (ByteBuf payload : payloads) {
      if (payload.refCnt() != 0) {
        throw new AssertionError("a payload was not released");
      }
    }
    stage.log.opens = true;
    stage.peer.now(nowMs);
    stage.peer.connect();
    stage.peer.header();
    stage.peer.send(RawPeer.open(512, Stage.CHANNEL_MAX, 0));
    if (!stage.engine.isOpened()) {
      throw new AssertionError("the engine cannot be used again: " + stage.engine.state());
    }
  }
}
