// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.fault;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import java.net.URI;
import org.postrider.tck.ProviderUnderTest;
import org.postrider.testpeer.FaultyWire;
import org.postrider.testpeer.WireDirection;

/**
 * Plays a conversation with a broker again and again, each time over a wire that is cut behind
 * another frame, until it ends before the cut.
 *
 * <p>Confined to the test's thread.
 */
final class CutWire {

  /** Whose frames are counted. */
  enum Side {
    CLIENT,
    BROKER;

    private WireDirection of(FaultyWire wire) {
      return this == CLIENT ? wire.clientToServer() : wire.serverToClient();
    }
  }

  /** What an application does with a connection that is sought again; it closes it at the end. */
  interface Conversation {
    void play(Connection connection) throws Exception;
  }

  /**
   * A receive whose time is over asks the broker no more: that would hide that it had stood still.
   */
  private static final String OPTIONS = "?failover.maxReconnectDelay=50&jms.receiveLocalOnly=true";

  private final int brokerPort;
  private final Side side;
  private String options = "";

  CutWire(String brokerUrl, Side side) {
    this.brokerPort = URI.create(brokerUrl).getPort();
    this.side = side;
  }

  /** Has connections made with options, as they stand in an URI. */
  CutWire with(String more) {
    options = more.isEmpty() ? "" : "&" + more;
    return this;
  }

  /**
   * Plays it with a cut behind each frame; there must be so many at least. One that had all that it
   * needed before its cut came to it says nothing of those behind it.
   */
  void cutEverywhere(int least, Conversation conversation) {
    int cuts = 0;
    int whole = 0;
    for (int frames = 1; whole < 2; frames++) {
      if (playCutBehind(frames, conversation)) {
        cuts++;
        whole = 0;
      } else {
        whole++;
      }
    }
    assertThat(cuts).isGreaterThanOrEqualTo(least);
  }

  /** Gives whether the cut was within the conversation. */
  private boolean playCutBehind(int frame, Conversation conversation) {
    try (FaultyWire wire = FaultyWire.to(brokerPort)) {
      side.of(wire).cutAfterFrames(frame);
      String id = wire.port() + "-" + frame;
      String uri = "failover:(" + wire.uri() + ")" + OPTIONS + "&jms.clientID=" + id + options;
      try (Connection connection = ProviderUnderTest.connectionFactory(uri).createConnection()) {
        connection.start();
        conversation.play(connection);
      }
      return wire.connections() > 1;
    } catch (Exception | AssertionError failed) {
      throw new AssertionError("cut behind frame " + frame + " of the " + side, failed);
    }
  }
}
