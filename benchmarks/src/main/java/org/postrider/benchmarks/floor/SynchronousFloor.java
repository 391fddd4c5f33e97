// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.floor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import org.HdrHistogram.Histogram;
import org.postrider.benchmarks.trial.Latencies;
import org.postrider.benchmarks.trial.Results;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Role;

/**
 * What a broker alone takes for persistent messages of which each is answered before the next one:
 * octets that are encoded before the clock starts, a blocking socket, one thread, and no client.
 *
 * <p>Confined to the trial's thread.
 */
final class SynchronousFloor implements Floor {

  private static final int HANDLE = 0;

  private final Histogram latencies = Latencies.histogram();
  private final BrokerSocket socket;
  private final BrokerFrames broker;
  private long sent;

  SynchronousFloor(InetSocketAddress peer, String queue) throws IOException {
    socket = new BrokerSocket(peer, queue);
    broker = socket.broker();
    socket.attach(BrokerSocket.SENDER, HANDLE, Role.SENDER, Source.of(null), Target.of(queue));
    socket.flush();
    socket.await(() -> broker.sendLimit > 0);
  }

  @Override
  public void pass(int messages) {
    try {
      for (int i = 0; i < messages; i++) {
        socket.message(HANDLE, null);
        sent++;
        long before = System.nanoTime();
        socket.await(() -> broker.sendLimit >= sent);
        socket.flush();
        socket.await(() -> broker.acceptedAlone == sent);
        latencies.recordValue(System.nanoTime() - before);
      }
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** Tells how long the answers took, too. */
  @Override
  public void measure(int warmUp, int measured, Results results) throws InterruptedException {
    measure(warmUp, measured, results, latencies);
  }

  @Override
  public void close() {
    socket.close();
  }
}
