// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Role;

/**
 * One engine, its log and its raw peer, brought as far as a test wants them.
 *
 * <p>Confined to the test's thread. The peer's frames of the way there are taken away.
 */
final class Stage {

  static final int MAX_FRAME_SIZE = 4096;
  static final int CHANNEL_MAX = 7;
  static final int IDLE_TIMEOUT_MS = 1000;

  final EventLog log = new EventLog();
  final ConnectionEngine engine;
  final RawPeer peer;

  Stage() {
    this(FirstNumbers.DEFAULT);
  }

  Stage(FirstNumbers first) {
    engine =
        new ConnectionEngine(
            ConnectionSettings.of("engine")
                .withLimits(MAX_FRAME_SIZE, CHANNEL_MAX, IDLE_TIMEOUT_MS),
            log,
            first);
    peer = new RawPeer(engine);
  }

  /** Both headers and opens; the engine spoke first. */
  Stage opened() {
    return opened(512);
  }

  Stage opened(int peerMaxFrameSize) {
    engine.open();
    peer.connect();
    peer.header();
    peer.send(RawPeer.open(peerMaxFrameSize, CHANNEL_MAX, 0));
    return forget();
  }

  /** A session of the engine on channel 0 of both, with the peer's window. */
  SessionEndpoint session(long peerWindow) {
    SessionEndpoint session = engine.createSession();
    session.listener(log);
    session.begin();
    peer.send(RawPeer.begin(0, 0, peerWindow));
    forget();
    return session;
  }

  /** A sender of the engine, handle 0 of both, with credit. */
  SenderLink sender(SessionEndpoint session, String name, int credit) {
    SenderLink sender = session.createSender(LinkSettings.of(name, Source.of("s"), Target.of("t")));
    sender.listener(log);
    sender.attach();
    peer.send(RawPeer.receiver(name, sender.localHandle()));
    if (credit > 0) {
      peer.send(RawPeer.flow(0, 0, sender.localHandle(), 0, credit));
    }
    forget();
    return sender;
  }

  /** A receiver of the engine, the same handle at both ends, with credit. */
  ReceiverLink receiver(SessionEndpoint session, String name, int credit) {
    return receiver(session, name, credit, settings -> settings);
  }

  ReceiverLink receiver(
      SessionEndpoint session, String name, int credit, UnaryOperator<LinkSettings> change) {
    ReceiverLink receiver =
        session.createReceiver(change.apply(LinkSettings.of(name, Source.of("s"), Target.of("t"))));
    receiver.listener(log);
    receiver.attach();
    peer.send(RawPeer.sender(name, receiver.localHandle()));
    receiver.credit(credit);
    engine.flush();
    forget();
    return receiver;
  }

  /** What the peer wrote and the engine told so far is of no interest. */
  Stage forget() {
    peer.forget();
    log.events.clear();
    return this;
  }

  static ByteBuf payload(int octets) {
    ByteBuf payload = Unpooled.buffer(octets);
    for (int i = 0; i < octets; i++) {
      payload.writeByte(i);
    }
    return payload;
  }

  static OutgoingMessage message(int octets, @Nullable Object context) {
    return OutgoingMessage.unsettled(payload(octets), context);
  }

  static OutgoingMessage beginning(int octets, @Nullable Object context) {
    return new OutgoingMessage(payload(octets), false, false, null, context);
  }

  static final Role FROM_RECEIVER = Role.RECEIVER;
  static final Role FROM_SENDER = Role.SENDER;
}
