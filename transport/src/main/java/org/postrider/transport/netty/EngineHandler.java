// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.ProtocolHeader;

/**
 * One socket of a driver's engine, from the AMQP header to the end.
 *
 * <p>Confined to the channel's event loop.
 */
final class EngineHandler extends ChannelInboundHandlerAdapter {

  private final ConnectionDriver driver;
  private final Channel channel;
  private final String endpoint;
  private final Future<?> handshakeDeadline;
  private final ChannelOutput output;
  private final ReadPause pause;
  private int headerOctetsMissing = ProtocolHeader.OCTETS;
  private int octetsRead;
  private boolean detached;

  /**
   * The handler of one socket.
   *
   * @param endpoint the peer, for messages
   * @param handshakeDeadline is cancelled when the peer's AMQP header is there
   */
  EngineHandler(
      ConnectionDriver driver, Channel channel, String endpoint, Future<?> handshakeDeadline) {
    this.driver = driver;
    this.channel = channel;
    this.endpoint = endpoint;
    this.handshakeDeadline = handshakeDeadline;
    this.output = new ChannelOutput(channel, driver::writable);
    this.pause = new ReadPause(channel);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    driver.attach(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      if (!detached) {
        octetsRead += in.readableBytes();
        awaitHeader(in.readableBytes());
        driver.input(in);
      }
    } finally {
      in.release();
    }
  }

  private void awaitHeader(int octets) {
    if (headerOctetsMissing > 0) {
      headerOctetsMissing -= Math.min(octets, headerOctetsMissing);
      if (headerOctetsMissing == 0) {
        handshakeDeadline.cancel(false);
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!detached) {
      driver.batch();
      pause.readDone(octetsRead, driver.takeAwaited(), driver.nowMs());
      octetsRead = 0;
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!detached && channel.isWritable()) {
      driver.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    lose(null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    lose(cause);
  }

  /** What it waits for before the connection is open, and from whom, for a message. */
  String awaits() {
    return endpoint + " for " + (headerOctetsMissing > 0 ? "the AMQP header" : "the open");
  }

  /** The socket is of no use any more; the engine is told, once. */
  void lose(@Nullable Throwable cause) {
    if (detach()) {
      GracefulClose.now(channel);
      driver.detached(TransportException.ofLoss(endpoint, cause));
    }
  }

  /** Closes behind what was written, because the engine or its owner said so. */
  void finish() {
    if (detach()) {
      if (output.isCloseAnswered()) {
        GracefulClose.afterAnswer(channel);
      } else {
        GracefulClose.afterFlush(channel);
      }
      driver.detached(null);
    }
  }

  private boolean detach() {
    if (detached) {
      return false;
    }
    detached = true;
    handshakeDeadline.cancel(false);
    output.discard();
    return true;
  }

  ChannelOutput output() {
    return output;
  }

  Channel channel() {
    return channel;
  }
}
