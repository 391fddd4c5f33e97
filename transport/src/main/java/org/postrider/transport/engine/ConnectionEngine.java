// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/**
 * The AMQP engine of one connection: octets and the time go in, octets and events come out (AMQP
 * 2.4).
 *
 * <p>Confined to the thread of its owner, who alone may call it; listeners are called on it. It
 * knows no socket, no clock and no thread, and plays either role. It outlives sockets: after a loss
 * {@link #start} opens everything again that is locally open.
 */
public final class ConnectionEngine implements EngineInput {

  static final int NO_CHANNEL = -1;

  private static final Symbol ESTABLISHMENT_FAILED =
      Symbol.of("amqp:connection-establishment-failed");

  // Survives a reconnect.
  private ConnectionSettings settings;
  private final ConnectionListener listener;
  private final FrameOutput output = new FrameOutput();
  private final IncomingFrames frames = new IncomingFrames(this);
  private final IncomingOctets octets;
  private final PeerHoldings holdings = new PeerHoldings(this);
  private final FirstNumbers firstNumbers;
  private final ConnectionSessions sessions = new ConnectionSessions();
  private boolean locallyOpen;

  // One socket.
  private ConnectionState state = ConnectionState.END;
  private IdleTimer idle = new IdleTimer(0, 0);
  private @Nullable Open remoteOpen;
  private @Nullable AmqpError localError;
  private @Nullable Throwable failure;
  private boolean started;
  private boolean reported;
  private boolean expired;
  private boolean losing;
  private long nowMs;

  /** An engine that waits for {@link #start}. */
  public ConnectionEngine(ConnectionSettings settings, ConnectionListener listener) {
    this(settings, listener, FirstNumbers.DEFAULT);
  }

  ConnectionEngine(
      ConnectionSettings settings, ConnectionListener listener, FirstNumbers firstNumbers) {
    this.settings = settings;
    this.listener = listener;
    this.firstNumbers = firstNumbers;
    this.octets = new IncomingOctets(this, frames);
  }

  // The owner drives.

  /**
   * Begins with a fresh socket: the protocol header goes out, and the open if the connection is
   * locally open.
   */
  @Override
  public void start(EngineOutput newOutput, long startMs) {
    nowMs = startMs;
    output.start(newOutput);
    octets.reset();
    state = ConnectionState.START;
    sessions.started(settings.channelMax());
    idle = new IdleTimer(settings.idleTimeoutMs(), startMs);
    remoteOpen = null;
    localError = null;
    failure = null;
    started = true;
    reported = false;
    expired = false;
    losing = false;
    output.header();
    state = ConnectionState.TABLE.next(state, ConnectionEvent.SEND_HEADER);
    if (locallyOpen) {
      sendOpen();
    }
  }

  /** Takes what the peer sent, all of it; whatever it is, nothing is thrown. */
  @Override
  public void input(ByteBuf in, long inputMs) {
    nowMs = inputMs;
    idle.input(inputMs);
    if (!isFinished() && !expired) {
      octets.input(in);
    }
    in.skipBytes(in.readableBytes());
  }

  @Override
  public void inputPaused(long pausedMs) {
    nowMs = pausedMs;
    idle.input(pausedMs);
  }

  /** AMQP 2.4.1: what a peer pipelines behind its open cannot be answered before ours. */
  boolean awaitsOurOpen() {
    return state == ConnectionState.OPEN_RCVD;
  }

  /** The socket is gone, or has ended. */
  @Override
  public void inputClosed(@Nullable Throwable cause, long closedMs) {
    nowMs = closedMs;
    if (!started) {
      return;
    }
    started = false;
    boolean closing = !locallyOpen || (isFinished() && !losing);
    state = ConnectionState.TABLE.next(state, ConnectionEvent.DISCONNECT);
    output.stop();
    octets.reset();
    sessions.stopped();
    if (closing) {
      reportClosed(localError);
      return;
    }
    sessions.disconnected();
    if (reported) {
      // A listener that was told of a session's loss closed the connection.
      return;
    }
    listener.lost(this, failure != null ? failure : cause);
  }

  /**
   * Does what time demands.
   *
   * @return when to call again, in the owner's milliseconds; {@link Long#MAX_VALUE} for never
   */
  @Override
  public long tick(long tickMs) {
    nowMs = tickMs;
    // Before the opens the peer does not know how often it must speak.
    if (!isOpened() || expired) {
      return IdleTimer.NEVER;
    }
    if (idle.isExpired(tickMs)) {
      expire();
      return IdleTimer.NEVER;
    }
    if (idle.isLookDue(tickMs) && !output.takeWritten()) {
      output.empty();
      output.takeWritten();
    }
    long endMs = sessions.tick(tickMs);
    return Math.min(Math.min(idle.deadlineMs(), endMs), holdings.coming().tick(tickMs));
  }

  /** The peer was silent for too long: it is told, as it may still hear, and the socket goes. */
  private void expire() {
    AmqpError error =
        new AmqpError(
            ErrorConditions.RESOURCE_LIMIT_EXCEEDED,
            "local-idle-timeout expired: nothing came for " + settings.idleTimeoutMs() + " ms");
    failure = new IdleTimeoutException(settings.idleTimeoutMs());
    expired = true;
    output.sendWithError(0, Close::new, error);
    output.close();
  }

  @Override
  public int takeAwaited() {
    return frames.takeOnlyDispositions() ? sessions.unsettledOutgoing() : 0;
  }

  /** The output takes transfers again. */
  @Override
  public void outputWritable() {
    sessions.pump();
  }

  /** Puts out what was gathered for one frame instead of many: to be called after each batch. */
  @Override
  public void flush() {
    sessions.flush();
  }

  // The faces use.

  /** Opens the connection, now or with the socket that is to come. */
  public void open() {
    if (!locallyOpen) {
      locallyOpen = true;
      if (ConnectionState.TABLE.allows(state, ConnectionEvent.SEND_OPEN)) {
        sendOpen();
        octets.opened();
      }
    }
  }

  private void sendOpen() {
    state = ConnectionState.TABLE.next(state, ConnectionEvent.SEND_OPEN);
    output.send(0, settings.toOpen());
    output.opened(remoteOpen);
    if (isOpened()) {
      applyRemoteOpen();
      sessions.begin();
    }
  }

  /** Closes the connection, and with it its sessions. Nothing is written after this. */
  public void close(@Nullable AmqpError error) {
    boolean wasOpen = locallyOpen;
    locallyOpen = false;
    if (awaitsOurOpen()) {
      // AMQP 2.7.9: a close needs an open before it.
      sendOpenToClose();
    }
    if (ConnectionState.TABLE.allows(state, ConnectionEvent.SEND_CLOSE)) {
      flush();
      sendClose(ConnectionEvent.SEND_CLOSE, error);
    } else if (started && wasOpen && !isFinished()) {
      output.close();
    } else if (!started && wasOpen) {
      reportClosed(null);
    }
  }

  private void sendClose(ConnectionEvent event, @Nullable AmqpError error) {
    state = ConnectionState.TABLE.next(state, event);
    output.sendWithError(0, Close::new, error);
    if (state == ConnectionState.END) {
      output.close();
    }
  }

  /** A session; {@link SessionEndpoint#begin} asks for it. */
  public SessionEndpoint createSession() {
    return new SessionEndpoint(this, output, false);
  }

  /**
   * Sets what this end is, from the next open on.
   *
   * @throws IllegalStateException if the open was sent
   */
  public void settings(ConnectionSettings newSettings) {
    if (started && locallyOpen) {
      throw new IllegalStateException("the connection is open: its settings were sent");
    }
    settings = newSettings;
    octets.maxFrameSize(newSettings.maxFrameSize());
  }

  /** What this end is. */
  public ConnectionSettings settings() {
    return settings;
  }

  /** The state. */
  public ConnectionState state() {
    return state;
  }

  /** Whether this end wants the connection. */
  public boolean isLocallyOpen() {
    return locallyOpen;
  }

  /** Whether both ends have opened, and neither has closed. */
  public boolean isOpened() {
    return state == ConnectionState.OPENED;
  }

  /** The peer's open, or null before it came. */
  public @Nullable Open remoteOpen() {
    return remoteOpen;
  }

  /**
   * Whether the peer's open is the first half of a refusal, by a convention of brokers: a close
   * with the reason follows.
   */
  public boolean isRefused() {
    // A boolean by the convention; Artemis sends the text "true".
    Object told = remoteOpen == null ? null : remoteOpen.properties().get(ESTABLISHMENT_FAILED);
    return told != null && Boolean.parseBoolean(told.toString());
  }

  // What the frames tell.

  void headerReceived(ProtocolHeader header) {
    state = ConnectionState.TABLE.next(state, ConnectionEvent.RECEIVE_HEADER);
    if (!header.equals(ProtocolHeader.AMQP)) {
      breakOff(ForeignHeader.error(header));
    }
  }

  void remoteOpened(Open open) {
    state = ConnectionState.TABLE.next(state, ConnectionEvent.RECEIVE_OPEN);
    remoteOpen = open;
    idle.remoteTimeout(open.idleTimeOutMs(), nowMs);
    if (isOpened()) {
      applyRemoteOpen();
      sessions.begin();
    }
    if (!isClosing()) {
      listener.opened(this);
    }
  }

  private void applyRemoteOpen() {
    Open open = java.util.Objects.requireNonNull(remoteOpen);
    output.opened(open);
    sessions.channels().peerChannelMax(open.channelMax());
    idle.input(nowMs);
    idle.remoteTimeout(open.idleTimeOutMs(), nowMs);
  }

  void remoteClosed(@Nullable AmqpError error) {
    state = ConnectionState.TABLE.next(state, ConnectionEvent.RECEIVE_CLOSE);
    boolean loss = isLoss(error);
    locallyOpen &= loss;
    if (state == ConnectionState.CLOSE_RCVD) {
      sendClose(ConnectionEvent.SEND_CLOSE, null);
    } else {
      output.closeAnswered();
    }
    if (!loss) {
      reportClosed(error != null ? error : localError);
    }
  }

  /** Asks whether the end that is coming is a loss; it is told when the socket has gone. */
  private boolean isLoss(@Nullable AmqpError error) {
    if (locallyOpen && !losing && listener.isLoss(this, error)) {
      losing = true;
      failure = failure == null ? new ConnectionClosedException(error) : failure;
    }
    return losing && locallyOpen;
  }

  /** Nothing can be told to the peer any more; what was thrown is told with the loss. */
  void abandon(Throwable cause) {
    failure = cause;
    output.close();
  }

  /** The same as {@link #fail(AmqpError)}; what was thrown is told with the loss. */
  void fail(AmqpError error, Throwable cause) {
    failure = cause;
    fail(error);
  }

  /** A mistake of the peer that breaks the connection. */
  void fail(AmqpError error) {
    if (isFinished()) {
      return;
    }
    if (ConnectionState.TABLE.allows(state, ConnectionEvent.RECEIVE_HEADER)) {
      breakOff(error);
      return;
    }
    if (ConnectionState.TABLE.allows(state, ConnectionEvent.SEND_OPEN)) {
      // AMQP 2.7.9: a close needs an open before it.
      sendOpenToClose();
    }
    boolean loss = isLoss(error);
    locallyOpen &= loss;
    localError = error;
    if (ConnectionState.TABLE.allows(state, ConnectionEvent.SEND_CLOSE_WITH_ERROR)) {
      state = ConnectionState.TABLE.next(state, ConnectionEvent.SEND_CLOSE_WITH_ERROR);
      output.sendWithError(0, Close::new, error);
    }
    output.close();
    if (!loss) {
      reportClosed(error);
    }
  }

  /** Whoever the peer is, it does not speak AMQP: no frame would tell it anything. */
  private void breakOff(AmqpError error) {
    localError = error;
    state = ConnectionState.TABLE.next(state, ConnectionEvent.DISCONNECT);
    output.close();
    if (!isLoss(error)) {
      reportClosed(error);
    }
  }

  private void sendOpenToClose() {
    state = ConnectionState.TABLE.next(state, ConnectionEvent.SEND_OPEN);
    output.send(0, Open.of(settings.containerId()));
    output.opened(remoteOpen);
  }

  private void reportClosed(@Nullable AmqpError error) {
    if (reported) {
      return;
    }
    reported = true;
    locallyOpen = false;
    sessions.closed(error);
    listener.closed(this, error);
  }

  ConnectionListener listener() {
    return listener;
  }

  FrameOutput output() {
    return output;
  }

  FirstNumbers firstNumbers() {
    return firstNumbers;
  }

  PeerHoldings holdings() {
    return holdings;
  }

  ConnectionSessions sessions() {
    return sessions;
  }

  /** The time, as it was told last. */
  long nowMs() {
    return nowMs;
  }

  /** Whether nothing that comes matters any more. */
  boolean isFinished() {
    return state == ConnectionState.END;
  }

  /** Whether only a close matters: this end has closed. */
  boolean isClosing() {
    return state == ConnectionState.DISCARDING
        || state == ConnectionState.CLOSE_SENT
        || state == ConnectionState.CLOSE_PIPE
        || state == ConnectionState.OC_PIPE;
  }
}
