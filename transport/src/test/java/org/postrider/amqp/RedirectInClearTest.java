// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.CredentialsProvider;
import org.postrider.transport.OuterAddress;
import org.postrider.transport.auth.SaslServerSettings;
import org.postrider.transport.netty.AmqpListener;
import org.postrider.transport.netty.EndpointAddress;
import org.postrider.transport.netty.EventLoops;
import org.postrider.transport.netty.IoKind;
import org.postrider.transport.netty.ListenRequest;
import org.postrider.transport.netty.TransportOptions;
import org.postrider.transport.tls.TestCertificates;
import org.postrider.transport.tls.TlsSettings;

/**
 * Who stands between two ends of an unencrypted connection can name a server of his own, with a
 * certificate that is good: the password, which he could not have in clear, does not go there.
 */
@Timeout(60)
class RedirectInClearTest {

  @TempDir Path directory;
  private final Container between = new Container();
  private final EventLoops loops = EventLoops.own(IoKind.AUTO, 1);
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final Recorder seen =
      new Recorder(EventType.CONNECTION_OPENED, EventType.TRANSPORT_ERROR);
  private final Container client = new Container(seen);
  private TestCertificates certificates;

  @BeforeEach
  void start() throws Exception {
    certificates = new TestCertificates(directory);
    between.start();
    client.start();
  }

  @AfterEach
  void stop() throws Exception {
    for (Container each : new Container[] {client, between}) {
      each.stop();
      assertThat(each.awaitStopped(Duration.ofSeconds(10))).isTrue();
    }
    loops.close();
  }

  private int listenWithPasswords(String host) throws Exception {
    Path keys = certificates.keyStore(certificates.server());
    TlsSettings tls = TlsSettings.builder().keys(TestCertificates.key(keys)).build();
    AmqpListener listener =
        AmqpListener.listen(
            loops,
            new ListenRequest(
                new EndpointAddress("amqps", host, 0),
                TransportOptions.builder().tls(tls).build(),
                SaslServerSettings.passwords((user, password) -> told.add(user)),
                10),
            socket -> {});
    return listener.port();
  }

  private int listenAndRedirect(String host, int port) {
    Map<Symbol, Object> there =
        Map.of(
            Symbol.of("network-host"), host, Symbol.of("port"), port, Symbol.of("scheme"), "amqps");
    MessagingHandler redirecting =
        new MessagingHandler() {
          @Override
          public void onConnectionOpened(Event event) {
            event
                .connection()
                .close(new AmqpError(ErrorConditions.CONNECTION_REDIRECT, "there", there));
          }
        };
    ConnectionOptions open = new ConnectionOptions().handler(redirecting);
    return between.listen("amqp://" + host + ":0", open).port();
  }

  /** Nobody for the first server, which could not get the password anyway. */
  private static CredentialsProvider behindTheFirst() {
    AtomicInteger asked = new AtomicInteger();
    return request ->
        asked.getAndIncrement() == 0
            ? Credentials.none()
            : Credentials.of("u", "secret".toCharArray());
  }

  private ConnectionOptions options(String... urls) throws Exception {
    return new ConnectionOptions()
        .urls(urls)
        .credentials(behindTheFirst())
        .tls(new TlsOptions().trustedCertificates(certificates.authorityPem()).verifyHost(false));
  }

  @Test
  void aServerThatAnUnencryptedConnectionNamedDoesNotGetThePassword() throws Exception {
    Optional<String> host = OuterAddress.find().map(InetAddress::getHostAddress);
    assumeThat(host).isPresent();
    int hidden = listenWithPasswords(host.get());
    int first = listenAndRedirect(host.get(), hidden);

    client.connect(options("amqp://" + host.get() + ":" + first));

    seen.next(EventType.CONNECTION_OPENED);
    assertThat(seen.next(EventType.TRANSPORT_ERROR).description()).isEqualTo("there");
    assertThat(seen.next(EventType.TRANSPORT_ERROR).description())
        .contains("PLAIN: would send", "an unencrypted connection has named");
    assertThat(told).isEmpty();
  }

  @Test
  void oneThatThisMachineNamedDoes() throws Exception {
    int hidden = listenWithPasswords("127.0.0.1");
    int first = listenAndRedirect("127.0.0.1", hidden);

    client.connect(options("amqp://127.0.0.1:" + first));

    seen.next(EventType.CONNECTION_OPENED);
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("u");
  }

  @Test
  void oneThatTheProgramNamedDoesWhoeverNamesItToo() throws Exception {
    Optional<String> host = OuterAddress.find().map(InetAddress::getHostAddress);
    assumeThat(host).isPresent();
    int hidden = listenWithPasswords(host.get());
    int first = listenAndRedirect(host.get(), hidden);

    client.connect(
        options("amqp://" + host.get() + ":" + first, "amqps://" + host.get() + ":" + hidden));

    seen.next(EventType.CONNECTION_OPENED);
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("u");
  }
}
