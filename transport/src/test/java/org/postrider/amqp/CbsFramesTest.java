// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.cbs.CbsToken;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.wire.ValueReader;
import org.postrider.testpeer.ReceivedFrame;
import org.postrider.testpeer.ScriptedPeer;

/** Claims-based security, frame by frame. */
@Timeout(60)
class CbsFramesTest {

  private static final Instant EXPIRY = Instant.parse("2099-01-01T00:00:00Z");
  private static final CbsToken TOKEN =
      CbsToken.of(CbsToken.SAS, "amqps://broker.example/jobs", "SharedAccessSignature s", EXPIRY);

  @Test
  void theRequestIsAsBrokersExpectIt() throws Exception {
    Recorder client = new Recorder(EventType.LINK_OPENED);
    Container container = new Container(client);
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      expectLinksToTheNode(peer);
      peer.grantCredit(10);
      peer.expectTransfer().unsettled().respondAccepted();
      askForASender(container, peer);

      EncodedMessage request = putToken(peer);
      peer.remoteTransfer().withPayload(done(request.properties().messageId())).send();
      peer.expectAttach().ofSender().withTargetAddress("jobs").respond();
      client.next(EventType.LINK_OPENED);
      peer.allowSurplus();

      assertThat(request.properties().to()).isEqualTo("$cbs");
      assertThat(request.properties().replyTo()).startsWith("cbs-reply-");
      assertThat(request.applicationProperties())
          .isEqualTo(
              Map.of(
                  "operation", "put-token",
                  "type", "servicebus.windows.net:sastoken",
                  "name", "amqps://broker.example/jobs",
                  "expiration", new Timestamp(EXPIRY.toEpochMilli())));
      assertThat(request.value()).isEqualTo("SharedAccessSignature s");
    } finally {
      container.stop();
    }
  }

  /** Some brokers do not mind the link's max-message-size. */
  @Test
  void anAnswerThatIsTooLargeIsToldAtOnce() throws Exception {
    Recorder client = new Recorder(EventType.LINK_ERROR);
    Container container = new Container(client);
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      expectLinksToTheNode(peer);
      peer.grantCredit(10);
      peer.expectTransfer().unsettled().respondAccepted();
      askForASender(container, peer);
      putToken(peer);

      peer.remoteTransfer().withPayload(new byte[100_000]).send();
      Event error = client.next(EventType.LINK_ERROR);
      peer.allowSurplus();

      assertThat(error.description()).startsWith("$cbs answered: ").contains("max-message-size");
    } finally {
      container.stop();
    }
  }

  @Test
  void aDrainOfTheLinkToTheNodeIsAnswered() throws Exception {
    Container container = new Container(new Recorder());
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      expectLinksToTheNode(peer);
      peer.remoteFlow().withLinkCredit(10).withDrain().send();
      peer.expectTransfer().unsettled();
      askForASender(container, peer);

      Flow answer;
      do {
        ReceivedFrame frame = peer.takeFrame(Duration.ofSeconds(10));
        answer = frame.performative() instanceof Flow flow && flow.drain() ? flow : null;
      } while (answer == null);
      peer.allowSurplus();

      assertThat(answer.linkCredit()).isZero();
      assertThat(answer.deliveryCount()).isEqualTo(10);
    } finally {
      container.stop();
    }
  }

  private static void expectLinksToTheNode(ScriptedPeer peer) {
    peer.ignore(Disposition.class).ignore(Flow.class);
    peer.expectSaslAnonymous();
    peer.expectOpen().respond();
    peer.expectBegin().respond();
    peer.expectBegin().respond();
    peer.expectAttach().ofReceiver().withSourceAddress("$cbs").respond();
    peer.expectAttach().ofSender().withTargetAddress("$cbs").respond();
  }

  /** The token for its address must be put first. */
  private static void askForASender(Container container, ScriptedPeer peer) {
    container.start();
    ConnectionOptions options = new ConnectionOptions().tokens(r -> TOKEN).reconnect(false);
    container.createSender(container.connect(peer.uri(), options), "jobs");
  }

  private static EncodedMessage putToken(ScriptedPeer peer) {
    ReceivedFrame frame;
    do {
      frame = peer.takeFrame(Duration.ofSeconds(10));
    } while (!(frame.performative() instanceof Transfer));
    return new EncodedMessage(frame.payload().toByteArray(), new ValueReader(AmqpTypes.TABLE));
  }

  private static byte[] done(Object id) {
    ByteBuf encoded =
        new Message()
            .content(MessageBody.value(Binary.EMPTY))
            .correlationId(id)
            .property("status-code", 200)
            .property("status-description", "OK")
            .encode();
    byte[] octets = ByteBufUtil.getBytes(encoded);
    encoded.release();
    return octets;
  }
}
