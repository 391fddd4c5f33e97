// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.FrameSink;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.sasl.SaslChallenge;
import org.postrider.codec.sasl.SaslCode;
import org.postrider.codec.sasl.SaslFrameHandler;
import org.postrider.codec.sasl.SaslInit;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.sasl.SaslOutcome;
import org.postrider.codec.sasl.SaslResponse;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.DecodeException;
import org.postrider.transport.auth.AuthenticationException.Reason;
import org.postrider.transport.engine.Transitions;

/**
 * The server's side of the SASL layer (AMQP 5.3.2): ANONYMOUS, PLAIN, or none where that is
 * allowed.
 *
 * <p>Confined to the thread that feeds it.
 */
public final class SaslServerNegotiation implements SaslNegotiation {

  enum State {
    HEADER_EXPECTED,
    INIT_EXPECTED,
    RESPONSE_EXPECTED,
    DECIDING,
    SUCCEEDED,
    FAILED
  }

  enum Event {
    AMQP_HEADER,
    SASL_HEADER,
    INIT,
    RESPONSE,
    CHALLENGE_SENT,
    ACCEPTED,
    REFUSED
  }

  static final Transitions<State, Event> TRANSITIONS =
      Transitions.of("SaslServer", State.class, Event.class)
          .on(State.HEADER_EXPECTED, Event.AMQP_HEADER, State.SUCCEEDED)
          .on(State.HEADER_EXPECTED, Event.SASL_HEADER, State.INIT_EXPECTED)
          .on(State.INIT_EXPECTED, Event.INIT, State.DECIDING)
          .on(State.DECIDING, Event.CHALLENGE_SENT, State.RESPONSE_EXPECTED)
          .on(State.RESPONSE_EXPECTED, Event.RESPONSE, State.DECIDING)
          .on(State.DECIDING, Event.ACCEPTED, State.SUCCEEDED)
          .on(State.DECIDING, Event.REFUSED, State.FAILED);

  private final SaslServerSettings settings;
  private final SaslFrames frames = new SaslFrames();
  private final Received received = new Received();
  private State state = State.HEADER_EXPECTED;
  private byte[] amqpPrefix = {};
  private @Nullable String user;
  private @Nullable AuthenticationException failure;

  /** A negotiation for one socket. */
  public SaslServerNegotiation(SaslServerSettings settings) {
    this.settings = settings;
  }

  @Override
  public void start() {
    // The client has the first word.
  }

  @Override
  public void input(ByteBuf in) {
    if (status() != SaslStatus.NEGOTIATING) {
      return;
    }
    try {
      frames.decode(in, received);
    } catch (DecodeException e) {
      if (state == State.HEADER_EXPECTED) {
        // AMQP 2.2: who cannot take a header answers with one that it can, and closes.
        frames.write(ProtocolHeader.SASL);
      }
      fail(AuthenticationException.of(Reason.PROTOCOL, String.valueOf(e.getMessage()), offered()));
    } catch (AuthenticationException e) {
      fail(e);
    }
  }

  @Override
  public @Nullable Runnable takeTask() {
    return null;
  }

  @Override
  public @Nullable String work() {
    return null;
  }

  @Override
  public void taskDone() {
    throw new IllegalStateException("no task was taken");
  }

  @Override
  public void inputClosed() {
    if (status() == SaslStatus.NEGOTIATING) {
      fail(
          AuthenticationException.of(
              Reason.CLOSED, "the client closed the connection in state " + state, offered()));
    }
  }

  private List<Symbol> offered() {
    return settings.mechanisms();
  }

  private void advance(Event event) {
    if (!TRANSITIONS.allows(state, event)) {
      throw new DecodeException("SASL " + event + " is not expected in state " + state);
    }
    state = TRANSITIONS.next(state, event);
  }

  private void init(SaslInit init) {
    advance(Event.INIT);
    if (!offered().contains(init.mechanism())) {
      refuse(SaslCode.AUTH, "the client chose a mechanism that is not offered");
    } else if (init.mechanism().equals(SaslServerSettings.ANONYMOUS)) {
      accept();
    } else if (init.initialResponse() == null) {
      advance(Event.CHALLENGE_SENT);
      frames.write(new SaslChallenge(Binary.EMPTY));
    } else {
      plain(init.initialResponse());
    }
  }

  private void plain(Binary response) {
    byte[] octets = response.toByteArray();
    PlainMessage message = PlainMessage.parse(octets);
    Arrays.fill(octets, (byte) 0);
    PasswordAuthenticator authenticator = settings.authenticator();
    if (message == null || authenticator == null) {
      refuse(SaslCode.AUTH, "the client's PLAIN message is malformed");
      return;
    }
    boolean authentic;
    try {
      authentic = authenticator.authenticate(message.user(), message.password());
    } catch (RuntimeException e) {
      // What it says may hold the password: that stands in the cause only.
      refuse(SaslCode.SYS, "the authenticator failed with " + e.getClass().getSimpleName(), e);
      return;
    } finally {
      message.wipe();
    }
    if (authentic) {
      user = message.user();
      accept();
    } else {
      refuse(SaslCode.AUTH, "wrong password, or unknown user '" + Shown.user(message.user()) + "'");
    }
  }

  private void accept() {
    advance(Event.ACCEPTED);
    frames.write(new SaslOutcome(SaslCode.OK, null));
  }

  private void refuse(SaslCode code, String why) {
    refuse(code, why, null);
  }

  private void refuse(SaslCode code, String why, @Nullable Throwable cause) {
    advance(Event.REFUSED);
    frames.write(new SaslOutcome(code, null));
    AuthenticationException refusal = AuthenticationException.refused(code, why, offered(), false);
    if (cause != null) {
      refusal.initCause(cause);
    }
    throw refusal;
  }

  private void fail(AuthenticationException cause) {
    state = State.FAILED;
    failure = cause;
  }

  @Override
  public @Nullable ByteBuf takeOutput() {
    return frames.takeOutput();
  }

  @Override
  public SaslStatus status() {
    return switch (state) {
      case SUCCEEDED -> SaslStatus.SUCCEEDED;
      case FAILED -> SaslStatus.FAILED;
      default -> SaslStatus.NEGOTIATING;
    };
  }

  @Override
  public @Nullable AuthenticationException failure() {
    return failure;
  }

  @Override
  public byte[] amqpPrefix() {
    return amqpPrefix.clone();
  }

  @Override
  public @Nullable String user() {
    return user;
  }

  /** What the client sends. */
  private final class Received implements FrameSink, SaslFrameHandler {

    @Override
    public boolean protocolHeader(ProtocolHeader header) {
      if (header.equals(ProtocolHeader.SASL)) {
        advance(Event.SASL_HEADER);
        frames.write(ProtocolHeader.SASL);
        frames.write(new SaslMechanisms(offered()));
      } else if (header.equals(ProtocolHeader.AMQP) && settings.saslOptional()) {
        advance(Event.AMQP_HEADER);
        amqpPrefix = header.encode();
      } else {
        throw new DecodeException("the client began with " + header + " in place of SASL");
      }
      return status() == SaslStatus.NEGOTIATING;
    }

    @Override
    public boolean frame(int type, int channel, ByteBuf in, int length) {
      frames.decodeBody(type, in, length, this);
      return status() == SaslStatus.NEGOTIATING;
    }

    @Override
    public void init(SaslInit init) {
      SaslServerNegotiation.this.init(init);
    }

    @Override
    public void response(SaslResponse response) {
      advance(Event.RESPONSE);
      plain(response.response());
    }

    @Override
    public void mechanisms(SaslMechanisms mechanisms) {
      throw new DecodeException("the client sent sasl-mechanisms, which is the server's");
    }

    @Override
    public void challenge(SaslChallenge challenge) {
      throw new DecodeException("the client sent sasl-challenge, which is the server's");
    }

    @Override
    public void outcome(SaslOutcome outcome) {
      throw new DecodeException("the client sent sasl-outcome, which is the server's");
    }
  }
}
