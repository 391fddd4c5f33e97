// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelPipeline;
import java.util.function.Consumer;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameSink;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.ValueReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the octets that go one way over a socket, at TRACE. It stands behind SASL, so no password
 * passes; octets among which there may be a token for a node are counted only.
 *
 * <p>Confined to the channel's event loop.
 */
final class OctetTrace implements Consumer<ByteBuf>, FrameSink {

  static final String NAME = "trace";

  private static final Logger LOG = LoggerFactory.getLogger("org.postrider.trace.bytes");

  private final String label;
  private final Consumer<String> log;
  private final FrameDecoder decoder = new FrameDecoder(SocketTrace.MAX_FRAME_OCTETS);
  private final ValueReader reader = new ValueReader(AmqpTypes.TABLE);
  private final TokenLinks tokens;

  /** Since some octets were no frames, after which nobody knows what links there are. */
  private boolean broken;

  /** Among the octets at hand. */
  private boolean secret;

  private OctetTrace(String label, Consumer<String> log, TokenLinks tokens) {
    this.tokens = tokens;
    this.label = label;
    this.log = log;
  }

  /**
   * A trace of one socket.
   *
   * @param log takes a text of some lines
   */
  static SocketTrace of(String socket, Consumer<String> log) {
    TokenLinks tokens = new TokenLinks();
    return new SocketTrace(
        new OctetTrace(socket + " <-", log, tokens),
        new OctetTrace(socket + " ->", log, tokens.ofOtherWay()));
  }

  /** Adds a trace, if anybody would read it. */
  static void addTo(ChannelPipeline pipeline) {
    if (LOG.isTraceEnabled()) {
      String socket = pipeline.channel().id().asShortText();
      pipeline.addLast(NAME, of(socket, text -> LOG.trace("{}", text)));
    }
  }

  @Override
  public void accept(ByteBuf octets) {
    String place = label + " " + octets.readableBytes() + " octets";
    if (mayBeShown(octets)) {
      log.accept(place + "\n" + ByteBufUtil.prettyHexDump(octets));
    } else {
      log.accept(place + ", not shown: there may be a token among them");
    }
  }

  private boolean mayBeShown(ByteBuf octets) {
    secret = false;
    if (!broken) {
      try {
        decoder.decode(octets.duplicate(), this);
      } catch (DecodeException undecodable) {
        broken = true;
      }
    }
    // A frame's beginning does not always tell to which link it goes.
    boolean unknown = !tokens.isEmpty() && (broken || decoder.isWithinFrame());
    return !secret && !unknown;
  }

  @Override
  public boolean protocolHeader(ProtocolHeader header) {
    return true;
  }

  @Override
  public boolean frame(int type, int channel, ByteBuf body, int length) {
    if (length > 0) {
      byte[] octets = ByteBufUtil.getBytes(body, body.readerIndex(), length);
      Object performative = reader.reset(octets).readObject();
      secret |= performative instanceof Transfer transfer && tokens.carry(channel, transfer);
      secret |= tokens.shown(channel, performative) != performative;
      tokens.note(channel, performative);
    }
    return true;
  }
}
