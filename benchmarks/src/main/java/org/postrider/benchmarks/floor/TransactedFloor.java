// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.floor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.postrider.benchmarks.trial.Latencies;
import org.postrider.benchmarks.trial.Results;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameWriter;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpValue;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.DispositionView;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Role;
import org.postrider.codec.transaction.Coordinator;
import org.postrider.codec.transaction.Declare;
import org.postrider.codec.transaction.Discharge;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;

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

  /** Two batches are in the queue, as one is on its way while the other is taken. */
  private static final int FILL = 2 * BATCH;

  private static final int CREDIT = 1_000;

  private static final int COORDINATOR = 0;
  private static final int SENDER = 1;
  private static final int RECEIVER = 2;
  private static final int LINKS = 3;

  private final Histogram latencies = Latencies.histogram();
  private final BrokerSocket socket;
  private final BrokerFrames broker;
  private long taken;
  private long sent;
  private long committed;
  private Binary txnId;

  TransactedFloor(InetSocketAddress peer, String queue) throws IOException {
    socket = new BrokerSocket(peer, queue);
    broker = socket.broker();
    Coordinator coordinator = new Coordinator(List.of(Coordinator.LOCAL_TRANSACTIONS));
    socket.attach("coordinator", COORDINATOR, Role.SENDER, Source.of(null), coordinator);
    socket.attach(BrokerSocket.SENDER, SENDER, Role.SENDER, Source.of(null), Target.of(queue));
    socket.attach("receiver", RECEIVER, Role.RECEIVER, Source.of(queue), Target.of(null));
    grant();
    declare();
    socket.flush();
    socket.await(() -> broker.attached == LINKS && broker.declared != null);
    txnId = takeDeclared();
    fill();
  }

  /** Puts into the queue what is taken and put back then. */
  private void fill() throws IOException {
    socket.await(() -> broker.sendLimit >= sent + FILL);
    TransactionalState state = new TransactionalState(txnId, null);
    for (int i = 0; i < FILL; i++) {
      transfer(state);
    }
    socket.flush();
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
    accept(first, first + BATCH - 1, accepted);
    taken += BATCH;
    grant();
    TransactionalState state = new TransactionalState(txnId, null);
    for (int i = 0; i < BATCH; i++) {
      transfer(state);
    }
  }

  private void transact() throws IOException {
    socket.await(() -> broker.received >= taken && broker.sendLimit >= sent);
    socket.flush();
    commit();
  }

  private void commit() throws IOException {
    socket.await(() -> broker.accepted == sent);
    socket.request(COORDINATOR, new AmqpValue(new Discharge(txnId, false)));
    declare();
    socket.flush();
    committed++;
    socket.await(() -> broker.acceptedAlone == committed && broker.declared != null);
    txnId = takeDeclared();
  }

  private Binary takeDeclared() {
    Binary declared = Objects.requireNonNull(broker.declared);
    broker.declared = null;
    return declared;
  }

  private void declare() {
    socket.request(COORDINATOR, new AmqpValue(new Declare(null)));
  }

  private void transfer(DeliveryState state) {
    socket.message(SENDER, state);
    sent++;
  }

  private void accept(int first, int last, DeliveryState state) {
    int mark = FrameWriter.begin(socket.writer(), FrameDecoder.AMQP_TYPE, 0);
    DispositionView.write(socket.writer(), Role.RECEIVER, first, last, true, state);
    FrameWriter.end(socket.writer(), mark, 0);
  }

  /** Has the broker send ahead of what is taken. */
  private void grant() {
    long next = Math.max(0, broker.firstReceivedId) + broker.received;
    long window = BrokerSocket.WINDOW;
    int mine = socket.deliveryId();
    socket.write(
        new Flow(next, window, mine, window, RECEIVER, taken, CREDIT, 0, false, false, Map.of()));
  }

  /** Tells how long transactions took, too. */
  @Override
  public void measure(int warmUp, int measured, Results results) throws InterruptedException {
    measure(warmUp, measured, results, latencies);
  }

  @Override
  public void close() {
    socket.close();
  }
}
