// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.testpeer.FaultyWire;
import org.postrider.testpeer.ScriptedPeer;
import org.postrider.testpeer.TestPayload;

/** The sample in the test peer's README: it passes, and what stands there is what passes. */
@Timeout(60)
class TestPeerSampleTest {

  private static final Path README = Path.of("..", "test-peer", "README.md");
  private static final Path SOURCE =
      Path.of("src", "test", "java", "org", "postrider", "amqp", "TestPeerSampleTest.java");

  private static final Pattern SAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  /** The program of the sample. */
  private static final class Shop {

    private final CompletableFuture<Delivery> accepted = new CompletableFuture<>();
    private final Container container =
        new Container(
            new MessagingHandler() {
              @Override
              public void onAccepted(Event event) {
                accepted.complete(event.delivery());
              }
            },
            "shop");
    private final Sender sender;

    Shop(String uri) {
      sender = container.createSender(container.connect(uri), "orders");
      container.start();
    }

    void order(String what) throws Exception {
      Delivery sent = sender.send(new Message(what));
      assertThat(accepted.get(10, TimeUnit.SECONDS)).isSameAs(sent);
    }

    void close() throws InterruptedException {
      container.stop();
      assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void sendIsConfirmedAfterAReconnect() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen();
        FaultyWire wire = FaultyWire.to(peer.port())) {
      // Script: the first connection is cut behind the peer's open, the second one works.
      wire.serverToClient().cutAfterFrames(3); // sasl-mechanisms, sasl-outcome, open
      peer.ignore(Begin.class).ignore(Attach.class); // the client may be that fast, or not
      peer.expectSaslAnonymous().expectOpen().respond().expectDisconnect();
      peer.expectConnection();
      peer.expectSaslAnonymous();
      peer.expectOpen().withContainerId("shop").respondWith(open -> open.withMaxFrameSize(4096));
      peer.expectBegin().respond();
      peer.expectAttach().ofSender().withTargetAddress("orders").respond().grantCredit(10);
      peer.expectTransfer().unsettled().withPayload(TestPayload.text("one book")).respondAccepted();
      peer.expectClose().respond();

      // Play: your program, connected to wire.uri().
      Shop shop = new Shop(wire.uri());
      shop.order("one book");
      shop.close();

      // Verify.
      peer.waitForScriptToComplete();
      assertThat(wire.connections()).isEqualTo(2);
    }
  }

  @Test
  void theReadmeShowsThatTest() throws Exception {
    Matcher sample = SAMPLE.matcher(Files.readString(README));

    assertThat(sample.find()).isTrue();
    assertThat(withoutBlanks(Files.readString(SOURCE))).contains(withoutBlanks(sample.group(1)));
  }

  private static String withoutBlanks(String text) {
    return text.replaceAll("\\s", "");
  }
}
