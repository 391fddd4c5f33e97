// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.DispositionView;
import org.postrider.codec.performative.FlowView;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.value.ErrorConditions;

/**
 * One end of a session: its links, and the windows of its transfers (AMQP 2.5).
 *
 * <p>Confined to the engine's thread.
 */
public final class SessionEndpoint {

  private final ConnectionEngine connection;
  private final FrameOutput output;
  private final boolean remoteInitiated;

  // Survives a reconnect.
  private final SessionLinks links = new SessionLinks();
  private @Nullable SessionListener listener;
  private @Nullable Object context;
  private boolean locallyOpen;

  // One mapping.
  private SessionState state = SessionState.UNMAPPED;
  private int channel = ConnectionEngine.NO_CHANNEL;
  private int remoteChannel = ConnectionEngine.NO_CHANNEL;
  private TransferWindow window;
  private Handles handles = new Handles();
  private OutgoingTransfers outgoing;
  private IncomingTransfers incoming;
  private final SessionBatch batch;
  private final HeldEnd heldEnd;

  SessionEndpoint(ConnectionEngine connection, FrameOutput output, boolean remoteInitiated) {
    this.connection = connection;
    this.output = output;
    this.remoteInitiated = remoteInitiated;
    window = new TransferWindow(connection.firstNumbers(), connection.settings());
    outgoing = new OutgoingTransfers(this, window, output);
    incoming = new IncomingTransfers(this);
    batch = new SessionBatch(this, output);
    heldEnd = new HeldEnd(this, output);
  }

  /** The connection that it belongs to. */
  public ConnectionEngine connection() {
    return connection;
  }

  /** Who is told of this session. */
  public void listener(SessionListener newListener) {
    listener = newListener;
  }

  /** What the face keeps with it, or null. */
  public @Nullable Object context() {
    return context;
  }

  /** Keeps something with it. */
  public void context(@Nullable Object newContext) {
    context = newContext;
  }

  /** The state. */
  public SessionState state() {
    return state;
  }

  /** Whether this end wants the session: it will come back after a reconnect. */
  public boolean isLocallyOpen() {
    return locallyOpen;
  }

  /** Whether the peer began it. */
  public boolean isRemoteInitiated() {
    return remoteInitiated;
  }

  /** How many transfer frames the peer may send before it must wait; for tests and metrics. */
  public int incomingWindow() {
    return window.incomingWindow();
  }

  /** How many deliveries that were sent are not settled. */
  public int unsettledOutgoing() {
    return outgoing.unsettledCount();
  }

  /** How many deliveries that were received are not settled. */
  public int unsettledIncoming() {
    return incoming.unsettledCount();
  }

  /**
   * Whether no link can get a name now. A name whose link this end detaches can be had: the new
   * link attaches when the peer has answered that (AMQP 2.6.1).
   */
  public boolean isTaken(Role role, String name) {
    return links.isTaken(role, name);
  }

  /** A link on which this end sends; {@link Link#attach} asks for it. */
  public SenderLink createSender(LinkSettings settings) {
    SenderLink link = new SenderLink(this, settings, false);
    links.checkFree(Role.SENDER, settings.name());
    return link;
  }

  /** A link on which this end receives; {@link Link#attach} asks for it. */
  public ReceiverLink createReceiver(LinkSettings settings) {
    ReceiverLink link = new ReceiverLink(this, settings, false);
    links.checkFree(Role.RECEIVER, settings.name());
    return link;
  }

  /**
   * Asks for the session, or answers the peer's begin; before the connection is open it waits.
   *
   * @throws EngineException if the channel-max of one end leaves no room for a session that this
   *     end asks for; one that the peer asks for ends the connection then
   */
  public void begin() {
    locallyOpen = true;
    connection.sessions().remember(this);
    if (connection.isOpened()
        && (state == SessionState.UNMAPPED || state == SessionState.BEGIN_RCVD)) {
      channel = assignedChannel();
      if (channel == ConnectionEngine.NO_CHANNEL) {
        return;
      }
      state = SessionState.TABLE.next(state, SessionEvent.SEND_BEGIN);
      output.send(channel, window.toBegin(remoteChannel));
      links.attach();
      if (state == SessionState.MAPPED && listener != null) {
        listener.opened(this);
      }
    }
  }

  private int assignedChannel() {
    try {
      return connection.sessions().channels().assign(this);
    } catch (EngineException forbidden) {
      locallyOpen = false;
      if (state == SessionState.BEGIN_RCVD) {
        // AMQP 2.5.5: an end would need our begin before it.
        connection.fail(forbidden.error());
        return ConnectionEngine.NO_CHANNEL;
      }
      connection.sessions().forget(this);
      throw forbidden;
    }
  }

  /** Begins again, or for the first time; what the peer's limits forbid is told as its end. */
  public void beginOrReport() {
    try {
      begin();
    } catch (EngineException forbidden) {
      endLinks(forbidden.error());
      reportClosed(forbidden.error());
    }
  }

  /** Ends the session, and with it its links. */
  public void end(@Nullable AmqpError error) {
    if (state == SessionState.BEGIN_RCVD && connection.isOpened()) {
      // AMQP 2.5.5: an end needs our begin before it.
      begin();
    }
    boolean wasOpen = locallyOpen;
    locallyOpen = false;
    if (connection.isOpened() && SessionState.TABLE.allows(state, SessionEvent.SEND_END)) {
      sendEnd(SessionEvent.SEND_END, error);
    } else if (wasOpen && state == SessionState.UNMAPPED) {
      connection.sessions().forget(this);
      endLinks(error);
      reportClosed(error);
    }
  }

  private void sendEnd(SessionEvent event, @Nullable AmqpError error) {
    flush();
    state = SessionState.TABLE.next(state, event);
    heldEnd.send(error);
    if (state == SessionState.ENDED) {
      connection.sessions().forget(this);
    }
  }

  /** A mistake of the peer in this session. */
  void fail(AmqpError error) {
    if (SessionState.TABLE.allows(state, SessionEvent.SEND_END_WITH_ERROR)) {
      locallyOpen = false;
      sendEnd(SessionEvent.SEND_END_WITH_ERROR, error);
      endLinks(error);
      reportClosed(error);
      listener = null;
    } else {
      end(error);
    }
  }

  // What the peer sends.

  void remoteBegun(int newRemoteChannel, Begin begin) {
    state = SessionState.TABLE.next(state, SessionEvent.RECEIVE_BEGIN);
    remoteChannel = newRemoteChannel;
    window.begun(begin);
    Handles begun = handles;
    if (state == SessionState.MAPPED && listener != null) {
      // What is asked for now waits with what was asked for before.
      listener.opened(this);
    }
    begun.peerHandleMax(begin.handleMax());
    if (state == SessionState.MAPPED) {
      links.attach();
      outgoing.pump();
    }
  }

  void attached(Attach attach, int octets) {
    if (attach.handle() > Handles.HANDLE_MAX) {
      throw ProtocolViolation.ofConnection(
          ErrorConditions.FRAMING_ERROR,
          "handle " + attach.handle() + " exceeds handle-max " + Handles.HANDLE_MAX);
    }
    if (handles.remote(attach.handle()) != null) {
      throw ProtocolViolation.ofSession(
          this,
          ErrorConditions.HANDLE_IN_USE,
          "handle " + attach.handle() + " is attached already");
    }
    Link known = links.get(attach.role().opposite(), attach.name());
    if (known != null && !LinkState.TABLE.allows(known.state(), LinkEvent.RECEIVE_ATTACH)) {
      steal(known);
      known = null;
    }
    if (known == null) {
      connection.sessions().steal(attach.role().opposite(), attach.name());
    }
    PeerHoldings holdings = connection.holdings();
    int held = known == null ? holdings.addLink(octets) : holdings.addAnswer(octets);
    Link link = known == null ? links.askedFor(this, attach) : known;
    link.held(held);
    handles.putRemote(attach.handle(), link);
    connection.sessions().attached(link);
    link.remoteAttached(attach);
    if (link.state() == LinkState.ATTACH_RCVD && listener != null && known == null) {
      listener.linkAttached(link);
    }
  }

  /** AMQP 2.6.1: a name is attached anew, so its former holder has lost it. */
  void steal(Link holder) {
    holder.fail(new AmqpError(ErrorConditions.LINK_STOLEN, "attached again: " + holder.name()));
    links.forget(holder);
  }

  void flowed(FlowView flow) {
    window.flowed(flow);
    if (flow.handle() >= 0) {
      Link link = remoteLink(flow.handle());
      if (!link.isDetaching()) {
        link.flowed(flow);
        if (flow.echo() && link.isLocallyAttached()) {
          link.sendFlow(true);
        }
      }
    } else if (flow.echo()) {
      batch.sessionFlowIsDue();
    }
    outgoing.pump();
  }

  void transferred(TransferView transfer, ByteBuf payload, int length) {
    boolean within = window.received();
    batch.tellWindow();
    Link link = remoteLink(transfer.handle());
    if (!within && !(link instanceof ReceiverLink begun && begun.mayEndMessage())) {
      throw ProtocolViolation.ofSession(
          this, ErrorConditions.WINDOW_VIOLATION, "transfer beyond the incoming-window");
    }
    if (link.isDetaching()) {
      return;
    }
    if (!(link instanceof ReceiverLink receiver) || !link.isLocallyAttached()) {
      throw ProtocolViolation.ofSession(
          this, ErrorConditions.NOT_ALLOWED, "transfer on " + link + ", which receives none");
    }
    receiver.transferred(transfer, payload, length);
  }

  void disposed(DispositionView disposition) {
    if (disposition.role() == Role.RECEIVER) {
      outgoing.disposed(disposition);
    } else {
      incoming.disposed(disposition);
    }
  }

  void detached(Detach detach) {
    remoteLink(detach.handle()).remoteDetached(detach);
  }

  private Link remoteLink(long handle) {
    Link link = handles.remote(handle);
    if (link == null) {
      throw ProtocolViolation.ofSession(
          this, ErrorConditions.UNATTACHED_HANDLE, "handle " + handle + " is not attached");
    }
    return link;
  }

  void remoteEnded(@Nullable AmqpError error) {
    state = SessionState.TABLE.next(state, SessionEvent.RECEIVE_END);
    locallyOpen = false;
    if (state == SessionState.END_RCVD) {
      sendEnd(SessionEvent.SEND_END, null);
    }
    heldEnd.release();
    connection.sessions().forget(this);
    endLinks(error);
    reportClosed(error);
  }

  private void endLinks(@Nullable AmqpError error) {
    for (Link link : links.all()) {
      link.sessionEnded(error);
    }
    links.clear();
    // What comes in this session is discarded from now on.
    handles.clear();
    loseRest();
  }

  /** AMQP 2.6.4: deliveries of suspended links stay live on the session, but not beyond it. */
  private void loseRest() {
    outgoing.loseRest();
    incoming.loseRest();
  }

  private void reportClosed(@Nullable AmqpError error) {
    if (listener != null) {
      listener.closed(this, error);
    }
  }

  /** The connection is closed for good. */
  void connectionClosed(@Nullable AmqpError error) {
    boolean report = locallyOpen || state != SessionState.ENDED;
    locallyOpen = false;
    state = SessionState.TABLE.next(state, SessionEvent.DISCONNECT);
    endLinks(error);
    leave();
    if (report) {
      reportClosed(error);
    }
  }

  /** The socket is gone; what is locally open will be begun again. */
  void disconnected() {
    locallyOpen &= !remoteInitiated;
    for (Link link : links.all()) {
      link.disconnected();
      if (!link.isLocallyOpen()) {
        links.forget(link);
      }
    }
    reset();
    if (!locallyOpen) {
      endLinks(null);
      reportClosed(null);
    }
  }

  /** The mapping is over. */
  private void leave() {
    state = SessionState.TABLE.next(state, SessionEvent.DISCONNECT);
    for (Link link : links.all()) {
      link.reset();
    }
    loseRest();
    channel = ConnectionEngine.NO_CHANNEL;
    remoteChannel = ConnectionEngine.NO_CHANNEL;
    handles.clear();
    heldEnd.clear();
    batch.clear();
  }

  /** The mapping is over, and another one may follow. */
  private void reset() {
    window = new TransferWindow(connection.firstNumbers(), connection.settings());
    leave();
    handles = new Handles();
    outgoing = new OutgoingTransfers(this, window, output);
    incoming = new IncomingTransfers(this);
  }

  // What links and deliveries need.

  /** Whether frames may be sent: begun from here and not ended. */
  boolean canSend() {
    return (state == SessionState.MAPPED || state == SessionState.BEGIN_SENT)
        && connection.isOpened();
  }

  /** Whether a link of this end's may be asked for now; if not, that is made up for later. */
  boolean mayAttach(Link link) {
    return canSend() && connection.listener().mayAttach(link) && handles.canTell();
  }

  /**
   * Sends a frame, after the dispositions that were gathered before it. After our end or close
   * nothing is sent any more.
   */
  void send(Performative performative) {
    if (canSend()) {
      batch.flushDispositions();
      output.send(channel, performative);
    }
  }

  /** Sends a frame that ends a link; its error is cut where the peer's frames are too small. */
  void sendWithError(Function<@Nullable AmqpError, Performative> frame, @Nullable AmqpError error) {
    if (canSend()) {
      batch.flushDispositions();
      output.sendWithError(channel, frame, error);
    }
  }

  /** Puts out what was gathered. */
  void flush() {
    batch.flush();
  }

  SessionBatch batch() {
    return batch;
  }

  HeldEnd heldEnd() {
    return heldEnd;
  }

  SessionLinks links() {
    return links;
  }

  TransferWindow window() {
    return window;
  }

  Handles handles() {
    return handles;
  }

  OutgoingTransfers outgoing() {
    return outgoing;
  }

  IncomingTransfers incoming() {
    return incoming;
  }

  int channel() {
    return channel;
  }

  int remoteChannel() {
    return remoteChannel;
  }

  @Override
  public String toString() {
    return "session " + state + " on channel " + channel;
  }
}
