// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.function.Supplier;
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
import org.postrider.codec.wire.DecodeException;
import org.postrider.sasl.MechanismException;
import org.postrider.sasl.Wire;
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
    CHOOSING,
    INIT_SENT,
    ANSWERING,
    SUCCEEDED,
    FAILED
  }

  enum Event {
    START,
    HEADER,
    MECHANISMS,
    INIT,
    CHALLENGE,
    RESPONSE,
    OUTCOME_OK,
    OUTCOME_REFUSED
  }

  static final Transitions<State, Event> TRANSITIONS =
      Transitions.of("SaslClient", State.class, Event.class)
          .on(State.START, Event.START, State.HEADER_SENT)
          .on(State.HEADER_SENT, Event.HEADER, State.HEADERS_EXCHANGED)
          .on(State.HEADERS_EXCHANGED, Event.MECHANISMS, State.CHOOSING)
          .on(State.CHOOSING, Event.INIT, State.INIT_SENT)
          .on(State.INIT_SENT, Event.CHALLENGE, State.ANSWERING)
          .on(State.ANSWERING, Event.RESPONSE, State.INIT_SENT)
          .on(State.INIT_SENT, Event.OUTCOME_OK, State.SUCCEEDED)
          .on(State.INIT_SENT, Event.OUTCOME_REFUSED, State.FAILED);

  private final SaslClientSettings settings;
  private final ClientExchange exchange;
  private final SaslFrames frames = new SaslFrames();
  private final Received received = new Received();
  private State state = State.START;
  private boolean mayBlock;
  private int challenges;
  private @Nullable SaslTask task;
  private boolean taskTaken;
  private boolean disposed;
  private @Nullable AuthenticationException failure;

  /** A negotiation for one socket. */
  public SaslClientNegotiation(SaslClientSettings settings, Wire wire) {
    this.settings = settings;
    this.exchange = new ClientExchange(settings, wire);
  }

  @Override
  public void start() {
    advance(Event.START);
    frames.write(ProtocolHeader.SASL);
  }

  @Override
  public void input(ByteBuf in) {
    if (status() == SaslStatus.NEGOTIATING) {
      guard(() -> frames.decode(in, received));
    }
  }

  /** Whatever goes wrong ends the negotiation, in words that hold no secret. */
  private void guard(Runnable step) {
    try {
      step.run();
    } catch (DecodeException e) {
      String guess = state == State.HEADER_SENT ? frames.guessOfPeer() : "";
      fail(Reason.PROTOCOL, e.getMessage() + guess);
    } catch (MechanismException e) {
      fail(Reason.UNVERIFIED, exchange.name() + ": " + e.getMessage());
    } catch (AuthenticationException e) {
      fail(e);
    } catch (RuntimeException e) {
      // A mechanism that others have added may say anything: it stands in the cause only.
      fail(
          AuthenticationException.unusable(
              exchange.name() + " failed with " + e.getClass().getSimpleName(), e, true));
    }
    disposeAtEnd();
  }

  private void disposeAtEnd() {
    boolean over = state == State.SUCCEEDED || state == State.FAILED;
    if (over && !taskTaken && !disposed) {
      disposed = true;
      exchange.dispose();
    }
  }

  @Override
  public void inputClosed() {
    if (status() == SaslStatus.NEGOTIATING || status() == SaslStatus.WORKING) {
      fail(
          Reason.CLOSED,
          switch (state) {
            case START, HEADER_SENT ->
                "the server closed the connection without a word; is it an AMQP 1.0 port, and"
                    + " without TLS?";
            case INIT_SENT ->
                "the server closed the connection while it authenticated by " + exchange.name();
            case CHOOSING, ANSWERING ->
                // What the exchange has come to is another thread's now.
                "the connection ended before the server was answered";
            default -> "the server closed the connection before it offered SASL mechanisms";
          });
    }
    disposeAtEnd();
  }

  private void advance(Event event) {
    if (!TRANSITIONS.allows(state, event)) {
      throw new DecodeException("SASL " + event + " is not expected in state " + state);
    }
    state = TRANSITIONS.next(state, event);
  }

  private void offer(SaslMechanisms mechanisms) {
    advance(Event.MECHANISMS);
    mayBlock = exchange.offered(mechanisms.mechanisms());
    perform(exchange::begin);
  }

  private void challenge(Binary challenge) {
    advance(Event.CHALLENGE);
    if (++challenges > MAX_CHALLENGES) {
      throw new DecodeException("more than " + MAX_CHALLENGES + " SASL challenges");
    }
    byte[] octets = challenge.toByteArray();
    perform(() -> exchange.respond(octets));
  }

  /** Does a step here or, if it may take a while, lets the owner do it. */
  private void perform(Supplier<byte @Nullable []> step) {
    SaslTask fresh = new SaslTask(step);
    task = fresh;
    if (!mayBlock) {
      fresh.run();
      conclude(fresh);
    }
  }

  @Override
  public @Nullable Runnable takeTask() {
    if (taskTaken || status() != SaslStatus.WORKING) {
      return null;
    }
    taskTaken = true;
    return task;
  }

  @Override
  public @Nullable String work() {
    return taskTaken ? exchange.work() : null;
  }

  @Override
  public void taskDone() {
    SaslTask done = task;
    if (!taskTaken || done == null) {
      throw new IllegalStateException("no task was taken");
    }
    taskTaken = false;
    if (state == State.FAILED) {
      disposeAtEnd();
    } else {
      guard(() -> conclude(done));
    }
  }

  private void conclude(SaslTask done) {
    task = null;
    if (done.failure() instanceof RuntimeException thrown) {
      throw thrown;
    }
    if (done.failure() != null) {
      throw ofError(done.failure());
    }
    byte[] octets = done.result();
    Binary response = octets == null ? null : Binary.wrap(octets);
    if (state == State.CHOOSING) {
      advance(Event.INIT);
      frames.write(new SaslInit(exchange.mechanismName(), response, settings.hostname()));
    } else {
      advance(Event.RESPONSE);
      frames.write(new SaslResponse(response == null ? Binary.EMPTY : response));
    }
    wipe(octets);
  }

  private AuthenticationException ofError(Throwable error) {
    String what =
        error instanceof LinkageError
            ? " is not complete on the class path"
            : " failed with " + error.getClass().getSimpleName();
    return AuthenticationException.unusable(exchange.name() + what, error, true);
  }

  private void outcome(SaslOutcome outcome) {
    if (outcome.code() == SaslCode.OK) {
      if (TRANSITIONS.allows(state, Event.OUTCOME_OK)) {
        // Before the state changes: ok without the server's proof is a failure.
        Binary data = outcome.additionalData();
        exchange.complete(data == null ? null : data.toByteArray());
      }
      advance(Event.OUTCOME_OK);
      return;
    }
    advance(Event.OUTCOME_REFUSED);
    throw exchange.refused(outcome.code());
  }

  private static void wipe(byte @Nullable [] octets) {
    if (octets != null) {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private void fail(Reason reason, String message) {
    fail(AuthenticationException.of(reason, message, exchange.offered()));
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
      case CHOOSING, ANSWERING -> SaslStatus.WORKING;
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
    return exchange.user();
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
