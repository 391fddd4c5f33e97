// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One connection through a {@link FaultyWire}: two sockets and the two threads between them.
 *
 * <p>Thread-safe.
 */
final class WireConnection {

  private static final int READ_OCTETS = 64 * 1024;

  private static final int PUMPS = 2;

  private final AtomicInteger endedPumps = new AtomicInteger();
  private final Socket client;
  private final Socket server;
  private final Thread up;
  private final Thread down;

  /** Both ends hear nothing of each other any more. */
  private volatile boolean silent;

  /** Both sockets are being closed in good order. */
  private volatile boolean ended;

  WireConnection(Socket client, Socket server, FaultyWire wire, String name) {
    this.client = client;
    this.server = server;
    up = new Thread(() -> pump(client, server, wire.clientToServer()), name + "-up");
    down = new Thread(() -> pump(server, client, wire.serverToClient()), name + "-down");
    up.setDaemon(true);
    down.setDaemon(true);
  }

  void start() {
    up.start();
    down.start();
  }

  boolean isOpen() {
    return up.isAlive() || down.isAlive();
  }

  void silence() {
    silent = true;
  }

  /** Both ends see a reset. */
  void cut() {
    reset(client);
    reset(server);
  }

  /** Both ends see the end of the stream. */
  void end() {
    ended = true;
    close(client);
    close(server);
  }

  void join() throws InterruptedException {
    up.interrupt();
    down.interrupt();
    up.join();
    down.join();
  }

  private void pump(Socket from, Socket to, WireDirection direction) {
    FrameScanner scanner = new FrameScanner();
    byte[] octets = new byte[READ_OCTETS];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      direction.awaitFlow();
      int count = in.read(octets);
      while (count >= 0) {
        direction.awaitDelay();
        if (!forward(octets, count, scanner, direction, out)) {
          cutBehind(from, to);
        }
        direction.awaitFlow();
        count = in.read(octets);
      }
      if (!silent) {
        to.shutdownOutput();
      }
    } catch (IOException e) {
      // A socket that was closed by the end must not become a reset of the other one.
      if (!silent && !ended) {
        cut();
      }
    } catch (InterruptedException e) {
      cut();
    }
    if (endedPumps.incrementAndGet() == PUMPS) {
      end();
    }
  }

  /** Forwards octets as the direction lets it; gives false if the connection is to be cut. */
  private boolean forward(
      byte[] octets, int count, FrameScanner scanner, WireDirection direction, OutputStream out)
      throws IOException, InterruptedException {
    int at = 0;
    while (at < count) {
      direction.awaitFlow();
      if (silent) {
        return true;
      }
      int piece = direction.pieceOf(count - at);
      int frames = 0;
      if (direction.countsFrames()) {
        piece = scanner.advance(octets, at, piece);
        frames = scanner.frameEnded() ? 1 : 0;
      } else {
        frames = scan(scanner, octets, at, piece);
      }
      out.write(octets, at, piece);
      out.flush();
      at += piece;
      if (direction.forwarded(piece, frames)) {
        return false;
      }
      direction.awaitRate(piece);
    }
    return true;
  }

  private static int scan(FrameScanner scanner, byte[] octets, int from, int length) {
    int frames = 0;
    int scanned = 0;
    while (scanned < length) {
      scanned += scanner.advance(octets, from + scanned, length - scanned);
      frames += scanner.frameEnded() ? 1 : 0;
    }
    return frames;
  }

  /**
   * The receiver gets all that was forwarded and then the end of the stream: a reset might take the
   * octets back that it has not read. So its socket stays open to what it writes, into the void.
   */
  private void cutBehind(Socket sender, Socket receiver) throws IOException {
    silent = true;
    receiver.shutdownOutput();
    reset(sender);
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already; closing it once more does no harm.
      close(socket);
      return;
    }
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is left to be done for this socket.
      return;
    }
  }
}
