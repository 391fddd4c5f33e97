// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The program that is a peer without any protocol: it reads, and answers an octet for each so many
 * as the first four tell.
 */
public final class SinkPeer {

  private static final int BUFFER_OCTETS = 256 * 1024;

  private SinkPeer() {}

  /** Prints its port, and serves one connection after the other until its input ends. */
  public static void main(String[] arguments) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      Thread serving = new Thread(() -> serve(server), "sink-peer");
      serving.setDaemon(true);
      serving.start();
      System.out.println(PeerProcessLine.port(server.socket().getLocalPort()));
      PeerProcessLine.awaitEndOfInput();
    }
  }

  private static void serve(ServerSocketChannel server) {
    while (server.isOpen()) {
      try (SocketChannel socket = server.accept()) {
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        read(socket);
      } catch (IOException gone) {
        // The next one may come.
      }
    }
  }

  private static void read(SocketChannel socket) throws IOException {
    ByteBuffer first = ByteBuffer.allocate(Integer.BYTES);
    while (first.hasRemaining()) {
      if (socket.read(first) < 0) {
        return;
      }
    }
    int octetsAnAnswer = first.getInt(0);
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_OCTETS);
    long owed = 0;
    for (int octets = socket.read(buffer); octets >= 0; octets = socket.read(buffer)) {
      buffer.clear();
      owed += octets;
      int answers = (int) (owed / octetsAnAnswer);
      if (answers > 0) {
        owed -= (long) answers * octetsAnAnswer;
        socket.write(ByteBuffer.allocate(answers));
      }
    }
  }
}
