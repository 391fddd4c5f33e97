// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks4ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.postrider.transport.netty.TransportException.Kind;
import org.postrider.transport.tls.Secret;

/**
 * The way through a proxy on one socket.
 *
 * <p>Confined to the channel's event loop. It needs netty-handler-proxy, so that the class is
 * touched only where a proxy is wanted. Time-outs are its owner's.
 */
final class ProxyStage implements Stage {

  private final String endpoint;
  private final ProxySettings settings;
  private final InetSocketAddress address;

  /**
   * A stage for one socket.
   *
   * @param address the proxy's, looked up
   */
  ProxyStage(String endpoint, ProxySettings settings, InetSocketAddress address) {
    this.endpoint = endpoint;
    this.settings = settings;
    this.address = address;
  }

  /**
   * Does nothing where the library is there.
   *
   * @throws LinkageError if it is not
   */
  static void requireLibrary() {
    Objects.requireNonNull(ProxyHandler.class.getName());
  }

  @Override
  public String name() {
    return "proxy";
  }

  @Override
  public String opening() {
    return "the proxy's answer";
  }

  @Override
  public void addTo(ChannelPipeline pipeline) {
    ProxyHandler handler = handler();
    handler.setConnectTimeoutMillis(0);
    pipeline.addLast(name(), handler);
    if (settings.kind() == ProxySettings.Kind.HTTP) {
      pipeline.addLast(answer(name()));
    }
  }

  /** The library puts the codec of HTTP before itself, and that only when it is added itself. */
  private static ChannelHandler answer(String proxy) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addBefore(proxy, null, new ProxyAnswer());
      }
    };
  }

  private ProxyHandler handler() {
    String user = settings.user();
    Secret secret = settings.password();
    String password = secret == null ? "" : new String(secret.copy());
    return switch (settings.kind()) {
      case HTTP ->
          user == null
              ? new HttpProxyHandler(address)
              : new HttpProxyHandler(address, user, password);
      case SOCKS4 -> new Socks4ProxyHandler(address, user);
      case SOCKS5 -> new Socks5ProxyHandler(address, user, secret == null ? null : password);
    };
  }

  @Override
  public boolean isUp(Object event) {
    return event instanceof ProxyConnectionEvent;
  }

  @Override
  public Throwable explain(Throwable cause, boolean up) {
    if (up) {
      return cause;
    }
    if (cause instanceof ClosedChannelException) {
      return new TransportException(
          Kind.CLOSED, endpoint, "the proxy closed the connection", cause);
    }
    String message = String.valueOf(cause.getMessage());
    boolean login = message.contains("status: 407") || message.contains("authStatus");
    String masked = settings.masking(message);
    String what =
        cause instanceof ProxyConnectException
            ? "the proxy refuses: " + masked
            : "the proxy does not speak as it must: " + masked;
    return new TransportException(
        login ? Kind.AUTHENTICATION : Kind.UNREACHABLE,
        endpoint,
        what,
        masked.equals(message) ? TransportException.printable(cause) : null);
  }
}
