// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.Binary;

/** What a peer reports when the script is not kept to. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScriptFailureTest {

  private static final Duration SHORT = Duration.ofMillis(50);

  private ScriptedPeer peer;
  private RawClient client;

  @BeforeEach
  void connect() throws Exception {
    peer = ScriptedPeer.listen();
    client = new RawClient(peer.port());
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    // Its failure was thrown before, so this throws none.
    peer.close();
  }

  @Test
  void wrongFieldIsReportedWithStepExpectationAndFrame() throws Exception {
    peer.expectAmqpHeader().expectOpen().withContainerId("right").respond().expectBegin();

    client.exchange(ProtocolHeader.AMQP);
    client.send(0, RawClient.open("wrong"));

    assertThatThrownBy(() -> peer.waitForScriptToComplete())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("script step 2 of 3, expect Open with container-id right")
        .hasMessageContaining("expected the container-id right but was wrong")
        .hasMessageContaining("received on connection 1: channel 0 Open[containerId=wrong")
        .hasMessageContaining("HERE 2 expect Open");
  }

  @Test
  void failureIsToldToTheOtherEndWithACloseAndTheConnectionDropped() throws Exception {
    peer.expectAmqpHeader().expectOpen().withContainerId("right").respond();

    client.exchange(ProtocolHeader.AMQP);
    client.send(0, RawClient.open("wrong"));
    Close close = client.take(Close.class);
    Received end = client.take();

    assertThat(close.error()).isNotNull();
    assertThat(close.error().description()).contains("expected the container-id right");
    assertThat(end).isInstanceOf(Received.Closed.class);
    assertThatThrownBy(() -> peer.close()).hasMessageContaining("container-id right");
  }

  @Test
  void wrongFrameIsReported() throws Exception {
    peer.expectAmqpHeader().expectOpen();

    client.exchange(ProtocolHeader.AMQP);
    client.send(5, RawClient.begin());

    assertThatThrownBy(() -> peer.waitForScriptToComplete())
        .hasMessageContaining("expected Open but was something else")
        .hasMessageContaining("channel 5 Begin[");
  }

  @Test
  void failedAssertionIsReported() throws Exception {
    peer.expectAmqpHeader();
    peer.expectOpen().satisfying(open -> assertThat(open.channelMax()).isEqualTo(1));

    client.exchange(ProtocolHeader.AMQP);
    client.send(0, RawClient.open("c"));

    assertThatThrownBy(() -> peer.waitForScriptToComplete()).hasMessageContaining("255");
  }

  @Test
  void surplusFrameIsReported() throws Exception {
    peer.expectAmqpHeader().expectOpen().respond();

    client.exchange(ProtocolHeader.AMQP);
    client.send(0, RawClient.open("c"));
    client.send(1, RawClient.begin());
    client.take(Open.class);
    peer.takeFrame(Duration.ofSeconds(10));
    peer.takeFrame(Duration.ofSeconds(10));

    assertThatThrownBy(() -> peer.close())
        .hasMessageContaining("behind the 2 steps of the script")
        .hasMessageContaining("received without a step for it")
        .hasMessageContaining("channel 1 Begin[");
  }

  @Test
  void frameLeftOverFromTheConnectionBeforeIsReported() throws Exception {
    peer.expectAmqpHeader().expectOpen();
    peer.expectConnection();

    client.exchange(ProtocolHeader.AMQP);
    client.sendBytes(
        concat(
            FrameOutput.amqp(0, RawClient.open("c"), Binary.EMPTY),
            FrameOutput.amqp(0, RawClient.begin(), Binary.EMPTY)));
    peer.takeFrame(Duration.ofSeconds(10));
    peer.takeFrame(Duration.ofSeconds(10));
    client.close();
    client = new RawClient(peer.port());

    assertThatThrownBy(() -> peer.waitForScriptToComplete()).hasMessageContaining("Begin[");
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Test
  void missingFrameIsReportedWithThePlaceOfTheScript() throws Exception {
    peer.expectAmqpHeader().expectOpen().respond();

    client.exchange(ProtocolHeader.AMQP);

    assertThatThrownBy(() -> peer.waitForScriptToComplete(SHORT))
        .hasMessageContaining("script step 2 of 2, expect Open: was not played within 50 ms")
        .hasMessageContaining("on connection 1");
  }

  @Test
  void lostConnectionIsReported() throws Exception {
    peer.expectAmqpHeader().expectOpen();

    client.exchange(ProtocolHeader.AMQP);
    client.close();

    assertThatThrownBy(() -> peer.waitForScriptToComplete())
        .hasMessageContaining("the end of the connection");
  }

  @Test
  void octetsThatAreNoAmqpAreReported() throws Exception {
    peer.expectAmqpHeader();

    client.sendBytes("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));

    assertThatThrownBy(() -> peer.waitForScriptToComplete())
        .hasMessageContaining("octets that are no AMQP");
  }

  @Test
  void linkThatIsNotThereIsReported() throws Exception {
    peer.expectAmqpHeader().grantCredit(1);

    client.exchange(ProtocolHeader.AMQP);

    assertThatThrownBy(() -> peer.waitForScriptToComplete())
        .hasMessageContaining("send flow")
        .hasMessageContaining("there is no link for it");
  }

  @Test
  void sayingMoreOfAStepThatWasEndedIsRefused() {
    ExpectOpen open = peer.allowSurplus().expectOpen().optional();
    open.respond();

    assertThatThrownBy(() -> open.withContainerId("late"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expect perhaps Open");
  }

  @Test
  void stepIsNotPlayedHalfSaid() throws Exception {
    peer.expectAmqpHeader();
    ExpectOpen open = peer.expectOpen();
    client.exchange(ProtocolHeader.AMQP);
    client.send(0, RawClient.open("c"));

    open.withContainerId("c").respondWith(o -> o.withContainerId("whole"));

    assertThat(client.take(Open.class).containerId()).isEqualTo("whole");
    peer.waitForScriptToComplete();
  }

  @Test
  void failureIsThrownOnceOnly() throws Exception {
    peer.expectAmqpHeader().expectOpen();
    client.exchange(ProtocolHeader.AMQP);
    client.send(0, RawClient.begin());

    assertThatThrownBy(() -> peer.waitForScriptToComplete()).isInstanceOf(AssertionError.class);

    peer.close();
  }

  @Test
  void otherFrameThanTakenIsReported() throws Exception {
    peer.allowSurplus().expectAmqpHeader();

    client.exchange(ProtocolHeader.AMQP);
    client.send(0, RawClient.open("c"));
    ReceivedFrame frame = peer.takeFrame(Duration.ofSeconds(10));

    assertThatThrownBy(() -> frame.performative(Flow.class))
        .hasMessageContaining("expected Flow but received ReceivedFrame[connection=1, channel=0");
    assertThatThrownBy(() -> peer.takeFrame(SHORT))
        .hasMessageContaining("no frame came within 50 ms");
  }
}
