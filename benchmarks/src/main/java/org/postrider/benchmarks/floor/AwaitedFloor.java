// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/**
 * Each message is written and flushed through Netty alone, and its answer, an octet, awaited.
 *
 * <p>Confined to the trial's thread, but for the event loop's part in {@link Wire}.
 */
final class AwaitedFloor implements Floor {

  private final byte[] message = new byte[FloorTrial.MESSAGE_OCTETS];
  private final Wire wire;

  AwaitedFloor(InetSocketAddress peer) throws InterruptedException {
    wire = new Wire(peer, FloorTrial.MESSAGE_OCTETS);
  }

  @Override
  public void pass(int messages) throws InterruptedException {
    Channel channel = wire.channel();
    long answered = wire.answers();
    for (int i = 1; i <= messages; i++) {
      ByteBuf encoded = channel.alloc().directBuffer(message.length).writeBytes(message);
      channel.writeAndFlush(encoded, channel.voidPromise());
      wire.awaitAnswers(answered + i);
    }
  }

  @Override
  public void close() {
    wire.close();
  }
}
