// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.netty.TransportException.Kind;
import org.postrider.transport.tls.ServerTls;
import org.postrider.transport.tls.TlsException;

/**
 * Accepts connections at a port.
 *
 * <p>Thread-safe. It holds the event loops until it is closed; the connections that it accepted
 * stay open then.
 */
public final class AmqpListener implements AutoCloseable {

  private static final int BACKLOG = 1024;

  /** Less than a client has: what waits for all of them together has a bound. */
  private static final WriteBufferWaterMark FOR_EACH_CLIENT =
      new WriteBufferWaterMark(128 * 1024, 256 * 1024);

  private final Channel server;

  private AmqpListener(Channel server) {
    this.server = server;
  }

  /**
   * Opens the port. It waits for the system to do so, which does not take time; not to be called on
   * an event loop.
   *
   * @throws TransportException if the port cannot be had
   */
  public static AmqpListener listen(
      EventLoops loops, ListenRequest request, ConnectionAcceptor acceptor)
      throws TransportException {
    AmqpListener listener = bind(loops, loops, request, acceptor);
    listener.start();
    return listener;
  }

  /**
   * Opens the port, but accepts nothing before {@link #start}: clients wait in the system's queue.
   *
   * @param accepting for the port; the call may come from one of the serving loops
   * @param loops for the connections
   * @throws TransportException if the port cannot be had
   */
  public static AmqpListener bind(
      EventLoops accepting, EventLoops loops, ListenRequest request, ConnectionAcceptor acceptor)
      throws TransportException {
    LoopGroup group = loops.group();
    EndpointAddress address = request.address();
    if (address.isWebSocket() && !ClientStages.isWebSocketThere()) {
      String what = address + " needs the library io.netty:netty-codec-http on the class path";
      throw new TransportException(Kind.UNSUPPORTED, address.hostAndPort(), what, null);
    }
    ServerTls tls = tls(request);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(accepting.group().group(), group.group())
            .option(ChannelOption.AUTO_READ, false)
            .channel(group.kind().serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(new AmqpPipeline(group, new Reception(group, request, acceptor, tls)));
    SocketOptions.each(request.options(), bootstrap::childOption);
    bootstrap.childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, FOR_EACH_CLIENT);
    ChannelFuture bind =
        bootstrap
            .bind(new InetSocketAddress(address.host(), address.port()))
            .awaitUninterruptibly();
    if (!bind.isSuccess()) {
      Throwable cause = bind.cause();
      close(tls);
      throw new TransportException(
          Kind.UNREACHABLE, address.hostAndPort(), "cannot listen: " + cause, cause);
    }
    bind.channel().closeFuture().addListener(closed -> close(tls));
    AmqpListener listener = new AmqpListener(bind.channel());
    try {
      group.retainFor(bind.channel());
      accepting.group().retainFor(bind.channel());
    } catch (IllegalStateException closedMeanwhile) {
      listener.close();
      throw closedMeanwhile;
    }
    return listener;
  }

  private static @Nullable ServerTls tls(ListenRequest request) throws TransportException {
    EndpointAddress address = request.address();
    if (!address.isTls()) {
      return null;
    }
    try {
      return new ServerTls(request.options().tls());
    } catch (TlsException e) {
      throw new TransportException(
          Kind.TLS, address.hostAndPort(), String.valueOf(e.getMessage()), e);
    }
  }

  private static void close(@Nullable ServerTls tls) {
    if (tls != null) {
      tls.close();
    }
  }

  /** Begins to accept. */
  public void start() {
    server.config().setAutoRead(true);
  }

  /** The port, which is the system's choice if 0 was asked for. */
  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Stops to accept; never blocks. */
  @Override
  public void close() {
    GracefulClose.now(server);
  }
}
