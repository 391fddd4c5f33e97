// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.sasl.SaslFrameBody;
import org.postrider.codec.sasl.SaslInit;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.sasl.SaslOutcome;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;

/** A client that sends just what it is told and keeps what it gets; confined to the test. */
final class RawClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Socket socket;
  private final BlockingQueue<Received> inbox = new LinkedBlockingQueue<>();
  private final Thread reader;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    reader = new Thread(this::read, "raw-client");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    FrameInput input = new FrameInput(inbox::add);
    byte[] octets = new byte[4096];
    String how = "end of stream";
    try {
      int count = socket.getInputStream().read(octets);
      while (count >= 0) {
        input.feed(octets, count);
        count = socket.getInputStream().read(octets);
      }
    } catch (IOException e) {
      how = "reset";
    }
    inbox.add(new Received.Closed(how));
  }

  void send(ProtocolHeader header) throws IOException {
    sendBytes(header.encode());
  }

  void send(int channel, Performative performative) throws IOException {
    send(channel, performative, new byte[0]);
  }

  void send(int channel, Performative performative, byte[] payload) throws IOException {
    sendBytes(FrameOutput.amqp(channel, performative, Binary.wrap(payload)));
  }

  void send(SaslFrameBody body) throws IOException {
    sendBytes(FrameOutput.sasl(body));
  }

  void sendEmptyFrame() throws IOException {
    sendBytes(FrameOutput.empty());
  }

  void sendBytes(byte[] octets) throws IOException {
    socket.getOutputStream().write(octets);
  }

  /** What came next. */
  Received take() throws InterruptedException {
    Received received = inbox.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (received == null) {
      throw new AssertionError("the peer said nothing");
    }
    return received;
  }

  /** Whether nothing is there to be taken. */
  boolean hasNothing() {
    return inbox.isEmpty();
  }

  <T extends Performative> T take(Class<T> type) throws InterruptedException {
    Received received = take();
    if (received instanceof Received.Frame frame && type.isInstance(frame.performative())) {
      return type.cast(frame.performative());
    }
    throw new AssertionError("expected " + type.getSimpleName() + " but got " + received.text());
  }

  <T extends SaslFrameBody> T takeSasl(Class<T> type) throws InterruptedException {
    Received received = take();
    if (received instanceof Received.Sasl sasl && type.isInstance(sasl.body())) {
      return type.cast(sasl.body());
    }
    throw new AssertionError("expected " + type.getSimpleName() + " but got " + received.text());
  }

  void exchange(ProtocolHeader header) throws IOException, InterruptedException {
    send(header);
    if (!take().equals(new Received.Header(header))) {
      throw new AssertionError("the peer answered another header");
    }
  }

  /** SASL up to the outcome, which is given back. */
  SaslOutcome authenticate(String mechanism, String response)
      throws IOException, InterruptedException {
    exchange(ProtocolHeader.SASL);
    takeSasl(SaslMechanisms.class);
    byte[] octets = response.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    send(new SaslInit(Symbol.of(mechanism), Binary.wrap(octets), null));
    return takeSasl(SaslOutcome.class);
  }

  void connectAnonymously() throws IOException, InterruptedException {
    authenticate("ANONYMOUS", "");
    exchange(ProtocolHeader.AMQP);
  }

  /** Closes the socket before the test is over. */
  void hangUp() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  static Open open(String containerId) {
    return new Open(
        containerId, null, 65536, 255, 0, List.of(), List.of(), List.of(), List.of(), Map.of());
  }

  static Begin begin() {
    return new Begin(-1, 0, 100, 100, 255, List.of(), List.of(), Map.of());
  }

  static Attach attach(String name, long handle, Role role) {
    return attach(name, handle, role, Source.of("from"), Target.of("to"));
  }

  static Attach attach(String name, long handle, Role role, Source source, Target target) {
    return Attach.of(name, handle, role, source, target)
        .withSettleModes(SenderSettleMode.UNSETTLED, ReceiverSettleMode.FIRST);
  }

  static Transfer transfer(long handle, long deliveryId, boolean more) {
    return new Transfer(
        handle,
        deliveryId,
        Binary.wrap(new byte[] {(byte) deliveryId}),
        0,
        false,
        more,
        null,
        null,
        false,
        false,
        false);
  }

  static Flow credit(long handle, long deliveryCount, long credit) {
    return new Flow(0, 100, 0, 100, handle, deliveryCount, credit, -1, false, false, Map.of());
  }

  static Close closing() {
    return new Close(null);
  }
}
