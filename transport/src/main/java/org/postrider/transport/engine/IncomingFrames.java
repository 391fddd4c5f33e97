// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameSink;
import org.postrider.codec.frame.PerformativeDecoder;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.DispositionView;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.FlowView;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.PerformativeHandler;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/**
 * Brings each frame of the peer to the connection or session that it is for, and punishes mistakes
 * where they break the least (AMQP 2.8.15).
 *
 * <p>Confined to the engine's thread.
 */
final class IncomingFrames implements FrameSink, PerformativeHandler {

  private final ConnectionEngine connection;
  private final PerformativeDecoder decoder = new PerformativeDecoder();
  private int frameOctets;

  // Since they were asked for last.
  private int dispositions;
  private int others;

  IncomingFrames(ConnectionEngine connection) {
    this.connection = connection;
  }

  /** Whether dispositions came since this was asked last, and nothing else. */
  boolean takeOnlyDispositions() {
    boolean only = dispositions > 0 && others == 0;
    dispositions = 0;
    others = 0;
    return only;
  }

  @Override
  public boolean protocolHeader(ProtocolHeader header) {
    connection.headerReceived(header);
    return !connection.isFinished();
  }

  @Override
  public boolean frame(int type, int channel, ByteBuf in, int length) {
    if (type != FrameDecoder.AMQP_TYPE) {
      throw ProtocolViolation.ofConnection(
          ErrorConditions.FRAMING_ERROR, "frame of type " + type + " after the SASL layer");
    }
    try {
      connection.sessions().channels().check(channel);
      frameOctets = length;
      others++;
      decoder.decode(channel, in, length, this);
    } catch (ProtocolViolation violation) {
      punish(violation);
    } catch (EngineException forbidden) {
      punish(channel, forbidden.error());
    } catch (IllegalTransition illegal) {
      connection.fail(new AmqpError(ErrorConditions.ILLEGAL_STATE, illegal.getMessage()));
    }
    return goesOn();
  }

  /** What follows an open waits until it is answered. */
  private boolean goesOn() {
    return !connection.isFinished() && !connection.awaitsOurOpen();
  }

  /** Closes the smallest thing that a mistake breaks. */
  void punish(ProtocolViolation violation) {
    if (violation.link() != null) {
      violation.link().fail(violation.error());
    } else if (violation.session() != null) {
      violation.session().fail(violation.error());
    } else {
      connection.fail(violation.error());
    }
  }

  /** AMQP 2.7.1: for the answer to what the peer asked for its own limits leave no room. */
  private void punish(int channel, AmqpError error) {
    SessionEndpoint session = connection.sessions().channels().remote(channel);
    if (session != null && session.state() == SessionState.MAPPED) {
      session.fail(error);
    } else {
      connection.fail(error);
    }
  }

  @Override
  public void open(int channel, Open open) {
    if (!connection.isClosing() || connection.state() == ConnectionState.CLOSE_PIPE) {
      if (channel != 0) {
        throw violation(ErrorConditions.NOT_ALLOWED, "open on channel " + channel);
      }
      connection.remoteOpened(open);
    }
  }

  @Override
  public void begin(int channel, Begin begin) {
    if (ignores()) {
      return;
    }
    if (connection.sessions().channels().remote(channel) != null) {
      throw violation(ErrorConditions.NOT_ALLOWED, "begin on channel " + channel + ", in use");
    }
    if (begin.remoteChannel() >= 0) {
      SessionEndpoint session = connection.sessions().channels().local(begin.remoteChannel());
      if (session == null) {
        throw violation(
            ErrorConditions.NOT_ALLOWED,
            "begin answers channel " + begin.remoteChannel() + ", where none was sent");
      }
      connection.sessions().channels().putRemote(channel, session);
      session.remoteBegun(channel, begin);
    } else {
      SessionEndpoint session = new SessionEndpoint(connection, connection.output(), true);
      connection.sessions().remember(session);
      connection.sessions().channels().putRemote(channel, session);
      session.remoteBegun(channel, begin);
      connection.listener().sessionBegun(session);
      if (session.state() == SessionState.BEGIN_RCVD) {
        session.begin();
      }
    }
  }

  @Override
  public void attach(int channel, Attach attach) {
    SessionEndpoint session = session(channel);
    if (session != null) {
      session.attached(attach, PeerHoldings.attachOctets(frameOctets, decoder.values()));
    } else if (!connection.isClosing()) {
      Objects.requireNonNull(connection.sessions().channels().remote(channel))
          .heldEnd()
          .attached(attach);
    }
  }

  @Override
  public void flow(int channel, FlowView flow) {
    SessionEndpoint session = session(channel);
    if (session != null) {
      session.flowed(flow);
    }
  }

  @Override
  public void transfer(int channel, TransferView transfer, ByteBuf payload, int length) {
    SessionEndpoint session = session(channel);
    if (session != null) {
      session.transferred(transfer, payload, length);
    }
  }

  @Override
  public void disposition(int channel, DispositionView disposition) {
    others--;
    dispositions++;
    SessionEndpoint session = session(channel);
    if (session != null) {
      session.disposed(disposition);
    }
  }

  @Override
  public void detach(int channel, Detach detach) {
    SessionEndpoint session = session(channel);
    if (session != null) {
      session.detached(detach);
    }
  }

  @Override
  public void end(int channel, End end) {
    if (ignores()) {
      return;
    }
    SessionEndpoint session = connection.sessions().channels().remote(channel);
    if (session == null) {
      throw violation(ErrorConditions.NOT_ALLOWED, "end on channel " + channel + ", not begun");
    }
    session.remoteEnded(end.error());
  }

  @Override
  public void close(int channel, Close close) {
    connection.remoteClosed(close.error());
  }

  @Override
  public void empty(int channel) {
    // That it came is all it says.
  }

  /** The session of a channel; null where the frame is to be discarded. */
  private @Nullable SessionEndpoint session(int channel) {
    if (ignores()) {
      return null;
    }
    SessionEndpoint session = connection.sessions().channels().remote(channel);
    if (session == null) {
      throw violation(ErrorConditions.NOT_ALLOWED, "frame on channel " + channel + ", not begun");
    }
    // AMQP 2.5.5: what comes after our end is discarded until the peer's end.
    return session.state() == SessionState.MAPPED || session.state() == SessionState.BEGIN_RCVD
        ? session
        : null;
  }

  /** After our close only the peer's matters; before the opens only an open does. */
  private boolean ignores() {
    if (connection.isClosing()) {
      return true;
    }
    if (connection.remoteOpen() == null) {
      throw violation(ErrorConditions.ILLEGAL_STATE, "frame before the open");
    }
    return false;
  }

  private static ProtocolViolation violation(Symbol condition, String message) {
    return ProtocolViolation.ofConnection(condition, message);
  }
}
