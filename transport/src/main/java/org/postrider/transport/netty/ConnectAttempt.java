// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.sasl.Wire;
import org.postrider.sasl.WireSecurity;
import org.postrider.transport.auth.AuthenticationException;
import org.postrider.transport.auth.SaslClientNegotiation;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.netty.TransportException.Kind;

/**
 * One try to connect: the host's addresses one after the other, then SASL.
 *
 * <p>Confined to the driver's event loop. It ends once: connected, failed, or cancelled.
 */
final class ConnectAttempt implements SaslHandler.Next {

  private final ConnectionDriver driver;
  private final ConnectRequest request;
  private final ConnectListener listener;
  private final String endpoint;
  private final long deadlineMs;
  private Iterator<InetAddress> addresses = List.<InetAddress>of().iterator();
  private int addressesLeft;
  private @Nullable Future<?> timer;
  private @Nullable Channel channel;
  private boolean over;

  ConnectAttempt(ConnectionDriver driver, ConnectRequest request, ConnectListener listener) {
    this.driver = driver;
    this.request = request;
    this.listener = listener;
    this.endpoint = request.address().hostAndPort();
    this.deadlineMs = MonotonicClock.nowMs() + request.options().connectTimeoutMs();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Both ends of it come to resolved().
  void start() {
    EndpointAddress address = request.address();
    if (address.isTls() || address.isWebSocket()) {
      // Never in clear in place of TLS.
      String what = address + " needs TLS or WebSocket, which this version does not have";
      end(new TransportException(Kind.UNSUPPORTED, endpoint, what, null));
      return;
    }
    timer = schedule(request.options().connectTimeoutMs(), this::connectTimedOut);
    driver
        .group()
        .resolver()
        .resolve(address.host())
        .whenComplete((found, e) -> driver.loop().execute(() -> resolved(found, e)));
  }

  private Future<?> schedule(int delayMs, Runnable action) {
    return driver.loop().schedule(action, delayMs, TimeUnit.MILLISECONDS);
  }

  private void connectTimedOut() {
    String what = "no connection within " + request.options().connectTimeoutMs() + " ms";
    end(new TransportException(Kind.CONNECT_TIMEOUT, endpoint, what, null));
  }

  private void resolved(@Nullable List<InetAddress> found, @Nullable Throwable failure) {
    if (failure != null || found == null) {
      end(TransportException.ofConnect(endpoint, failure));
      return;
    }
    addresses = found.iterator();
    addressesLeft = found.size();
    connectToNext();
  }

  private void connectToNext() {
    if (over) {
      return;
    }
    InetSocketAddress remote = new InetSocketAddress(addresses.next(), request.address().port());
    // An address that swallows packets must leave time for those behind it.
    long shareMs = (deadlineMs - MonotonicClock.nowMs()) / addressesLeft--;
    ChannelFuture connect =
        bootstrap(remote)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.max(1, shareMs))
            .connect(remote, localAddress());
    channel = connect.channel();
    connect.addListener(
        done -> {
          if (!connect.isSuccess() && addresses.hasNext()) {
            connectToNext();
          } else if (!connect.isSuccess()) {
            end(TransportException.ofConnect(endpoint, connect.cause()));
          }
        });
  }

  private @Nullable SocketAddress localAddress() {
    TransportOptions options = request.options();
    String local = options.localAddress();
    if (local == null) {
      return options.localPort() == 0 ? null : new InetSocketAddress(options.localPort());
    }
    return new InetSocketAddress(local, options.localPort());
  }

  private Bootstrap bootstrap(InetSocketAddress remote) {
    TransportOptions options = request.options();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(driver.loop())
            .channel(driver.group().kind().socketChannel())
            .disableResolver()
            .handler(new AmqpPipeline(driver.group(), channel -> saslHandler(remote)));
    SocketOptions.of(options).forEach((option, value) -> set(bootstrap, option, value));
    return bootstrap;
  }

  @SuppressWarnings("unchecked")
  private static void set(Bootstrap bootstrap, ChannelOption<?> option, Object value) {
    bootstrap.option((ChannelOption<Object>) option, value);
  }

  private SaslHandler saslHandler(InetSocketAddress remote) {
    WaitingThreads threads = driver.group().authentication();
    SaslClientSettings sasl = request.sasl();
    if (sasl == null) {
      return new SaslHandler(null, threads, this);
    }
    return new SaslHandler(new SaslClientNegotiation(sasl, wire(remote)), threads, this);
  }

  private Wire wire(InetSocketAddress remote) {
    boolean loopback = remote.getAddress().isLoopbackAddress();
    EndpointAddress address = request.address();
    return Wire.plain(
        address.host(), address.port(), loopback ? WireSecurity.LOOPBACK : WireSecurity.CLEAR);
  }

  @Override
  public void begun(ChannelHandlerContext context) {
    if (over) {
      GracefulClose.now(context.channel());
      return;
    }
    stopTimer();
    int timeoutMs = request.options().handshakeTimeoutMs();
    timer = HandshakeDeadline.schedule(context.channel(), endpoint, timeoutMs);
  }

  @Override
  public void authenticated(ChannelHandlerContext context, @Nullable String user) {
    Future<?> deadline = timer;
    if (over || deadline == null) {
      GracefulClose.now(context.channel());
      return;
    }
    over = true;
    driver.attemptOver(this);
    driver.run(listener::connected);
    Channel connected = context.channel();
    AmqpPipeline.addEngine(
        connected.pipeline(),
        request.options(),
        new EngineHandler(driver, connected, endpoint, deadline));
  }

  @Override
  public void failed(Throwable cause) {
    if (cause instanceof AuthenticationException sasl) {
      end(TransportException.ofSasl(endpoint, sasl));
    } else {
      end(TransportException.ofLoss(endpoint, cause));
    }
  }

  /** Ends it from outside. */
  void cancel(@Nullable Throwable cause) {
    end(new TransportException(Kind.CANCELLED, endpoint, "given up", cause));
  }

  private void end(TransportException cause) {
    if (over) {
      return;
    }
    over = true;
    stopTimer();
    if (channel != null) {
      GracefulClose.now(channel);
    }
    driver.attemptOver(this);
    driver.run(() -> listener.failed(cause));
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
