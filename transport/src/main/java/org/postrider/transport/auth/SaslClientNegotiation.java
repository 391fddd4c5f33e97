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
 * The client's side of the SASL layer (AMQP 5.3.2).
 *
 * <p>Confined to the thread that feeds it.
 */
public final class SaslClientNegotiation implements SaslNegotiation {

  /** A server that challenges more often is refused. */
  public static final int MAX_CHALLENGES = 64;

  enum State {
    START,
    HEADER_SENT,
    HEADERS_EXCHANGED,
    INIT_SENT,
    SUCCEEDED,
    FAILED
  }

  enum Event {
    START,
    HEADER,
    MECHANISMS,
    CHALLENGE,
    OUTCOME_OK,
    OUTCOME_REFUSED
  }

  static final Transitions<State, Event> TRANSITIONS =
      Transitions.of("SaslClient", State.class, Event.class)
          .on(State.START, Event.START, State.HEADER_SENT)
          .on(State.HEADER_SENT, Event.HEADER, State.HEADERS_EXCHANGED)
          .on(State.HEADERS_EXCHANGED, Event.MECHANISMS, State.INIT_SENT)
          .on(State.INIT_SENT, Event.CHALLENGE, State.INIT_SENT)
          .on(State.INIT_SENT, Event.OUTCOME_OK, State.SUCCEEDED)
          .on(State.INIT_SENT, Event.OUTCOME_REFUSED, State.FAILED);

  private final SaslClientSettings settings;
  private final WireSecurity wire;
  private final SaslFrames frames = new SaslFrames();
  private final Received received = new Received();
  private State state = State.START;
  private List<Symbol> offered = List.of();
  private @Nullable MechanismChoice chosen;
  private int challenges;
  private @Nullable AuthenticationException failure;

  /** A negotiation for one socket. */
  public SaslClientNegotiation(SaslClientSettings settings, WireSecurity wire) {
    this.settings = settings;
    this.wire = wire;
  }

  @Override
  public void start() {
    advance(Event.START);
    frames.write(ProtocolHeader.SASL);
  }

  @Override
  public void input(ByteBuf in) {
    if (status() != SaslStatus.NEGOTIATING) {
      return;
    }
    try {
      frames.decode(in, received);
    } catch (DecodeException e) {
      String guess = state == State.HEADER_SENT ? frames.guessOfPeer() : "";
      fail(Reason.PROTOCOL, e.getMessage() + guess);
    } catch (MechanismException e) {
      fail(Reason.UNVERIFIED, mechanismName() + ": " + e.getMessage());
    } catch (AuthenticationException e) {
      fail(e);
    }
  }

  @Override
  public void inputClosed() {
    if (status() == SaslStatus.NEGOTIATING) {
      fail(
          Reason.CLOSED,
          switch (state) {
            case START, HEADER_SENT ->
                "the server closed the connection without a word; is it an AMQP 1.0 port, and"
                    + " without TLS?";
            case INIT_SENT ->
                "the server closed the connection while it authenticated by " + mechanismName();
            default -> "the server closed the connection before it offered SASL mechanisms";
          });
    }
  }

  private void advance(Event event) {
    if (!TRANSITIONS.allows(state, event)) {
      throw new DecodeException("SASL " + event + " is not expected in state " + state);
    }
    state = TRANSITIONS.next(state, event);
  }

  private void offer(SaslMechanisms mechanisms) {
    advance(Event.MECHANISMS);
    offered = mechanisms.mechanisms();
    MechanismChoice choice = MechanismChoice.choose(settings, wire, offered);
    chosen = choice;
    byte[] response = choice.mechanism().initialResponse();
    Binary initial = response == null ? null : Binary.wrap(response);
    frames.write(new SaslInit(choice.name(), initial, settings.hostname()));
    wipe(response);
  }

  private void challenge(Binary challenge) {
    advance(Event.CHALLENGE);
    if (++challenges > MAX_CHALLENGES) {
      throw new DecodeException("more than " + MAX_CHALLENGES + " SASL challenges");
    }
    byte[] response = mechanism().respond(challenge.toByteArray());
    frames.write(new SaslResponse(Binary.wrap(response)));
    wipe(response);
  }

  private void outcome(SaslOutcome outcome) {
    if (outcome.code() == SaslCode.OK) {
      if (TRANSITIONS.allows(state, Event.OUTCOME_OK)) {
        // Before the state changes: ok without the server's proof is a failure.
        Binary data = outcome.additionalData();
        mechanism().complete(data == null ? null : data.toByteArray());
      }
      advance(Event.OUTCOME_OK);
      return;
    }
    advance(Event.OUTCOME_REFUSED);
    throw AuthenticationException.refused(outcome.code(), refusal(outcome.code()), offered);
  }

  private String refusal(SaslCode code) {
    String what =
        switch (code) {
          case OK, AUTH -> "the credentials are wrong, or this user may not connect";
          case SYS -> "a system error of the server";
          case SYS_PERM -> "a system error of the server that will not go away by itself";
          case SYS_TEMP -> "a passing system error of the server; try again later";
        };
    String user = settings.credentials().user();
    return "the server refused "
        + (user == null ? "the anonymous user" : "the user '" + user + "'")
        + " by "
        + mechanismName()
        + ": "
        + what
        + " (sasl-code "
        + code.ordinal()
        + "); it offers "
        + MechanismChoice.text(offered);
  }

  private SaslMechanism mechanism() {
    if (chosen == null) {
      throw new DecodeException("SASL exchange before a mechanism was chosen");
    }
    return chosen.mechanism();
  }

  private String mechanismName() {
    return chosen == null ? "SASL" : chosen.name().toString();
  }

  private static void wipe(byte @Nullable [] octets) {
    if (octets != null) {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private void fail(Reason reason, String message) {
    fail(AuthenticationException.of(reason, message, offered));
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
    return new byte[0];
  }

  @Override
  public @Nullable String user() {
    return settings.credentials().user();
  }

  /** What the server sends. */
  private final class Received implements FrameSink, SaslFrameHandler {

    @Override
    public boolean protocolHeader(ProtocolHeader header) {
      if (header.protocolId() == ProtocolHeader.AMQP_ID) {
        throw new DecodeException(
            "the server answered the SASL header with an AMQP header: it has no SASL layer"
                + " (amqp.saslLayer=false connects without)");
      }
      if (!header.equals(ProtocolHeader.SASL)) {
        throw new DecodeException("the server answered the SASL header with " + header);
      }
      advance(Event.HEADER);
      return true;
    }

    @Override
    public boolean frame(int type, int channel, ByteBuf in, int length) {
      frames.decodeBody(type, in, length, this);
      return status() == SaslStatus.NEGOTIATING;
    }

    @Override
    public void mechanisms(SaslMechanisms mechanisms) {
      offer(mechanisms);
    }

    @Override
    public void challenge(SaslChallenge challenge) {
      SaslClientNegotiation.this.challenge(challenge.challenge());
    }

    @Override
    public void outcome(SaslOutcome outcome) {
      SaslClientNegotiation.this.outcome(outcome);
    }

    @Override
    public void init(SaslInit init) {
      throw new DecodeException("the server sent sasl-init, which is the client's");
    }

    @Override
    public void response(SaslResponse response) {
      throw new DecodeException("the server sent sasl-response, which is the client's");
    }
  }
}
