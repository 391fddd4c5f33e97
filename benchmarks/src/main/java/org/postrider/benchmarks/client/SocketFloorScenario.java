// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The same octets over a plain socket, as cheaply as they go: written by the thousand into one
 * buffer, or one by one with an answer awaited. No provider takes part; the reading end counts too.
 *
 * @param octets of a message
 * @param batch messages a write
 * @param answered whether each write is answered by an octet, and the answer awaited
 */
record SocketFloorScenario(int octets, int batch, boolean answered) implements Scenario {

  @Override
  public void run(Trial trial) throws InterruptedException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket out = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket in = server.accept()) {
      out.setTcpNoDelay(true);
      in.setTcpNoDelay(true);
      long all = (long) (trial.warmUp() / batch + trial.measured() / batch) * batch * octets;
      Thread reading = new Thread(() -> read(in, all), "reading");
      reading.start();
      write(out, trial.warmUp() / batch);
      Meter meter = new Meter(Allocation.ofLivingThreads());
      meter.start();
      write(out, trial.measured() / batch);
      if (!answered) {
        reading.join();
      }
      trial.results().reading(meter.stop(trial.measured() / batch * (long) batch));
      reading.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Socket socket, int writes) throws IOException {
    byte[] message = new byte[octets];
    byte[] buffer = new byte[octets * batch];
    OutputStream to = socket.getOutputStream();
    InputStream answers = socket.getInputStream();
    for (int i = 0; i < writes; i++) {
      for (int at = 0; at < buffer.length; at += octets) {
        System.arraycopy(message, 0, buffer, at, octets);
      }
      to.write(buffer);
      if (answered && answers.read() < 0) {
        throw new IOException("no answer");
      }
    }
  }

  private void read(Socket socket, long all) {
    byte[] buffer = new byte[256 * 1024];
    try {
      InputStream from = socket.getInputStream();
      OutputStream to = socket.getOutputStream();
      long owed = 0;
      for (long left = all; left > 0; ) {
        int count = from.read(buffer);
        left -= count;
        owed += count;
        if (answered && owed >= (long) octets * batch) {
          owed -= (long) octets * batch;
          to.write(1);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
