// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.netty.TransportException.Kind;
import org.postrider.transport.tls.TlsSettings;

/** A try to connect for which TLS is not to be had: what was asked for is given up with it. */
class TlsReadingTest {

  private final EventLoops loops = EventLoops.own(IoKind.NIO, 1);
  private final FakeEngine engine = new FakeEngine();
  private final ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
  private final Hanging hanging = new Hanging();
  private final Outcome outcome = new Outcome();

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    driver.terminate();
    loops.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  private void connect(int timeoutMs) {
    SSLContext given = new SSLContext(hanging, null, "TLS") {};
    TransportOptions options =
        TransportOptions.builder()
            .connectTimeoutMs(timeoutMs)
            .tls(TlsSettings.builder().context(given).build())
            .build();
    driver.connect(
        new ConnectRequest(
            new EndpointAddress("amqps", "127.0.0.1", 1), options, SaslClientSettings.anonymous()),
        outcome);
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
  }

  @Test
  void theEndOfItsTimeInterruptsIt() throws Exception {
    connect(100);

    assertThat(outcome.await().kind()).isEqualTo(Kind.CONNECT_TIMEOUT);
    hanging.assertThatNothingIsHeldUp();
  }

  @Test
  void theEndOfTheConnectionInterruptsIt() throws Exception {
    connect(60_000);
    get(hanging.begun);

    driver.terminate();

    get(hanging.interrupted);
  }

  /** Never makes an engine. */
  private static final class Hanging extends SSLContextSpi {

    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

    /** It was interrupted, or never begun. */
    void assertThatNothingIsHeldUp() throws Exception {
      if (begun.isDone()) {
        get(interrupted);
      }
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      begun.complete(true);
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException given) {
        interrupted.complete(true);
        Thread.currentThread().interrupt();
      }
      throw new IllegalStateException("no engine");
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return engineCreateSSLEngine();
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException("not this one");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      throw new UnsupportedOperationException();
    }
  }
}
