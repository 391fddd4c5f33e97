// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.Role;

/** Whatever a peer sends, in whatever state: nothing is thrown, and the engine stays usable. */
class HostileInputTest {

  private static final int ROUNDS = 40;

  @Test
  void garbageAfterEveryPrefixOfAConversationIsAnsweredNotThrown() {
    List<byte[]> conversation = conversation();
    SplittableRandom random = new SplittableRandom(7);

    for (int prefix = 0; prefix <= conversation.size(); prefix++) {
      for (int round = 0; round < ROUNDS; round++) {
        byte[] garbage = new byte[1 + random.nextInt(100)];
        random.nextBytes(garbage);
        survives(conversation.subList(0, prefix), garbage);
      }
    }
  }

  @Test
  void garbageInFramesAfterEveryPrefixIsAnsweredNotThrown() {
    List<byte[]> conversation = conversation();
    SplittableRandom random = new SplittableRandom(8);

    for (int prefix = 1; prefix <= conversation.size(); prefix++) {
      for (int round = 0; round < ROUNDS; round++) {
        byte[] frame = new byte[9 + random.nextInt(60)];
        random.nextBytes(frame);
        frame[0] = 0;
        frame[1] = 0;
        frame[2] = 0;
        frame[3] = (byte) frame.length;
        frame[4] = 2;
        frame[5] = 0;
        frame[6] = 0;
        frame[7] = (byte) random.nextInt(3);
        if (frame.length > 11) {
          frame[8] = 0;
          frame[9] = 0x53;
          frame[10] = (byte) (0x10 + random.nextInt(9));
        }
        survives(conversation.subList(0, prefix), frame);
      }
    }
  }

  @Test
  void everyFrameOfAConversationMayComeInEveryState() {
    List<byte[]> conversation = conversation();

    for (int prefix = 0; prefix <= conversation.size(); prefix++) {
      for (byte[] any : conversation) {
        survives(conversation.subList(0, prefix), any);
      }
    }
  }

  @Test
  void everyOrderOfTheFramesIsAnsweredNotThrown() {
    SplittableRandom random = new SplittableRandom(9);

    for (int round = 0; round < 2000; round++) {
      List<byte[]> frames = conversation();
      List<byte[]> shuffled = new ArrayList<>(frames.subList(0, 1 + random.nextInt(4)));
      for (int i = 0; i < 12; i++) {
        shuffled.add(frames.get(random.nextInt(frames.size())));
      }
      survives(shuffled, new byte[0]);
    }
  }

  @Test
  void aDamagedOctetAnywhereIsAnsweredNotThrown() {
    SplittableRandom random = new SplittableRandom(10);

    for (int round = 0; round < 5000; round++) {
      List<byte[]> frames = conversation();
      byte[] damaged = frames.get(random.nextInt(frames.size()));
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      survives(frames, new byte[0]);
    }
  }

  @Test
  void aPeerThatPipelinesWithoutEndBeforeOurOpenIsRefused() {
    Stage stage = new Stage();
    stage.log.opens = false;
    stage.peer.connect();
    stage.peer.header();
    stage.peer.send(RawPeer.open(512, 1, 0));
    byte[] begin = RawPeer.octets(0, RawPeer.begin(-1, 0, 10));

    for (int octets = 0; octets <= 64 * 1024 && !stage.peer.isClosed(); octets += begin.length) {
      stage.peer.raw(begin);
    }

    assertThat(stage.peer.isClosed()).isTrue();
    assertThat(stage.log.take()).contains("connection closed amqp:resource-limit-exceeded");
  }

  /** Plays frames and then garbage to a server engine; it must be usable again afterwards. */
  private static void survives(List<byte[]> frames, byte[] garbage) {
    Stage stage = new Stage();
    RawPeer peer = stage.peer;
    stage.log.creditAtOnce = 3;
    peer.connect();
    for (byte[] frame : frames) {
      feed(stage, frame);
    }
    feed(stage, garbage);
    stage.engine.tick(0);
    if (!peer.isClosed()) {
      stage.engine.close(null);
    }
    peer.disconnect();
    assertThat(stage.engine.isFinished()).isTrue();

    peer.connect();
    peer.header();
    peer.send(RawPeer.open(512, 7, 0));
    peer.send(RawPeer.begin(-1, 0, 10));

    assertThat(stage.engine.isOpened()).isTrue();
    assertThat(stage.log.sessions).isNotEmpty();
  }

  private static void feed(Stage stage, byte[] octets) {
    ByteBuf in = Unpooled.wrappedBuffer(octets);
    stage.engine.input(in, 0);
    assertThat(in.isReadable()).isFalse();
    stage.engine.flush();
  }

  private static List<byte[]> conversation() {
    List<byte[]> frames = new ArrayList<>();
    frames.add(ProtocolHeader.AMQP.encode());
    add(frames, RawPeer.open(512, 7, 0));
    add(frames, RawPeer.begin(-1, 0, 10));
    add(frames, RawPeer.sender("in", 0));
    add(frames, RawPeer.receiver("out", 1));
    add(frames, RawPeer.flow(0, 0, 1, 0, 10));
    add(frames, RawPeer.flow(0, 0, 1, 0, 10, true, true));
    frames.add(RawPeer.octets(0, RawPeer.transfer(0, 0, "more"), (byte) 1, (byte) 2));
    frames.add(RawPeer.octets(0, RawPeer.transfer(0, -1, ""), (byte) 3));
    frames.add(RawPeer.octets(0, RawPeer.transfer(0, 1, "settled"), (byte) 4));
    frames.add(RawPeer.octets(0, RawPeer.transfer(0, 2, "more"), (byte) 5));
    frames.add(RawPeer.octets(0, RawPeer.transfer(0, -1, "aborted")));
    add(frames, RawPeer.disposition(Role.RECEIVER, 0, 5, true, Accepted.INSTANCE));
    add(frames, RawPeer.disposition(Role.SENDER, 0, 0, true, null));
    add(frames, RawPeer.sessionFlow(0, 10, true));
    add(frames, new Detach(0, false, null));
    add(frames, new Detach(1, true, null));
    add(frames, new End(null));
    add(frames, new Close(null));
    return frames;
  }

  private static void add(List<byte[]> frames, Performative body) {
    frames.add(RawPeer.octets(0, body));
  }
}
