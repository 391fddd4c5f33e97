// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.cbs.CbsToken;
import org.postrider.cbs.CbsTokenProvider;

/** Providers that hang, and what is asked of a provider for links that are gone. */
@Timeout(60)
class CbsProviderTest {

  private final CbsServer server = new CbsServer();
  private final Recorder client = new Recorder(EventType.LINK_OPENED);
  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

  @AfterEach
  void letGo() {
    end.countDown();
  }

  private static ConnectionOptions with(CbsTokenProvider provider) {
    return new ConnectionOptions().tokens(provider);
  }

  private static CbsToken token(CbsTokenProvider.Request request, Instant expiry) {
    return CbsToken.of(CbsToken.JWT, CbsServer.AUDIENCE + request.address(), "token", expiry);
  }

  private CbsToken hang(CbsTokenProvider.Request request) {
    asked.countDown();
    try {
      end.await();
    } catch (InterruptedException given) {
      interrupted.complete(true);
      Thread.currentThread().interrupt();
    }
    return null;
  }

  private void awaitInterruption() throws Exception {
    assertThat(interrupted.get(Recorder.TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theCloseOfTheConnectionInterruptsAProvider() throws Exception {
    try (Loopback loopback = new Loopback(server, client)) {
      Connection connection = loopback.client.connect(loopback.url(), with(this::hang));
      loopback.client.createSender(connection, "jobs");
      asked.await();

      connection.close();

      awaitInterruption();
    }
  }

  @Test
  void theCloseOfTheLinkInterruptsAProvider() throws Exception {
    try (Loopback loopback = new Loopback(server, client)) {
      Connection connection = loopback.client.connect(loopback.url(), with(this::hang));
      Sender sender = loopback.client.createSender(connection, "jobs");
      asked.await();

      sender.close();

      awaitInterruption();
    }
  }

  /** Not even a provider that hangs for several connections and heeds no interrupt. */
  @Test
  void aProviderThatHangsDoesNotStarveAnother() throws Exception {
    CountDownLatch hanging = new CountDownLatch(8);
    CbsTokenProvider deaf =
        request -> {
          hanging.countDown();
          while (end.getCount() > 0) {
            try {
              end.await();
            } catch (InterruptedException ignored) {
              interrupted.complete(true);
            }
          }
          return null;
        };
    try (Loopback loopback = new Loopback(server, client)) {
      for (int i = 0; i < 4; i++) {
        Connection connection = loopback.client.connect(loopback.url(), with(deaf));
        for (int j = 0; j < 8; j++) {
          loopback.client.createSender(connection, "hangs" + j);
        }
      }
      hanging.await();

      Connection good =
          loopback.client.connect(
              loopback.url(), with(request -> token(request, Instant.now().plusSeconds(3_600))));
      loopback.client.createSender(good, "jobs");

      assertThat(client.next(EventType.LINK_OPENED).link().address()).isEqualTo("jobs");
      end.countDown();
    }
  }

  @Test
  void aTokenIsNotRenewedForALinkThatIsGone() throws Exception {
    CbsTokenProvider brief = request -> token(request, Instant.now().plusMillis(1_300));
    List<String> happened = new ArrayList<>();
    try (Loopback loopback = new Loopback(server, client)) {
      Connection connection = loopback.client.connect(loopback.url(), with(brief));
      Sender gone = loopback.client.createSender(connection, "gone");
      client.next(EventType.LINK_OPENED);
      loopback.client.createSender(connection, "kept");
      client.next(EventType.LINK_OPENED);

      gone.close();

      // The first would have been renewed before the second is for the second time.
      while (happened.stream().filter("put kept token"::equals).count() < 3) {
        happened.add(server.next());
      }
    }
    assertThat(happened).filteredOn("put gone token"::equals).hasSize(1);
  }

  @Test
  void aTokenThatNeverExpiresMayHaveTheLastInstantThereIs() throws Exception {
    try (Loopback loopback = new Loopback(server, client)) {
      Connection connection =
          loopback.client.connect(loopback.url(), with(request -> token(request, Instant.MAX)));
      loopback.client.createSender(connection, "jobs");

      client.next(EventType.LINK_OPENED);
    }
    assertThat(server.next()).isEqualTo("put jobs token");
    assertThat(server.next()).isEqualTo("attach jobs");
  }

  @Test
  void aProviderHasTheTimeOfAConnectForItsAnswer() throws Exception {
    ConnectionOptions options = with(this::hang).connectTimeout(Duration.ofSeconds(2));
    try (Loopback loopback = new Loopback(server, client)) {
      loopback.client.createSender(loopback.client.connect(loopback.url(), options), "jobs");

      awaitInterruption();
    }
  }
}
