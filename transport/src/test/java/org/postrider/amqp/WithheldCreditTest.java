// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.testpeer.ScriptedPeer;

/** What the log says of a receiver that gets no more credit. */
@Timeout(60)
class WithheldCreditTest {

  private static final String NAME = "link\n[main] WARN all is lost";

  private static MessagingHandler holding() {
    return new MessagingHandler() {
      @Override
      public void onLinkOpening(Event event) {
        event.receiver().open("q", new ReceiverOptions().autoAccept(false).credit(10));
      }
    };
  }

  private static void exceedTheLimit() {
    Container server = new Container();
    Acceptor acceptor =
        server.listen(
            "amqp://127.0.0.1:0",
            new ConnectionOptions().handler(holding()).maxWaitingSize(10_000));
    server.start();
    try (ScriptedPeer peer = ScriptedPeer.connectTo(acceptor.port())) {
      peer.connectWithSaslAnonymous().remoteOpen().withContainerId("peer").send();
      peer.expectOpen();
      peer.remoteBegin().send().expectBegin();
      peer.remoteAttach()
          .withName(NAME)
          .asSender()
          .withSourceAddress("s")
          .withTargetAddress("q")
          .send();
      peer.expectAttach().ofReceiver();
      peer.expectFlow().withLinkCredit(10);
      peer.remoteTransfer().withText("x".repeat(20_000)).send();
      peer.expectFlow().withLinkCredit(0);

      peer.waitForScriptToComplete();
    } finally {
      server.stop();
    }
  }

  @Test
  void aPeersNameStaysOnItsLine() {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      exceedTheLimit();
    } finally {
      System.setErr(before);
    }

    assertThat(log.toString(StandardCharsets.UTF_8).lines())
        .anyMatch(line -> line.contains("receiver link?") && line.contains("are not settled"))
        .noneMatch(line -> line.startsWith("[main] WARN all is lost"));
  }
}
