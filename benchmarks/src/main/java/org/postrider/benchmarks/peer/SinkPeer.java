// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peer;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The program that is a peer without any protocol: it reads, and answers an octet for each so many
 * as the first four tell.
 */
public final class SinkPeer {

  private static final int BUFFER_OCTETS = 256 * 1024;

  private SinkPeer() {}

  /** Prints its port, and serves one connection after the other until its input ends. */
  public static void main(String[] arguments) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread serving = new Thread(() -> serve(server), "sink-peer");
      serving.setDaemon(true);
      serving.start();
      System.out.println(PeerProcessLine.port(server.getLocalPort()));
      PeerProcessLine.awaitEndOfInput();
    }
  }

  private static void serve(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        socket.setTcpNoDelay(true);
        read(socket);
      } catch (IOException gone) {
        // The next one may come.
      }
    }
  }

  private static void read(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    int octetsAnAnswer = in.readInt();
    byte[] buffer = new byte[BUFFER_OCTETS];
    long owed = 0;
    for (int octets = in.read(buffer); octets >= 0; octets = in.read(buffer)) {
      owed += octets;
      int answers = (int) (owed / octetsAnAnswer);
      if (answers > 0) {
        owed -= (long) answers * octetsAnAnswer;
        out.write(new byte[answers]);
      }
    }
  }
}
