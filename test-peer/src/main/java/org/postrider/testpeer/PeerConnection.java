// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.postrider.codec.wire.DecodeException;

/**
 * One connection of a peer: its socket, the thread that reads it, and what came and was not played.
 *
 * <p>Thread-safe: written to by the script's thread only, read by its own reader thread.
 */
final class PeerConnection {

  private static final int READ_OCTETS = 64 * 1024;

  private final int number;
  private final Socket socket;
  private final FrameLog log;
  private final BlockingQueue<Received> inbox = new LinkedBlockingQueue<>();
  private final Thread reader;

  PeerConnection(int number, Socket socket, FrameLog log, String peerName) {
    this.number = number;
    this.socket = socket;
    this.log = log;
    this.reader = new Thread(this::readUntilEnd, peerName + "-read-" + number);
    reader.setDaemon(true);
  }

  void start() {
    reader.start();
  }

  /** The first connection of a peer is 1. */
  int number() {
    return number;
  }

  /** Waits for what comes next. */
  Received take() throws InterruptedException {
    return inbox.take();
  }

  /** What came and was not taken. */
  List<Received> untaken() {
    return new ArrayList<>(inbox);
  }

  void write(byte[] octets) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(octets);
      out.flush();
    } catch (IOException e) {
      throw new AssertionError(
          "connection " + number + " could not be written to: " + e.getMessage(), e);
    }
  }

  /** Closes the socket. */
  void drop() {
    try {
      socket.close();
    } catch (IOException e) {
      inbox.add(new Received.Closed(String.valueOf(e.getMessage())));
    }
  }

  /** Closes the socket so that the other end sees a reset. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      inbox.add(new Received.Closed(String.valueOf(e.getMessage())));
    }
    drop();
  }

  void join() throws InterruptedException {
    reader.join();
  }

  private void readUntilEnd() {
    FrameInput input = new FrameInput(this::received);
    byte[] octets = new byte[READ_OCTETS];
    String how = "end of stream";
    try {
      InputStream in = socket.getInputStream();
      int count = in.read(octets);
      while (count >= 0) {
        input.feed(octets, count);
        count = in.read(octets);
      }
    } catch (IOException e) {
      how = String.valueOf(e.getMessage());
    } catch (DecodeException e) {
      how = "nothing can be read behind " + e.getMessage();
      received(new Received.Malformed(String.valueOf(e.getMessage())));
    }
    received(new Received.Closed(how));
  }

  private void received(Received what) {
    log.add(number, what, inbox);
  }
}
