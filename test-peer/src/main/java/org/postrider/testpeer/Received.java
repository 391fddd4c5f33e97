// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.sasl.SaslFrameBody;
import org.postrider.codec.value.Binary;

/** What a connection brought. Immutable. */
sealed interface Received {

  /** As it is named in the report of a failure. */
  String text();

  /** A protocol header. */
  record Header(ProtocolHeader header) implements Received {
    @Override
    public String text() {
      return header.toString();
    }
  }

  /** A frame with a performative; the payload is empty but for a transfer. */
  record Frame(int channel, Performative performative, Binary payload) implements Received {
    @Override
    public String text() {
      String behind = payload.length() == 0 ? "" : " with the payload " + payload;
      return "channel " + channel + " " + performative + behind;
    }
  }

  /** A frame of the SASL layer. */
  record Sasl(SaslFrameBody body) implements Received {
    @Override
    public String text() {
      return body.toString();
    }
  }

  /** A frame without a body. */
  record Empty(int channel) implements Received {
    @Override
    public String text() {
      return "channel " + channel + " empty frame";
    }
  }

  /** Octets that are no AMQP. */
  record Malformed(String why) implements Received {
    @Override
    public String text() {
      return "octets that are no AMQP: " + why;
    }
  }

  /** The end of the connection. */
  record Closed(String how) implements Received {
    @Override
    public String text() {
      return "the end of the connection (" + how + ")";
    }
  }
}
