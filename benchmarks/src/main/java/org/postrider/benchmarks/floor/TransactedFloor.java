// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.postrider.benchmarks.peer.StreamedMessage;
import org.postrider.benchmarks.trial.Latencies;
import org.postrider.benchmarks.trial.Results;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameWriter;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpValue;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.DispositionView;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.transaction.Coordinator;
import org.postrider.codec.transaction.Declare;
import org.postrider.codec.transaction.Discharge;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.Encodable;
import org.postrider.codec.wire.ValueWriter;

/**
 * What a broker alone takes for transactions that each accept messages of a queue and send as many
 * to it: octets that are encoded before the clock starts, a blocking socket, one thread, and no
 * client.
 *
 * <p>A transaction is two round trips, as with any client that rolls back where a message is
 * refused: its messages and acceptances go in one write, their outcomes are awaited, then the
 * discharge goes in one write with the declare of the next transaction. Confined to the trial's
 * thread.
 */
final class TransactedFloor implements Floor {

  private static final int BATCH = 100;
  private static final int MESSAGE_OCTETS = 1024;

  /** Two batches are in the queue, as one is on its way while the other is taken. */
  private static final int FILL = 2 * BATCH;

  private static final int CREDIT = 1_000;
  private static final long WINDOW = 1 << 30;
  private static final int BUFFER_OCTETS = 256 * 1024;

  private static final int COORDINATOR = 0;
  private static final int SENDER = 1;
  private static final int RECEIVER = 2;
  private static final int LINKS = 3;

  private final Histogram latencies = Latencies.histogram();
  private final BrokerFrames broker = new BrokerFrames("sender");
  private final FrameDecoder frames = new FrameDecoder(Integer.MAX_VALUE);
  private final byte[] input = new byte[BUFFER_OCTETS];
  private final ByteBuf readable = Unpooled.wrappedBuffer(input);
  private final ByteBuf output = Unpooled.buffer(BUFFER_OCTETS);
  private final ValueWriter writer = new ValueWriter().reset(output);
  private final byte[] message;
  private final Socket socket;
  private int deliveryId;
  private long taken;
  private long sent;
  private long committed;
  private Binary txnId;

  TransactedFloor(InetSocketAddress peer, String queue) throws IOException {
    message = StreamedMessage.encoded(queue, true, MESSAGE_OCTETS, 0);
    socket = new Socket(peer.getAddress(), peer.getPort());
    socket.setTcpNoDelay(true);
    connect(queue);
    declare();
    flush();
    await(() -> broker.attached == LINKS && broker.declared != null);
    txnId = takeDeclared();
    fill();
  }

  private void connect(String queue) {
    byte[] header = ProtocolHeader.AMQP.encode();
    writer.rawBytes(header, 0, header.length);
    write(Open.of("floor"));
    write(
        new Begin(-1, 0, WINDOW, WINDOW, Begin.HANDLE_MAX_DEFAULT, List.of(), List.of(), Map.of()));
    Coordinator coordinator = new Coordinator(List.of(Coordinator.LOCAL_TRANSACTIONS));
    write(attach("coordinator", COORDINATOR, Role.SENDER, Source.of(null), coordinator));
    write(attach("sender", SENDER, Role.SENDER, Source.of(null), Target.of(queue)));
    write(attach("receiver", RECEIVER, Role.RECEIVER, Source.of(queue), Target.of(null)));
    grant();
  }

  private static Attach attach(
      String name,
      int handle,
      Role role,
      Source source,
      org.postrider.codec.messaging.TargetArchetype target) {
    return new Attach(
        name,
        handle,
        role,
        SenderSettleMode.UNSETTLED,
        ReceiverSettleMode.FIRST,
        source,
        target,
        null,
        false,
        role == Role.SENDER ? 0 : -1,
        0,
        List.of(),
        List.of(),
        Map.of());
  }

  /** Puts into the queue what is taken and put back then. */
  private void fill() throws IOException {
    await(() -> broker.sendLimit >= sent + FILL);
    TransactionalState state = new TransactionalState(txnId, null);
    for (int i = 0; i < FILL; i++) {
      transfer(state);
    }
    flush();
    commit();
  }

  @Override
  public void pass(int messages) {
    try {
      for (int i = 0; i < messages / BATCH; i++) {
        encode();
        long before = System.nanoTime();
        transact();
        latencies.recordValue(System.nanoTime() - before);
      }
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** A batch but for its discharge; the ids of what will come are known. */
  private void encode() {
    int first = (int) (broker.firstReceivedId + taken);
    TransactionalState accepted = new TransactionalState(txnId, Accepted.INSTANCE);
    disposition(first, first + BATCH - 1, accepted);
    taken += BATCH;
    grant();
    TransactionalState state = new TransactionalState(txnId, null);
    for (int i = 0; i < BATCH; i++) {
      transfer(state);
    }
  }

  private void transact() throws IOException {
    await(() -> broker.received >= taken && broker.sendLimit >= sent);
    flush();
    commit();
  }

  private void commit() throws IOException {
    await(() -> broker.accepted == sent);
    request(new Discharge(txnId, false));
    declare();
    flush();
    committed++;
    await(() -> broker.committed == committed && broker.declared != null);
    txnId = takeDeclared();
  }

  private Binary takeDeclared() {
    Binary declared = Objects.requireNonNull(broker.declared);
    broker.declared = null;
    return declared;
  }

  private void declare() {
    request(new Declare(null));
  }

  private void request(Encodable body) {
    int mark = FrameWriter.begin(writer, FrameDecoder.AMQP_TYPE, 0);
    TransferView.writeFirst(writer, COORDINATOR, deliveryId, tag(), 0, null);
    new AmqpValue(body).encode(writer);
    FrameWriter.end(writer, mark, 0);
    deliveryId++;
  }

  private void transfer(DeliveryState state) {
    int mark = FrameWriter.begin(writer, FrameDecoder.AMQP_TYPE, 0);
    TransferView.writeFirst(writer, SENDER, deliveryId, tag(), 0, state);
    writer.rawBytes(message, 0, message.length);
    FrameWriter.end(writer, mark, 0);
    deliveryId++;
    sent++;
  }

  private byte[] tag() {
    int id = deliveryId;
    return new byte[] {(byte) (id >>> 24), (byte) (id >>> 16), (byte) (id >>> 8), (byte) id};
  }

  private void disposition(int first, int last, DeliveryState state) {
    int mark = FrameWriter.begin(writer, FrameDecoder.AMQP_TYPE, 0);
    DispositionView.write(writer, Role.RECEIVER, first, last, true, state);
    FrameWriter.end(writer, mark, 0);
  }

  /** Has the broker send ahead of what is taken. */
  private void grant() {
    long next = Math.max(0, broker.firstReceivedId) + broker.received;
    write(
        new Flow(
            next, WINDOW, deliveryId, WINDOW, RECEIVER, taken, CREDIT, 0, false, false, Map.of()));
  }

  private void write(Performative performative) {
    FrameWriter.write(writer, FrameDecoder.AMQP_TYPE, 0, performative);
  }

  private void flush() throws IOException {
    socket.getOutputStream().write(output.array(), output.arrayOffset(), writer.index());
    writer.truncate(0);
  }

  private void await(BooleanSupplier done) throws IOException {
    while (!done.getAsBoolean()) {
      int octets = socket.getInputStream().read(input);
      if (octets < 0) {
        throw new IOException("the broker has gone");
      }
      frames.decode(readable.setIndex(0, octets), broker);
    }
  }

  /** Tells how long transactions took, too. */
  @Override
  public void measure(int warmUp, int measured, Results results) throws InterruptedException {
    pass(warmUp);
    latencies.reset();
    results.reading(reading(measured));
    results.latencies(latencies);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
