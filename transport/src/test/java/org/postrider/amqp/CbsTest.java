// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.cbs.CbsToken;
import org.postrider.cbs.CbsTokenProvider;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.transport.OuterAddress;

/** Tokens are put before links attach, and again when they must be. */
@Timeout(60)
class CbsTest {

  private final CbsServer server = new CbsServer();
  private final Recorder client =
      new Recorder(EventType.LINK_OPENED, EventType.LINK_ERROR, EventType.RECONNECTED);
  private final AtomicInteger asked = new AtomicInteger();

  /** Tokens that are numbered. */
  private CbsTokenProvider lasting(Duration time) {
    return request ->
        CbsToken.of(
            CbsToken.JWT,
            CbsServer.AUDIENCE + request.address(),
            "token" + asked.incrementAndGet(),
            Instant.now().plus(time));
  }

  private static ConnectionOptions with(CbsTokenProvider provider) {
    return new ConnectionOptions().tokens(provider);
  }

  @Test
  void aTokenIsPutBeforeTheLinksOfItsNodeAttach() throws Exception {
    try (Loopback loopback = new Loopback(server, client)) {
      Connection connection =
          loopback.client.connect(loopback.url(), with(lasting(Duration.ofHours(1))));
      loopback.client.createSender(connection, "jobs");
      loopback.client.createReceiver(connection, "jobs");

      client.inOrder(EventType.LINK_OPENED, EventType.LINK_OPENED);
    }

    assertThat(server.next()).isEqualTo("put jobs token1");
    assertThat(server.next()).isEqualTo("attach jobs");
    assertThat(server.next()).isEqualTo("attach jobs");
  }

  @Test
  void aRefusedTokenIsTheEndOfTheLinkInTheBrokersWords() throws Exception {
    server.answer(401);
    try (Loopback loopback = new Loopback(server, client)) {
      Connection connection =
          loopback.client.connect(loopback.url(), with(lasting(Duration.ofHours(1))));
      loopback.client.createSender(connection, "jobs");

      Event error = client.next(EventType.LINK_ERROR);

      assertThat(error.condition()).isEqualTo(ErrorConditions.UNAUTHORIZED_ACCESS);
      assertThat(error.description()).isEqualTo("$cbs refused the token: 401 no access for ***");
    }
  }

  @Test
  void aTokenIsNotShownToWhoListensUnlessThatIsAllowed() throws Exception {
    Optional<String> address = OuterAddress.find().map(InetAddress::getHostAddress);
    assumeThat(address).isPresent();
    try (Loopback loopback = new Loopback(server, client, address.get())) {
      Connection refused =
          loopback.client.connect(loopback.url(), with(lasting(Duration.ofHours(1))));
      loopback.client.createSender(refused, "jobs");
      Event error = client.next(EventType.LINK_ERROR);
      Connection allowed =
          loopback.client.connect(
              loopback.url(), with(lasting(Duration.ofHours(1))).allowInsecureMechanisms(true));
      loopback.client.createSender(allowed, "jobs");
      client.next(EventType.LINK_OPENED);

      assertThat(error.condition()).isEqualTo(ErrorConditions.UNAUTHORIZED_ACCESS);
      assertThat(error.description())
          .contains("unencrypted to another host", "allowInsecureMechanisms");
    }

    assertThat(server.next()).isEqualTo("put jobs token2");
  }

  @Test
  void whereNoTokenIsNeededNoneIsPut() throws Exception {
    Recorder open = new Recorder(EventType.LINK_OPENED);
    try (Loopback loopback = new Loopback(open, client)) {
      Connection connection = loopback.client.connect(loopback.url(), with(request -> null));
      loopback.client.createSender(connection, "jobs");

      open.next(EventType.LINK_OPENED);
      client.next(EventType.LINK_OPENED);
    }
  }

  @Test
  void aTokenIsRenewedBeforeItExpires() throws Exception {
    try (Loopback loopback = new Loopback(server, client)) {
      Connection connection =
          loopback.client.connect(loopback.url(), with(lasting(Duration.ofMillis(1_300))));
      loopback.client.createSender(connection, "jobs");

      assertThat(server.next()).isEqualTo("put jobs token1");
      assertThat(server.next()).isEqualTo("attach jobs");
      assertThat(server.next()).isEqualTo("put jobs token2");
    }
  }

  @Test
  void afterALossTokensArePutAgainBeforeTheLinksComeBack() throws Exception {
    try (Loopback loopback = new Loopback(server, client);
        CuttingProxy proxy = new CuttingProxy(URI.create(loopback.url()).getPort())) {
      Connection connection =
          loopback.client.connect(
              "amqp://127.0.0.1:" + proxy.port(), with(lasting(Duration.ofHours(1))));
      loopback.client.createSender(connection, "jobs");
      client.next(EventType.LINK_OPENED);

      proxy.cut();

      client.inOrder(EventType.LINK_OPENED, EventType.RECONNECTED);
    }
    assertThat(server.next()).isEqualTo("put jobs token1");
    assertThat(server.next()).isEqualTo("attach jobs");
    assertThat(server.next()).isEqualTo("put jobs token2");
    assertThat(server.next()).isEqualTo("attach jobs");
  }

  @Test
  void aProviderThatFailsIsAskedAgain() throws Exception {
    CbsTokenProvider good = lasting(Duration.ofHours(1));
    CbsTokenProvider first =
        request -> {
          if (asked.getAndIncrement() == 0) {
            throw new IllegalStateException("not yet");
          }
          return good.token(request);
        };
    try (Loopback loopback = new Loopback(server, client)) {
      Connection connection = loopback.client.connect(loopback.url(), with(first));
      loopback.client.createSender(connection, "jobs");

      client.next(EventType.LINK_OPENED);
    }
    assertThat(server.next()).startsWith("put jobs token");
  }

  @Test
  void aLinkThatIsClosedWhileItWaitsDoesNotAttach() throws Exception {
    CountDownLatch asking = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Recorder peer = new Recorder(EventType.LINK_OPENED);
    try (Loopback loopback = new Loopback(peer, client)) {
      Connection connection =
          loopback.client.connect(
              loopback.url(),
              with(
                  request -> {
                    asking.countDown();
                    closed.await();
                    return null;
                  }));
      Sender sender = loopback.client.createSender(connection, "jobs");
      asking.await();

      sender.close();
      loopback.client.createSender(connection, "others");
      // Behind both on the container's loop: the link is closed before the provider answers.
      loopback.client.execute(closed::countDown);

      client.next(EventType.LINK_OPENED);
      assertThat(peer.next(EventType.LINK_OPENED).link().remoteTarget())
          .isEqualTo(Target.of("others"));
    }
  }

  @Test
  void noTokenIsInAnyText() {
    CbsToken token = CbsToken.of(CbsToken.SAS, "amqps://x/y", "geheim", null);

    assertThat(token + " " + with(request -> token))
        .contains("amqps://x/y")
        .doesNotContain("geheim");
  }

  @Test
  void aTokenOfCharactersIsCopiedAndCanBeWiped() {
    char[] own = "geheim".toCharArray();
    CbsToken token = CbsToken.of(CbsToken.JWT, "amqps://x/y", own, null);
    own[0] = 'x';
    String before = token.token();

    token.wipe();

    assertThat(before).isEqualTo("geheim");
    assertThat(token.token()).isEmpty();
    assertThat(token.toString()).doesNotContain("geheim");
  }

  @Test
  void aTokenOfNoCharactersIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CbsToken.of(CbsToken.JWT, "amqps://x/y", new char[0], null));
  }
}
