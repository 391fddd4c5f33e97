// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelPipeline;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameSink;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.Printable;
import org.postrider.codec.wire.ValueReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the frames that go one way over a socket, at TRACE. It stands behind SASL, so no password
 * passes; what goes to a node that takes tokens, and what it says to that, is not shown.
 *
 * <p>Confined to the channel's event loop.
 */
final class FrameTrace implements Consumer<ByteBuf>, FrameSink {

  static final String NAME = "frames";

  private static final Logger LOG = LoggerFactory.getLogger("org.postrider.trace.frames");

  private final String label;
  private final int payloadLimit;
  private final Consumer<String> log;
  private final FrameDecoder decoder = new FrameDecoder(SocketTrace.MAX_FRAME_OCTETS);
  private final ValueReader reader = new ValueReader(AmqpTypes.TABLE);

  private final TokenLinks tokens;
  private boolean broken;

  private FrameTrace(String label, int payloadLimit, Consumer<String> log, TokenLinks tokens) {
    this.tokens = tokens;
    this.label = label;
    this.payloadLimit = payloadLimit;
    this.log = log;
  }

  /**
   * A trace of one socket.
   *
   * @param payloadLimit how many octets of a payload are shown
   * @param log takes a line
   */
  static SocketTrace of(String socket, int payloadLimit, Consumer<String> log) {
    TokenLinks tokens = new TokenLinks();
    return new SocketTrace(
        new FrameTrace(socket + " <-", payloadLimit, log, tokens),
        new FrameTrace(socket + " ->", payloadLimit, log, tokens.ofOtherWay()));
  }

  /** Adds a trace, if anybody would read it. */
  static void addTo(ChannelPipeline pipeline, int payloadLimit) {
    if (LOG.isTraceEnabled()) {
      String socket = pipeline.channel().id().asShortText();
      pipeline.addLast(NAME, of(socket, payloadLimit, line -> LOG.trace("{}", line)));
    }
  }

  @Override
  public void accept(ByteBuf octets) {
    if (broken) {
      return;
    }
    try {
      decoder.decode(octets.duplicate(), this);
    } catch (DecodeException undecodable) {
      // The engine tells the peer; from here on nobody knows where a frame begins.
      broken = true;
      log.accept(label + " undecodable: " + undecodable.getMessage());
    }
  }

  @Override
  public boolean protocolHeader(ProtocolHeader header) {
    log.accept(label + " " + header);
    return true;
  }

  @Override
  public boolean frame(int type, int channel, ByteBuf in, int length) {
    String place = label + " " + channel + " ";
    if (length == 0) {
      log.accept(place + "empty");
      return true;
    }
    byte[] body = ByteBufUtil.getBytes(in, in.readerIndex(), length);
    Object performative = reader.reset(body).readObject();
    if (performative instanceof Transfer transfer) {
      String payload =
          tokens.carry(channel, transfer) ? "(may hold a token)" : shown(body, reader.position());
      int octets = length - reader.position();
      log.accept(place + onOneLine(performative) + " and " + octets + " octets " + payload);
    } else {
      log.accept(place + onOneLine(tokens.shown(channel, performative)));
      tokens.note(channel, performative);
    }
    return true;
  }

  /** What the peer has written into names, addresses and properties must not look like a line. */
  private static String onOneLine(@Nullable Object performative) {
    String text = String.valueOf(performative);
    return Printable.of(text, text.length());
  }

  private String shown(byte[] body, int from) {
    int end = from + Math.min(payloadLimit, body.length - from);
    StringBuilder text = new StringBuilder().append('"');
    for (int i = from; i < end; i++) {
      char c = (char) (body[i] & 0xFF);
      boolean plain = c >= ' ' && c <= '~' && c != '\\' && c != '"';
      text.append(plain ? String.valueOf(c) : String.format("\\x%02x", (int) c));
    }
    return text.append(end < body.length ? "\"…" : "\"").toString();
  }
}
