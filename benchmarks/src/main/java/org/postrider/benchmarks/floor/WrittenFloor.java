// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.floor;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * What a socket takes for messages that nobody makes: one thread writes the same direct octets
 * again and again, {@value #MESSAGES_A_WRITE} messages at once. Nothing is copied but by the
 * system.
 *
 * <p>Confined to the trial's thread.
 */
final class WrittenFloor implements Floor {

  static final int MESSAGES_A_WRITE = 16;

  private final int messageOctets;
  private final SocketChannel socket;
  private final ByteBuffer octets;

  WrittenFloor(InetSocketAddress peer, int messageOctets) throws IOException {
    this.messageOctets = messageOctets;
    socket = SocketChannel.open(peer);
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    octets = ByteBuffer.allocateDirect(MESSAGES_A_WRITE * messageOctets);
    write(
        ByteBuffer.allocate(Integer.BYTES)
            .putInt(BatchedFloor.MESSAGES_AN_ANSWER * messageOctets)
            .flip());
  }

  @Override
  public void pass(int messages) {
    if (messages % BatchedFloor.MESSAGES_AN_ANSWER != 0) {
      throw new IllegalArgumentException(
          messages
              + " messages are not a multiple of "
              + BatchedFloor.MESSAGES_AN_ANSWER
              + ", which are answered at once");
    }
    try {
      for (int left = messages; left > 0; left -= MESSAGES_A_WRITE) {
        write(octets.clear().limit(Math.min(left, MESSAGES_A_WRITE) * messageOctets));
      }
      await(messages / BatchedFloor.MESSAGES_AN_ANSWER);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private void write(ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      socket.write(from);
    }
  }

  private void await(int answers) throws IOException {
    ByteBuffer came = ByteBuffer.allocate(answers);
    while (came.hasRemaining()) {
      if (socket.read(came) < 0) {
        throw new EOFException("the peer has gone");
      }
    }
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
