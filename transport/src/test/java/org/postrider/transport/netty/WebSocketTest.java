// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.auth.SaslServerSettings;
import org.postrider.transport.netty.TransportException.Kind;
import org.postrider.transport.tls.TestCertificates;
import org.postrider.transport.tls.TlsSettings;

/** AMQP in a WebSocket: against our own listener, and against frames that a test writes itself. */
class WebSocketTest {

  private static final byte[] AMQP = {'A', 'M', 'Q', 'P', 0, 1, 0, 0};
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int FINAL = 0x80;
  private static final int COMPRESSED = 0x40;

  @TempDir Path directory;
  private final EventLoops loops = EventLoops.own(IoKind.AUTO, 2);
  private final List<ConnectionDriver> drivers = new CopyOnWriteArrayList<>();
  private final FakeEngine engine = new FakeEngine();
  private final Outcome outcome = new Outcome();
  private TransportOptions options = TransportOptions.defaults();

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    drivers.forEach(ConnectionDriver::terminate);
    loops.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  private AmqpListener listenForEcho(String scheme, TransportOptions serving) throws Exception {
    return AmqpListener.listen(
        loops,
        new ListenRequest(
            new EndpointAddress(scheme, "127.0.0.1", 0, "/amqp"),
            serving,
            SaslServerSettings.open(),
            10),
        socket -> {
          FakeEngine echo = new FakeEngine();
          echo.onInput = (output, octets) -> output.write(octets, 0, octets.length);
          drivers.add(socket.drive(echo, echo.failures::add));
        });
  }

  private void connect(String scheme, int port, String path, SaslClientSettings sasl) {
    connect(scheme, "localhost", port, path, sasl);
  }

  private void connect(String scheme, String host, int port, String path, SaslClientSettings sasl) {
    ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
    drivers.add(driver);
    EndpointAddress address = new EndpointAddress(scheme, host, port, path);
    driver.connect(new ConnectRequest(address, options, sasl), outcome);
  }

  private static TransportOptions with(WebSocketSettings settings) {
    return TransportOptions.builder().webSocket(settings).build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void octetsGoBothWaysWithAndWithoutCompression(boolean compression) throws Exception {
    byte[] much = new byte[300_000];
    Arrays.fill(much, (byte) 7);
    System.arraycopy(AMQP, 0, much, 0, AMQP.length);
    options = with(new WebSocketSettings(Map.of(), compression, 1 << 20));
    engine.onStart = output -> output.write(much, 0, much.length);
    try (AmqpListener listener = listenForEcho("amqpws", options)) {
      connect("amqpws", listener.port(), "/amqp", SaslClientSettings.anonymous());

      assertThat(outcome.await()).isNull();
      await().untilAsserted(() -> assertThat(engine.received()).isEqualTo(much));
    }
  }

  @Test
  void aWebSocketGoesOverTls() throws Exception {
    TestCertificates certificates = new TestCertificates(directory);
    TlsSettings serving =
        TlsSettings.builder()
            .keys(TestCertificates.key(certificates.keyStore(certificates.server())))
            .build();
    TlsSettings trusting =
        TlsSettings.builder().trust(TestCertificates.trust(certificates.trustStore())).build();
    engine.onStart = output -> output.write(AMQP, 0, AMQP.length);
    options = TransportOptions.builder().tls(trusting).build();
    TransportOptions server = TransportOptions.builder().tls(serving).build();
    try (AmqpListener listener = listenForEcho("amqpwss", server)) {
      connect("amqpwss", listener.port(), "/amqp", SaslClientSettings.anonymous());

      assertThat(outcome.await()).isNull();
      await().untilAsserted(() -> assertThat(engine.received()).isEqualTo(AMQP));
    }
  }

  @Test
  void anotherPathIsNotFound() throws Exception {
    try (AmqpListener listener = listenForEcho("amqpws", options)) {
      connect("amqpws", listener.port(), "/other", null);

      TransportException failure = outcome.await();

      assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
      assertThat(failure).hasMessageContaining("no WebSocket at path '/other'");
      assertThat(failure).hasMessageContaining("404 Not Found");
    }
  }

  @Test
  void aListenerOfWebSocketsIsNoListenerOfAmqp() throws Exception {
    options = TransportOptions.builder().handshakeTimeoutMs(500).build();
    try (AmqpListener listener = listenForEcho("amqpws", options)) {
      connect("amqp", listener.port(), "/", SaslClientSettings.anonymous());

      assertThat(outcome.await()).isNotNull();
    }
  }

  @Test
  void theRequestSaysWhatAmqpOverWebSocketWants() throws Exception {
    options =
        with(
            new WebSocketSettings(
                Map.of("Authorization", "Bearer abc", "X-Own", "1"), false, 4096));
    try (RawServer server = new RawServer()) {
      connect("amqpws", server.port(), "/a/b", null);
      try (Socket peer = server.accept()) {
        Map<String, String> request = readRequest(peer.getInputStream());

        assertThat(request)
            .containsEntry("", "GET /a/b HTTP/1.1")
            .containsEntry("host", "localhost:" + server.port())
            .containsEntry("upgrade", "websocket")
            .containsEntry("sec-websocket-protocol", "amqp")
            .containsEntry("sec-websocket-version", "13")
            .containsEntry("authorization", "Bearer abc")
            .containsEntry("x-own", "1")
            .doesNotContainKeys("origin", "sec-websocket-extensions");
      }
    }
    outcome.await();
  }

  @Test
  void fragmentsPingsAndPongsMeanNothingToAmqp() throws Exception {
    try (RawServer server = new RawServer()) {
      connect("amqpws", server.port(), "/", null);
      try (Socket peer = upgraded(server.accept(), "amqp")) {
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
      connect("amqpws", server.port(), "/", null);
      try (Socket peer = upgraded(server.accept(), "amqp")) {
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
      connect("amqpws", server.port(), "/", null);
      try (Socket peer = upgraded(server.accept(), "amqp")) {
        peer.getOutputStream().write(frame(FINAL | TEXT, "AMQP".getBytes(US_ASCII)));

        assertThat(loss()).hasMessageContaining("not binary");
      }
    }
  }

  @Test
  void aFrameBeyondTheLimitIsRefused() throws Exception {
    options = with(new WebSocketSettings(Map.of(), false, 1024));
    try (RawServer server = new RawServer()) {
      connect("amqpws", server.port(), "/", null);
      try (Socket peer = upgraded(server.accept(), "amqp")) {
        peer.getOutputStream().write(frame(FINAL | BINARY, new byte[2000]));

        assertThat(loss()).hasMessageContainingAll("the WebSocket is broken", "1024");
      }
    }
  }

  @Test
  void aFrameThatInflatesBeyondTheLimitIsRefused() throws Exception {
    options = with(new WebSocketSettings(Map.of(), true, 64 * 1024));
    try (RawServer server = new RawServer()) {
      connect("amqpws", server.port(), "/", null);
      try (Socket peer =
          upgraded(server.accept(), "amqp\r\nSec-WebSocket-Extensions: permessage-deflate")) {
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
      connect("amqpws", server.port(), "/", null);
      try (Socket peer = upgraded(server.accept(), "amqp")) {
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
      connect("amqpws", server.port(), "/", null);
      try (Socket peer = upgraded(server.accept(), "amqp")) {
        assertThat(outcome.await()).isNull();
        drivers.forEach(ConnectionDriver::terminate);

        assertThat(readFrame(peer.getInputStream()).head()).isEqualTo(FINAL | CLOSE);
      }
    }
  }

  @Test
  void aServerWithoutTheSubProtocolIsRefused() throws Exception {
    try (RawServer server = new RawServer()) {
      connect("amqpws", server.port(), "/", null);
      try (Socket peer = upgraded(server.accept(), null)) {
        TransportException failure = outcome.await();

        assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
        assertThat(failure).hasMessageContainingAll("no WebSocket for AMQP", "amqp");
        assertThat(peer.isConnected()).isTrue();
      }
    }
  }

  @Test
  void aRefusedLogInIsAnAuthenticationFailure() throws Exception {
    options = with(new WebSocketSettings(Map.of("Authorization", "Basic geheim"), false, 4096));
    try (RawServer server = new RawServer()) {
      connect("amqpws", server.port(), "/", null);
      try (Socket peer = server.accept()) {
        readRequest(peer.getInputStream());
        String answer = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
        peer.getOutputStream().write(answer.getBytes(US_ASCII));

        TransportException failure = outcome.await();

        assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION);
        assertThat(failure).hasMessageContaining("401 Unauthorized");
        assertThat(failure.getMessage() + options).doesNotContain("geheim");
      }
    }
  }

  /** An error page may be long, need not end, and its head is not for a log. */
  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 100000", "Transfer-Encoding: chunked", "X-None: none"})
  void aRefusalsPageIsNotWaitedForNorShown(String length) throws Exception {
    options = with(new WebSocketSettings(Map.of("Authorization", "Bearer geheim"), false, 4096));
    try (RawServer server = new RawServer()) {
      connect("amqpws", server.port(), "/", null);
      try (Socket peer = server.accept()) {
        readRequest(peer.getInputStream());
        String answer =
            "HTTP/1.1 401 No access for Bearer geheim\r\nSet-Cookie: geheim\r\n"
                + length
                + "\r\n\r\n";
        peer.getOutputStream().write(answer.getBytes(US_ASCII));

        TransportException failure = outcome.await();

        assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION);
        assertThat(failure).hasMessageContaining("401 No access for ***");
        assertThat(failure.toString() + failure.getCause()).doesNotContain("geheim", "Cookie");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHeaderThatLogsInIsNotShownToWhoListensUnlessThatIsAllowed(boolean allowed)
      throws Exception {
    Optional<InetAddress> outer = outerAddress();
    assumeThat(outer).isPresent();
    options = with(new WebSocketSettings(Map.of("authorization", "geheim"), false, 4096, allowed));
    try (ServerSocket server = new ServerSocket(0, 1, outer.get())) {
      String host = outer.get().getHostAddress();
      connect("amqpws", host, server.getLocalPort(), "/", null);
      if (allowed) {
        try (Socket peer = server.accept()) {
          assertThat(readRequest(peer.getInputStream()).get("authorization")).isEqualTo("geheim");
        }
      }
      TransportException failure = outcome.await();

      assertThat(failure.getMessage().contains("authorization unencrypted")).isEqualTo(!allowed);
      assertThat(failure.getMessage().contains("allowInsecureMechanisms")).isEqualTo(!allowed);
      assertThat(failure.kind()).isEqualTo(allowed ? Kind.CLOSED : Kind.AUTHENTICATION);
      server.setSoTimeout(1);
      assertThatException().isThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  /** This machine, as others see it: what goes there could go over a wire. */
  private static Optional<InetAddress> outerAddress() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst();
  }

  @Test
  void aServerOfAmqpIsNoServerOfWebSockets() throws Exception {
    try (RawServer server = new RawServer()) {
      connect("amqpws", server.port(), "/", null);
      try (Socket peer = server.accept()) {
        readRequest(peer.getInputStream());
        peer.getOutputStream().write(AMQP);
        peer.shutdownOutput();

        assertThat(outcome.await()).isNotNull();
      }
    }
  }

  @Test
  void headersThatBreakHttpAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebSocketSettings(Map.of("a b", "c"), false, 4096))
        .withMessageContaining("'a' must be an HTTP token, and not go on with ' '");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebSocketSettings(Map.of("Auth: geheim", "c"), false, 4096))
        .withMessage("HTTP header name 'Auth' must be an HTTP token, and not go on with ':'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebSocketSettings(Map.of("a", "geheim\r\nb: c"), false, 4096))
        .withMessageContaining("'a'")
        .withMessageNotContaining("geheim");
  }

  private Throwable loss() {
    await().untilAsserted(() -> assertThat(engine.closes).hasSize(1));
    return engine.closes.get(0).orElseThrow();
  }

  /** The request's headers by their names in lower case, and its first line under no name. */
  private static Map<String, String> readRequest(InputStream in) throws IOException {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("", readLine(in));
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      assertThat(request.put(name, line.substring(colon + 1).strip())).as(name).isNull();
    }
    return request;
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      assertThat(octet).isNotEqualTo(-1);
      if (octet != '\r') {
        line.append((char) octet);
      }
    }
    return line.toString();
  }

  private static Socket upgraded(Socket peer, String subProtocol) throws Exception {
    String key = readRequest(peer.getInputStream()).get("sec-websocket-key");
    byte[] digest =
        MessageDigest.getInstance("SHA-1")
            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(US_ASCII));
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + Base64.getEncoder().encodeToString(digest)
            + (subProtocol == null ? "" : "\r\nSec-WebSocket-Protocol: " + subProtocol)
            + "\r\n\r\n";
    peer.getOutputStream().write(answer.getBytes(US_ASCII));
    return peer;
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
