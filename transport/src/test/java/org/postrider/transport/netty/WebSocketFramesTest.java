// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The frames of a WebSocket for AMQP, against those that a test writes itself. */
class WebSocketFramesTest {

  private static final byte[] AMQP = {'A', 'M', 'Q', 'P', 0, 1, 0, 0};
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int FINAL = 0x80;
  private static final int COMPRESSED = 0x40;

  private final EventLoops loops = EventLoops.own(IoKind.AUTO, 1);
  private final FakeEngine engine = new FakeEngine();
  private final ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
  private final Outcome outcome = new Outcome();
  private TransportOptions options = TransportOptions.defaults();

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    driver.terminate();
    loops.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  private void connect(RawServer server) {
    EndpointAddress address = new EndpointAddress("amqpws", "localhost", server.port(), "/");
    driver.connect(new ConnectRequest(address, options, null), outcome);
  }

  private static TransportOptions with(WebSocketSettings settings) {
    return TransportOptions.builder().webSocket(settings).build();
  }

  private Throwable loss() {
    await().untilAsserted(() -> assertThat(engine.closes).hasSize(1));
    return engine.closes.get(0).orElseThrow();
  }

  @Test
  void fragmentsPingsAndPongsMeanNothingToAmqp() throws Exception {
    try (RawServer server = new RawServer()) {
      connect(server);
      try (Socket peer = WebSocketPeer.upgraded(server.accept(), "amqp")) {
        assertThat(outcome.await()).isNull();
        OutputStream out = peer.getOutputStream();

        out.write(frame(BINARY, Arrays.copyOfRange(AMQP, 0, 3)));
        out.write(frame(FINAL | PING, new byte[] {42}));
        out.write(frame(CONTINUATION, Arrays.copyOfRange(AMQP, 3, 5)));
        out.write(frame(FINAL | PONG, new byte[0]));
        out.write(frame(FINAL | CONTINUATION, Arrays.copyOfRange(AMQP, 5, 8)));

        await().untilAsserted(() -> assertThat(engine.received()).isEqualTo(AMQP));
        Received pong = readFrame(peer.getInputStream());
        assertThat(pong.head()).isEqualTo(FINAL | PONG);
        assertThat(pong.payload()).containsExactly(42);
      }
    }
  }

  @Test
  void messagesSentAreBinaryMaskedAndSmallEnoughForMostPeers() throws Exception {
    byte[] much = new byte[100_000];
    engine.onStart = output -> output.write(much, 0, much.length);
    try (RawServer server = new RawServer()) {
      connect(server);
      try (Socket peer = WebSocketPeer.upgraded(server.accept(), "amqp")) {
        int octets = 0;
        while (octets < much.length) {
          Received frame = readFrame(peer.getInputStream());
          assertThat(frame.head()).isEqualTo(FINAL | BINARY);
          assertThat(frame.masked()).isTrue();
          assertThat(frame.payload().length).isLessThanOrEqualTo(32 * 1024);
          octets += frame.payload().length;
        }
        assertThat(octets).isEqualTo(much.length);
      }
    }
  }

  @Test
  void aTextMessageIsRefused() throws Exception {
    try (RawServer server = new RawServer()) {
      connect(server);
      try (Socket peer = WebSocketPeer.upgraded(server.accept(), "amqp")) {
        peer.getOutputStream().write(frame(FINAL | TEXT, "AMQP".getBytes(US_ASCII)));

        assertThat(loss()).hasMessageContaining("not binary");
      }
    }
  }

  @Test
  void aFrameBeyondTheLimitIsRefused() throws Exception {
    options = with(new WebSocketSettings(Map.of(), false, 1024));
    try (RawServer server = new RawServer()) {
      connect(server);
      try (Socket peer = WebSocketPeer.upgraded(server.accept(), "amqp")) {
        peer.getOutputStream().write(frame(FINAL | BINARY, new byte[2000]));

        assertThat(loss()).hasMessageContainingAll("the WebSocket is broken", "1024");
      }
    }
  }

  @Test
  void aFrameThatInflatesBeyondTheLimitIsRefused() throws Exception {
    options = with(new WebSocketSettings(Map.of(), true, 64 * 1024));
    try (RawServer server = new RawServer()) {
      connect(server);
      try (Socket peer =
          WebSocketPeer.upgraded(
              server.accept(), "amqp\r\nSec-WebSocket-Extensions: permessage-deflate")) {
        byte[] small = deflated(new byte[50_000_000]);
        assertThat(small.length).isLessThan(64 * 1024);
        peer.getOutputStream().write(frame(FINAL | COMPRESSED | BINARY, small));

        assertThat(loss()).hasMessageContaining("the WebSocket is broken");
        assertThat(engine.received().length).isLessThanOrEqualTo(64 * 1024);
      }
    }
  }

  /** As RFC 7692 has it: without zlib's head, and without the end of a sync flush. */
  private static byte[] deflated(byte[] octets) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(octets);
    byte[] out = new byte[octets.length / 10 + 1_000];
    int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return Arrays.copyOf(out, length - 4);
  }

  @Test
  void aCloseTellsItsReasonAndIsAnswered() throws Exception {
    try (RawServer server = new RawServer()) {
      connect(server);
      try (Socket peer = WebSocketPeer.upgraded(server.accept(), "amqp")) {
        byte[] body = {3, (byte) 0xF3, 'b', 'u', 's', 'y'};
        peer.getOutputStream().write(frame(FINAL | CLOSE, body));

        assertThat(loss()).hasMessageContaining("the peer closed the WebSocket: 1011 busy");
        assertThat(readFrame(peer.getInputStream()).head()).isEqualTo(FINAL | CLOSE);
      }
    }
  }

  @Test
  void theEndIsSaidWithACloseFrame() throws Exception {
    try (RawServer server = new RawServer()) {
      connect(server);
      try (Socket peer = WebSocketPeer.upgraded(server.accept(), "amqp")) {
        assertThat(outcome.await()).isNull();
        driver.terminate();

        assertThat(readFrame(peer.getInputStream()).head()).isEqualTo(FINAL | CLOSE);
      }
    }
  }

  /** A frame as servers send them: not masked. */
  private static byte[] frame(int head, byte[] payload) {
    boolean small = payload.length < 126;
    byte[] frame = new byte[payload.length + (small ? 2 : 4)];
    frame[0] = (byte) head;
    frame[1] = (byte) (small ? payload.length : 126);
    if (!small) {
      frame[2] = (byte) (payload.length >> 8);
      frame[3] = (byte) payload.length;
    }
    System.arraycopy(payload, 0, frame, frame.length - payload.length, payload.length);
    return frame;
  }

  private record Received(int head, boolean masked, byte[] payload) {}

  private static Received readFrame(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int head = data.readUnsignedByte();
    int second = data.readUnsignedByte();
    int length = second & 0x7f;
    if (length == 126) {
      length = data.readUnsignedShort();
    }
    boolean masked = (second & 0x80) != 0;
    byte[] mask = masked ? data.readNBytes(4) : new byte[4];
    byte[] payload = data.readNBytes(length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return new Received(head, masked, payload);
  }
}
