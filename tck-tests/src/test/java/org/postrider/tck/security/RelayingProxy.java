// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.socksx.SocksMessage;
import io.netty.handler.codec.socksx.SocksPortUnificationServerHandler;
import io.netty.handler.codec.socksx.v4.DefaultSocks4CommandResponse;
import io.netty.handler.codec.socksx.v4.Socks4CommandRequest;
import io.netty.handler.codec.socksx.v4.Socks4CommandStatus;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5InitialResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5PasswordAuthResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequest;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthStatus;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy that speaks HTTP's CONNECT, or SOCKS 4a and 5, and wants a log-in for HTTP and SOCKS 5.
 * Every host is taken for this machine, so that a name which nobody can look up proves that the
 * proxy was left to do so. Thread-safe.
 */
final class RelayingProxy implements AutoCloseable {
  static final String USER = "ada";
  static final String PASSWORD = "proxy-secret";

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<String> destinations = new CopyOnWriteArrayList<>();
  private final Channel server;

  private RelayingProxy(boolean http) throws InterruptedException {
    server =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (http) {
                      channel.pipeline().addLast(new HttpServerCodec());
                      channel.pipeline().addLast(new HttpObjectAggregator(1024), new Http());
                    } else {
                      channel.pipeline().addLast(new SocksPortUnificationServerHandler());
                      channel.pipeline().addLast(new Socks());
                    }
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
  }

  static RelayingProxy http() throws InterruptedException {
    return new RelayingProxy(true);
  }

  static RelayingProxy socks() throws InterruptedException {
    return new RelayingProxy(false);
  }

  int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Hosts and ports that it was asked to connect to. */
  List<String> destinations() {
    return destinations;
  }

  @Override
  public void close() {
    loops.shutdownGracefully();
  }

  /** Connects, gives the answer, and then only relays. */
  private void relay(ChannelHandlerContext ctx, String host, int port, Object answer) {
    destinations.add(host + ":" + port);
    Channel client = ctx.channel();
    client.config().setAutoRead(false);
    new Bootstrap()
        .group(client.eventLoop())
        .channel(NioSocketChannel.class)
        .handler(new Relay(client))
        .connect("127.0.0.1", port)
        .addListener(
            (ChannelFutureListener)
                connected -> {
                  if (!connected.isSuccess()) {
                    client.close();
                    return;
                  }
                  client
                      .writeAndFlush(answer)
                      .addListener(
                          written -> {
                            while (client.pipeline().first() != null) {
                              client.pipeline().removeFirst();
                            }
                            client.pipeline().addLast(new Relay(connected.channel()));
                            client.config().setAutoRead(true);
                          });
                });
  }

  private final class Http extends SimpleChannelInboundHandler<HttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpRequest request) {
      String login = USER + ":" + PASSWORD;
      String wanted =
          "Basic "
              + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.ISO_8859_1));
      if (!wanted.equals(request.headers().get("Proxy-Authorization"))) {
        ctx.writeAndFlush(
                new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.PROXY_AUTHENTICATION_REQUIRED))
            .addListener(ChannelFutureListener.CLOSE);
        return;
      }
      int colon = request.uri().lastIndexOf(':');
      relay(
          ctx,
          request.uri().substring(0, colon),
          Integer.parseInt(request.uri().substring(colon + 1)),
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER));
    }
  }

  private final class Socks extends SimpleChannelInboundHandler<SocksMessage> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, SocksMessage message) {
      if (message instanceof Socks4CommandRequest request) {
        relay(
            ctx,
            request.dstAddr(),
            request.dstPort(),
            new DefaultSocks4CommandResponse(Socks4CommandStatus.SUCCESS));
      } else if (message instanceof Socks5InitialRequest) {
        ctx.pipeline().addFirst(new Socks5PasswordAuthRequestDecoder());
        ctx.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.PASSWORD));
      } else if (message instanceof Socks5PasswordAuthRequest login) {
        boolean known = login.username().equals(USER) && login.password().equals(PASSWORD);
        ctx.pipeline().addFirst(new Socks5CommandRequestDecoder());
        ctx.writeAndFlush(
            new DefaultSocks5PasswordAuthResponse(
                known ? Socks5PasswordAuthStatus.SUCCESS : Socks5PasswordAuthStatus.FAILURE));
      } else if (message instanceof Socks5CommandRequest request) {
        relay(
            ctx,
            request.dstAddr(),
            request.dstPort(),
            new DefaultSocks5CommandResponse(
                Socks5CommandStatus.SUCCESS, Socks5AddressType.IPv4, "127.0.0.1", 1));
      }
    }
  }

  /** Passes octets on, and the end. */
  private static final class Relay extends ChannelInboundHandlerAdapter {
    private final Channel other;

    Relay(Channel other) {
      this.other = other;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      other.writeAndFlush(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      other.close();
    }
  }
}
