// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.tls.TestCertificates;
import org.postrider.transport.tls.TlsSettings;

/**
 * To check a certificate may take a while, as whether it is revoked may be asked over the network:
 * no thread does so that only waits for the outcome of its message.
 */
@Timeout(60)
class CertificateCheckThreadTest {

  private static final int HANDSHAKES = 20;
  private static final long ANSWER_NANOS = 300_000;

  @TempDir Path directory;
  private final EventLoops loops = EventLoops.shared(IoKind.AUTO);
  private final ConnectionDriver driver = new ConnectionDriver(loops, new FakeEngine(), e -> {});
  private final AtomicBoolean over = new AtomicBoolean();

  @AfterEach
  void end() {
    over.set(true);
    driver.terminate();
    loops.close();
  }

  /** Waits again and again for what takes the peer its time, as one who sends does. */
  private void wait(ConnectionDriver other) {
    while (!over.get()) {
      long begun = System.nanoTime();
      CountDownLatch done = new CountDownLatch(1);
      other.executeAwaited(
          done::countDown, () -> System.nanoTime() - begun > ANSWER_NANOS, Long.MAX_VALUE);
      other.waitBegins();
      try {
        done.await();
      } catch (InterruptedException ended) {
        return;
      } finally {
        other.waitEnds();
      }
    }
  }

  private static void shake(SSLServerSocket server) {
    try (SSLSocket socket = (SSLSocket) server.accept()) {
      socket.setSoTimeout(RawServer.TIMEOUT_MS);
      socket.startHandshake();
    } catch (IOException ended) {
      // The client is what is looked at.
    }
  }

  private String asker(ConnectionDriver connecting, SSLServerSocket server) throws Exception {
    CompletableFuture<String> witness = new CompletableFuture<>();
    ServerTrust trust =
        new ServerTrust(
            (chain, type, engine) -> witness.complete(Thread.currentThread().getName()));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trust}, null);
    CompletableFuture<Void> handshake = CompletableFuture.runAsync(() -> shake(server));
    TransportOptions options =
        TransportOptions.builder().tls(TlsSettings.builder().context(context).build()).build();
    EndpointAddress address = new EndpointAddress("amqps", "localhost", server.getLocalPort());
    connecting.connect(
        new ConnectRequest(address, options, SaslClientSettings.anonymous()), new Outcome());
    String asker = witness.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
    handshake.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
    connecting.terminate();
    return asker;
  }

  @Test
  void isTheLoopsOwn() throws Exception {
    assumeTrue(Epoll.isAvailable());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new TestCertificates(directory).server().toKeyManagerFactory().getKeyManagers(),
        null,
        null);
    Thread waiting = new Thread(() -> wait(driver), "one who sends");
    waiting.setDaemon(true);
    waiting.start();
    try (SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(RawServer.TIMEOUT_MS);
      for (int i = 0; i < HANDSHAKES; i++) {
        ConnectionDriver connecting =
            new ConnectionDriver(loops.group(), driver.loop(), new FakeEngine(), e -> {});

        assertThat(asker(connecting, server)).startsWith("postrider-io-");
      }
    }
    over.set(true);
    waiting.join(TimeUnit.SECONDS.toMillis(30));
  }
}
