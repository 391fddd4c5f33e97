// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.engine.EngineInput;

/**
 * A client's socket behind SASL, which waits for an engine.
 *
 * <p>Confined to its event loop.
 */
public final class AcceptedSocket {

  private final LoopGroup group;
  private final Channel channel;
  private final TransportOptions options;
  private final @Nullable String user;
  private final ScheduledFuture<?> handshakeDeadline;
  private boolean driven;

  AcceptedSocket(
      LoopGroup group,
      Channel channel,
      TransportOptions options,
      @Nullable String user,
      ScheduledFuture<?> handshakeDeadline) {
    this.group = group;
    this.channel = channel;
    this.options = options;
    this.user = user;
    this.handshakeDeadline = handshakeDeadline;
  }

  /** The client's address. */
  public SocketAddress remoteAddress() {
    return channel.remoteAddress();
  }

  /** Who the client proved to be; null for an anonymous one. */
  public @Nullable String user() {
    return user;
  }

  /**
   * What is left of the client's time, which began when it connected: {@link
   * TransportOptions#handshakeTimeoutMs}. Until its AMQP header is there the socket looks after
   * that; from then on it is the engine's owner's to ask for the open.
   */
  public long remainingMs() {
    return Math.max(0, handshakeDeadline.getDelay(TimeUnit.MILLISECONDS));
  }

  /**
   * Starts an engine on the socket.
   *
   * @param failures as for {@link ConnectionDriver#ConnectionDriver}
   * @return the driver, for the caller to terminate when the engine is done
   * @throws IllegalStateException if an engine has it already
   */
  public ConnectionDriver drive(EngineInput engine, Consumer<Throwable> failures) {
    if (driven) {
      throw new IllegalStateException("the socket has its engine");
    }
    driven = true;
    ConnectionDriver driver = new ConnectionDriver(group, channel.eventLoop(), engine, failures);
    String endpoint = String.valueOf(channel.remoteAddress());
    AmqpPipeline.addEngine(
        channel.pipeline(),
        options,
        new EngineHandler(driver, channel, endpoint, handshakeDeadline));
    return driver;
  }

  boolean isDriven() {
    return driven;
  }
}
