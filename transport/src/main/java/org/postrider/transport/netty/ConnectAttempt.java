// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.auth.AuthenticationException;
import org.postrider.transport.auth.SaslClientNegotiation;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.auth.SaslNegotiation;
import org.postrider.transport.netty.TransportException.Kind;
import org.postrider.transport.tls.TlsContext;
import org.postrider.transport.tls.TlsSettings;

/**
 * One try to connect: the host's addresses one after the other, then what stands below AMQP, then
 * SASL.
 *
 * <p>Confined to the driver's event loop. It ends once: connected, failed, or cancelled.
 */
final class ConnectAttempt implements SaslHandler.Next, AmqpPipeline.Parts {

  private final ConnectionDriver driver;
  private final ConnectRequest request;
  private final ConnectListener listener;
  private final @Nullable ProxySettings proxy;
  private final String endpoint;
  private final ClientStages stages;
  private final long deadlineMs;
  private Iterator<InetAddress> addresses = Collections.emptyIterator();
  private int addressesLeft;
  private @Nullable InetSocketAddress remote;
  private @Nullable Future<?> timer;
  private @Nullable TlsContext tls;

  /** Gives up what a waiting thread is asked for at the moment. */
  private Cancellable lookup = () -> {};

  private @Nullable Channel channel;

  /** While there may be a TLS handshake: checks of certificates may ask others. */
  private @Nullable LentLoop kept;

  private boolean over;

  ConnectAttempt(ConnectionDriver driver, ConnectRequest request, ConnectListener listener) {
    this.driver = driver;
    this.request = request;
    this.listener = listener;
    this.proxy = request.options().proxy();
    String server = request.address().hostAndPort();
    this.endpoint = proxy == null ? server : server + " through the " + proxy.display();
    this.stages = new ClientStages(endpoint, request);
    this.deadlineMs = MonotonicClock.nowMs() + request.options().connectTimeoutMs();
  }

  void start() {
    TransportException unsupported = stages.unsupported();
    if (unsupported != null) {
      end(unsupported);
      return;
    }
    timer = schedule(request.options().connectTimeoutMs(), this::connectTimedOut);
    lookup =
        driver
            .group()
            .lookups()
            .resolve(
                proxy == null ? request.address().host() : proxy.host(),
                (found, e) -> driver.loop().execute(() -> resolved(found, e)));
  }

  private Future<?> schedule(int delayMs, Runnable action) {
    return driver.loop().schedule(action, delayMs, TimeUnit.MILLISECONDS);
  }

  private void connectTimedOut() {
    String waiting = waitingFor();
    String missing = waiting == null ? "no connection" : "no end of " + waiting;
    String what = missing + " within " + request.options().connectTimeoutMs() + " ms";
    end(new TransportException(Kind.CONNECT_TIMEOUT, endpoint, what, null));
  }

  /** What the peer owes once there is a socket, or null. */
  private @Nullable String waitingFor() {
    Channel current = channel;
    if (current == null || !current.isActive()) {
      return null;
    }
    String stage = StageGate.waitingFor(current);
    return stage == null && FirstOctets.areAwaited(current)
        ? "the first octet: it may want TLS here (amqps)"
        : stage;
  }

  /** What it waits for at the moment, and from whom, for a message. */
  String awaits() {
    return endpoint + " for " + awaited();
  }

  private String awaited() {
    Channel current = channel;
    if (current == null) {
      return addressesLeft == 0 ? "the address of the host" : "the files of TLS";
    }
    if (!current.isActive()) {
      return "the TCP connection";
    }
    String waiting = waitingFor();
    String here = waiting == null ? SaslHandler.work(current) : waiting;
    return here == null ? "the SASL outcome" : here;
  }

  private void resolved(@Nullable List<InetAddress> found, @Nullable Throwable failure) {
    if (over) {
      return;
    }
    if (failure != null || found == null) {
      end(TransportException.ofConnect(endpoint, failure));
      return;
    }
    addresses = found.iterator();
    addressesLeft = found.size();
    if (request.address().isTls()) {
      readTls();
    } else {
      connectToNext();
    }
  }

  private void readTls() {
    if (driver.loop() instanceof LentLoop lent) {
      kept = lent;
      lent.keep();
    }
    TlsSettings settings = request.options().tls();
    lookup =
        driver
            .group()
            .lookups()
            .read(
                settings.files(),
                () -> TlsContext.forClient(settings, endpoint),
                (read, e) -> driver.loop().execute(() -> tlsRead(read, e)));
  }

  private void tlsRead(@Nullable TlsContext read, @Nullable Throwable failure) {
    if (read == null) {
      String what = failure == null ? "TLS is not there" : String.valueOf(failure.getMessage());
      end(new TransportException(Kind.TLS, endpoint, what, failure));
    } else if (over) {
      read.release();
    } else {
      tls = read;
      connectToNext();
    }
  }

  private void connectToNext() {
    if (over) {
      return;
    }
    EndpointAddress server = request.address();
    int port = proxy == null ? server.port() : proxy.port();
    remote = new InetSocketAddress(addresses.next(), port);
    TransportException exposure = stages.exposure(remote);
    if (exposure != null) {
      end(exposure);
      return;
    }
    Channel fresh = socket(shareMs());
    channel = fresh;
    ChannelPromise connect = fresh.newPromise();
    connect.addListener(
        done -> {
          if (!connect.isSuccess() && addresses.hasNext()) {
            connectToNext();
          } else if (!connect.isSuccess()) {
            end(TransportException.ofConnect(endpoint, connect.cause()));
          }
        });
    connect(fresh, stages.destination(remote), connect);
  }

  /**
   * How long an address may take: one that swallows packets must leave time for those behind it.
   * The last one has the rest, which this attempt's own timer ends; 0 is no other.
   */
  private int shareMs() {
    int sharers = addressesLeft--;
    long leftMs = deadlineMs - MonotonicClock.nowMs();
    return sharers == 1 ? 0 : (int) Math.max(1, leftMs / sharers);
  }

  /** A bootstrap would do the same, with a dozen objects for each socket. */
  private Channel socket(int connectTimeoutMs) {
    Channel fresh = driver.group().kind().newSocket();
    SocketOptions.set(fresh, request.options());
    fresh.config().setConnectTimeoutMillis(connectTimeoutMs);
    return fresh;
  }

  private void connect(Channel fresh, SocketAddress destination, ChannelPromise connect) {
    connect.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    try {
      AmqpPipeline.fill(fresh, driver.group(), this);
    } catch (RuntimeException broken) {
      fresh.unsafe().closeForcibly();
      connect.setFailure(broken);
      return;
    }
    driver
        .loop()
        .register(fresh)
        .addListener(
            registered -> {
              if (registered.isSuccess()) {
                fresh.connect(destination, localAddress(), connect);
              } else {
                fresh.unsafe().closeForcibly();
                connect.setFailure(registered.cause());
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

  @Override
  public String endpoint(Channel connecting) {
    return endpoint;
  }

  @Override
  public EndpointAddress address() {
    return request.address();
  }

  @Override
  public List<Stage> stages(Channel connecting) {
    return stages.of(Objects.requireNonNull(remote), tls, connecting.alloc());
  }

  @Override
  public SaslHandler sasl(Channel connecting) {
    return new SaslHandler(this::negotiation, driver.group().authentication(), this::account, this);
  }

  private PeerHost account(Channel connected) {
    return proxy == null
        ? PeerHost.of(connected.remoteAddress())
        : PeerHost.named(request.address().host());
  }

  private @Nullable SaslNegotiation negotiation(Channel connected) {
    SaslClientSettings sasl = request.sasl();
    return sasl == null ? null : new SaslClientNegotiation(sasl, stages.wire(connected));
  }

  @Override
  public void begun(ChannelHandlerContext context) {
    if (over) {
      GracefulClose.now(context.channel());
      return;
    }
    stopTimer();
    keepLoopNoMore();
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
    releaseTls();
    driver.attemptOver(this);
    Channel connected = context.channel();
    driver.connectedBy(stages.wire(connected));
    driver.run(listener::connected);
    AmqpPipeline.addEngine(
        connected.pipeline(),
        request.options(),
        new EngineHandler(driver, connected, endpoint, deadline));
  }

  @Override
  public void failed(Throwable cause) {
    TransportException failure =
        cause instanceof AuthenticationException sasl
            ? TransportException.ofSasl(endpoint, sasl)
            : TransportException.ofLoss(endpoint, cause);
    boolean noAnswer =
        switch (failure.kind()) {
          case CLOSED, HANDSHAKE_TIMEOUT -> channel != null && FirstOctets.areAwaited(channel);
          default -> false;
        };
    end(noAnswer ? failure.with("; nothing came: it may want TLS here (amqps)") : failure);
  }

  /** Ends it from outside. */
  void cancel(@Nullable Throwable cause) {
    String told = cause == null ? null : cause.getMessage();
    String what = (told == null ? "given up" : told) + ", waiting for " + awaited();
    end(new TransportException(Kind.CANCELLED, endpoint, what, cause));
  }

  private void end(TransportException cause) {
    if (over) {
      return;
    }
    over = true;
    stopTimer();
    keepLoopNoMore();
    lookup.cancel();
    releaseTls();
    if (channel != null) {
      GracefulClose.now(channel);
    }
    driver.attemptOver(this);
    driver.run(() -> listener.failed(cause));
  }

  private void releaseTls() {
    if (tls != null) {
      tls.release();
      tls = null;
    }
  }

  private void keepLoopNoMore() {
    LentLoop lent = kept;
    kept = null;
    if (lent != null) {
      lent.keepNoMore();
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
