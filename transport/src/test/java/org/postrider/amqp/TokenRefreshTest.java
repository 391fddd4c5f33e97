// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.CredentialsProvider;
import org.postrider.testpeer.ScriptedPeer;

/** Tokens that end while a connection is down. */
@Timeout(60)
class TokenRefreshTest {

  private final AtomicInteger asked = new AtomicInteger();
  private final Recorder client =
      new Recorder(
          EventType.CONNECTION_OPENED, EventType.TRANSPORT_ERROR, EventType.RECONNECT_GAVE_UP);

  private static byte[] xoauth2(String token) {
    return ("user=u\u0001auth=Bearer " + token + "\u0001\u0001").getBytes(UTF_8);
  }

  private static Credentials token(String token, Duration left) {
    return Credentials.ofToken("u", token.toCharArray(), Instant.now().plus(left));
  }

  private Container connect(ScriptedPeer peer, CredentialsProvider provider) {
    Container container = new Container(client);
    container.start();
    container.connect(peer.uri(), new ConnectionOptions().credentials(provider));
    return container;
  }

  @Test
  void aTokenThatEndedDuringAnOutageDoesNotEndTheTries() {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.expectSasl().offering("XOAUTH2").withInitialResponse(xoauth2("token1")).succeed();
      peer.expectOpen().respond();
      peer.dropConnection();
      // The broker no longer takes the first token.
      peer.expectConnection();
      peer.expectSasl().offering("XOAUTH2").withInitialResponse(xoauth2("token1")).fail();
      peer.expectConnection();
      peer.expectSasl().offering("XOAUTH2").withInitialResponse(xoauth2("token2")).succeed();
      peer.expectOpen().respond();
      peer.allowSurplus();
      Container container =
          connect(
              peer,
              request ->
                  token(asked.incrementAndGet() < 3 ? "token1" : "token2", Duration.ofHours(1)));
      try {
        client.inOrder(EventType.CONNECTION_OPENED, EventType.TRANSPORT_ERROR);
        assertThat(client.next(EventType.TRANSPORT_ERROR).condition())
            .isEqualTo(ErrorConditions.UNAUTHORIZED_ACCESS);
        client.next(EventType.CONNECTION_OPENED);
      } finally {
        container.stop();
      }
    }
  }

  @Test
  void theSameTokenRefusedTwiceEndsTheTries() {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.expectSasl().offering("XOAUTH2").fail();
      peer.expectConnection();
      peer.expectSasl().offering("XOAUTH2").fail();
      Container container = connect(peer, request -> token("token", Duration.ofHours(1)));
      try {
        client.inOrder(
            EventType.TRANSPORT_ERROR, EventType.TRANSPORT_ERROR, EventType.RECONNECT_GAVE_UP);
      } finally {
        container.stop();
      }
    }
  }
}
