// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.Transfer;

/** Both tools together, as users of an AMQP library have them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PeerBehindWireTest {

  @Test
  void scriptIsPlayedOctetByOctet() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen();
        FaultyWire wire = FaultyWire.to(peer.port())) {
      wire.clientToServer().chunk(1);
      wire.serverToClient().chunk(1);
      peer.expectSaslAnonymous().expectOpen().respond().expectBegin().respond();
      peer.expectAttach().ofReceiver().respond().expectFlow().withLinkCredit(1);
      peer.remoteTransfer().withText("x".repeat(300)).send();

      try (RawClient client = new RawClient(wire.port())) {
        client.connectAnonymously();
        client.send(0, RawClient.open("c"));
        client.take(Open.class);
        client.send(0, RawClient.begin());
        client.take();
        client.send(0, RawClient.attach("r", 0, Role.RECEIVER));
        client.take(Attach.class);
        client.send(0, RawClient.credit(0, 0, 1));
        client.take(Transfer.class);
      }

      peer.waitForScriptToComplete();
      await().untilAsserted(() -> assertThat(wire.clientToServer().frames()).isEqualTo(5));
    }
  }

  @Test
  void clientComesBackAfterACutWithinItsOpen() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen();
        FaultyWire wire = FaultyWire.to(peer.port())) {
      wire.serverToClient().cutAfterFrames(1);
      peer.expectAmqpHeader().expectOpen().respond().expectDisconnect();
      peer.expectConnection().expectAmqpHeader().expectOpen().respond();

      try (RawClient client = new RawClient(wire.port())) {
        client.exchange(ProtocolHeader.AMQP);
        client.send(0, RawClient.open("c"));
        client.take(Open.class);
        assertThat(client.take()).isInstanceOf(Received.Closed.class);
      }
      try (RawClient client = new RawClient(wire.port())) {
        client.exchange(ProtocolHeader.AMQP);
        client.send(0, RawClient.open("c"));
        client.take(Open.class);
      }

      peer.waitForScriptToComplete();
      assertThat(peer.connections()).isEqualTo(2);
    }
  }
}
