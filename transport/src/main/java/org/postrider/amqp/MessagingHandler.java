// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.postrider.codec.messaging.AmqpError;

/**
 * What a program does about events: one method for each kind, all of which do nothing but call
 * {@link #onUnhandled} unless overridden; two close the connection.
 *
 * <p>Called on the container's loop, one event after the other, so that a handler of one container
 * needs no locks. It must not block, because nothing of that container goes on meanwhile; work that
 * takes its time belongs on a thread of its own, which comes back with {@link Container#execute}.
 * An event that a callback causes follows when it has returned; in a chain of these there is a
 * pause after each 20, so that a handler which asks again and again for what is refused at once
 * leaves room for everything else.
 *
 * <p>An event goes to one handler: that of the link, or else of the session, of the connection, of
 * the container. What a handler throws, other than in {@link #onMessage}, ends the container:
 * {@link Container#run()} throws it again.
 */
public interface MessagingHandler {

  /** The container's loop has started; the place to connect and to listen. */
  default void onStart(Event event) {
    onUnhandled(event);
  }

  /** The time of a task given to {@link Container#schedule} has come: {@link Event#timerTask()}. */
  default void onTimerTask(Event event) {
    onUnhandled(event);
  }

  /**
   * A message is received: {@link Event#message()}, {@link Event#delivery()}.
   *
   * <p>A delivery that the handler has not updated is accepted when this method returns, unless the
   * receiver was made with {@code autoAccept(false)}. If this method throws, a delivery not updated
   * becomes {@code modified(delivery-failed)} and the container goes on.
   */
  default void onMessage(Event event) {
    onUnhandled(event);
  }

  /**
   * Messages can be sent: {@link Sender#credit()} is above 0. Comes when the peer gives credit,
   * which may be more than once for the same credit, or when enough has gone out for {@link
   * SenderOptions#queueLimit}; not again while credit is left after a send.
   */
  default void onSendable(Event event) {
    onUnhandled(event);
  }

  /**
   * The peer accepted a delivery: {@link Event#delivery()} is what {@link Sender#send} returned.
   */
  default void onAccepted(Event event) {
    onUnhandled(event);
  }

  /** The peer rejected a delivery; {@link Event#error()} says why, where the peer did. */
  default void onRejected(Event event) {
    onUnhandled(event);
  }

  /** The peer released a delivery: it did not act on the message, which may be sent again. */
  default void onReleased(Event event) {
    onUnhandled(event);
  }

  /**
   * The peer gave a delivery back as {@code modified}; {@link Delivery#remoteState()} tells how.
   */
  default void onModified(Event event) {
    onUnhandled(event);
  }

  /** The peer gave a delivery another state; follows the event that names the outcome. */
  default void onDeliveryUpdated(Event event) {
    onUnhandled(event);
  }

  /**
   * A delivery was settled, the last event of it: by the peer, or by this end after an outcome that
   * the receiver leaves to its sender to settle.
   */
  default void onSettled(Event event) {
    onUnhandled(event);
  }

  /**
   * A message that was sent will not be settled any more, because its link or connection ended
   * before, or its sender was closed and no credit came for {@link SenderOptions#closeTimeout}, or
   * its transaction was aborted or lost while it waited: the last event of it. Whether the peer has
   * it is unknown if it had gone out ({@link Delivery#tag()} is not empty); else it has not. It is
   * not sent again by itself.
   */
  default void onDeliveryLost(Event event) {
    onUnhandled(event);
  }

  /**
   * The peer gave up sending a delivery of which a part had come, or it was larger than the
   * receiver's maxMessageSize and was given back; there is no message.
   */
  default void onAborted(Event event) {
    onUnhandled(event);
  }

  /**
   * The drain asked for with {@link Receiver#drain()} has ended: all credit is used or given back.
   */
  default void onDrained(Event event) {
    onUnhandled(event);
  }

  /**
   * A peer opens a connection to this container's {@link Acceptor}. It is opened here too when this
   * method returns, unless it calls {@link Connection#close(AmqpError)}.
   */
  default void onConnectionOpening(Event event) {
    onUnhandled(event);
  }

  /** A connection is open at both ends. Comes once for each socket: again after each reconnect. */
  default void onConnectionOpened(Event event) {
    onUnhandled(event);
  }

  /**
   * The peer closes a connection, without an error. The close is answered when this method returns.
   */
  default void onConnectionClosing(Event event) {
    onUnhandled(event);
  }

  /**
   * A connection is closed at both ends, or the peer has not answered that for {@link
   * ConnectionOptions#closeTimeout}; it does not come back.
   */
  default void onConnectionClosed(Event event) {
    onUnhandled(event);
  }

  /**
   * The peer closes a connection with an error: {@link Event#condition()}, {@link
   * Event#description()}. The container has logged it; {@link #onConnectionClosed} follows.
   */
  default void onConnectionError(Event event) {
    onUnhandled(event);
  }

  /**
   * A socket could not be opened or has failed, or the peer refused the credentials or broke the
   * protocol. Comes for each attempt that fails, with {@link Event#condition()}, {@link
   * Event#description()}, and the cause where there is one.
   */
  default void onTransportError(Event event) {
    onUnhandled(event);
  }

  /**
   * A connection was lost without being closed: once for each outage, which lasts until {@link
   * #onReconnected}, and once when a connection that never came about is given up. What was sent
   * and not settled is not sent again by itself.
   */
  default void onDisconnected(Event event) {
    onUnhandled(event);
  }

  /**
   * The next attempt to connect is about to be made: {@link Event#attempt()}, after {@link
   * Event#delay()}, to {@link Event#url()}.
   */
  default void onReconnecting(Event event) {
    onUnhandled(event);
  }

  /**
   * A lost connection is as it was: open again, and each session and link that had been open is
   * open again too, or the peer has refused it (which {@link #onSessionError}, {@link #onLinkError}
   * or {@link #onLinkClosing} told). Once for each {@link #onDisconnected}, behind {@link
   * #onConnectionOpened}, {@link #onSessionOpened} and {@link #onLinkOpened}; a peer that opens and
   * does not answer the rest within {@link ConnectionOptions#connectTimeout} is left for the next.
   */
  default void onReconnected(Event event) {
    onUnhandled(event);
  }

  /**
   * The reconnect policy has no further delay, or the failure is one that trying again does not
   * mend; the connection is at its end.
   */
  default void onReconnectGaveUp(Event event) {
    onUnhandled(event);
  }

  /** A peer begins a session. It is begun here too when this method returns. */
  default void onSessionOpening(Event event) {
    onUnhandled(event);
  }

  /** A session is open at both ends. */
  default void onSessionOpened(Event event) {
    onUnhandled(event);
  }

  /** The peer ends a session, without an error. The end is answered when this method returns. */
  default void onSessionClosing(Event event) {
    onUnhandled(event);
  }

  /**
   * A session is ended at both ends, or the peer has not answered that for {@link
   * ConnectionOptions#closeTimeout}.
   */
  default void onSessionClosed(Event event) {
    onUnhandled(event);
  }

  /**
   * The peer ends a session with an error: {@link Event#condition()}, {@link Event#description()};
   * or its limits leave no room for one. Unless overridden, this closes the whole connection.
   *
   * <p>Another one that is asked for here may be refused as well, as often and as fast as the peer
   * answers: {@link Container#schedule} makes a pause before the next try.
   */
  default void onSessionError(Event event) {
    event.connection().close();
  }

  /**
   * A peer attaches a link: {@link Event#sender()} or {@link Event#receiver()}. It is opened here
   * too when this method returns, unless it has called {@code open} itself, or {@link Link#refuse}.
   *
   * <p>Unless overridden, a link on a connection that this container has made is refused: a server
   * has no links of its own to open there. One on a connection that came to an {@link Acceptor} is
   * opened.
   */
  default void onLinkOpening(Event event) {
    onUnhandled(event);
    event.refuseUnexpectedLink();
  }

  /** A link is attached at both ends. Comes again after each reconnect. */
  default void onLinkOpened(Event event) {
    onUnhandled(event);
  }

  /**
   * The peer detaches a link, without an error. The detach is answered when this method returns.
   */
  default void onLinkClosing(Event event) {
    onUnhandled(event);
  }

  /**
   * A link is detached at both ends, or the peer has not answered that for {@link
   * ConnectionOptions#closeTimeout}.
   */
  default void onLinkClosed(Event event) {
    onUnhandled(event);
  }

  /**
   * The peer detaches or refuses a link with an error: {@link Event#condition()}, {@link
   * Event#description()}; or its limits leave no room for one, or the name is not free. Unless
   * overridden, this closes the whole connection.
   *
   * <p>Another one that is asked for here may be refused as well, as often and as fast as the peer
   * answers: {@link Container#schedule} makes a pause before the next try.
   */
  default void onLinkError(Event event) {
    event.connection().close();
  }

  /** A transaction is declared: {@link Event#transaction()} can be used. */
  default void onTransactionDeclared(Event event) {
    onUnhandled(event);
  }

  /** A transaction is committed. */
  default void onTransactionCommitted(Event event) {
    onUnhandled(event);
  }

  /**
   * A transaction is rolled back, as {@link Transaction#abort()} asked for, or because it was lost
   * with its link or connection.
   */
  default void onTransactionAborted(Event event) {
    onUnhandled(event);
  }

  /**
   * The coordinator refused a transaction: {@link Event#condition()}, {@link Event#description()}.
   */
  default void onTransactionDeclareFailed(Event event) {
    onUnhandled(event);
  }

  /**
   * A transaction is rolled back instead of committed: the coordinator says so, or a message sent
   * in it was not accepted or was lost, or its link or connection ended before the commit went out.
   * Nothing of it took effect.
   */
  default void onTransactionCommitFailed(Event event) {
    onUnhandled(event);
  }

  /**
   * The commit of a transaction went out, and its link, session or connection ended before the
   * coordinator's answer, or the answer tells nothing: all of the transaction took effect or
   * nothing, and nobody tells which. {@link Event#condition()} and {@link Event#description()} are
   * the peer's where it told some, else {@code postrider:io}; {@code amqp:illegal-state} of an
   * answer that is neither {@code accepted} nor {@code rejected}. Doing the work again may do it
   * twice.
   */
  default void onTransactionInDoubt(Event event) {
    onUnhandled(event);
  }

  /** A connection object was made. */
  default void onConnectionInit(Event event) {
    onUnhandled(event);
  }

  /** A connection has got a socket. */
  default void onConnectionBound(Event event) {
    onUnhandled(event);
  }

  /** A connection has lost its socket, or closed it. */
  default void onConnectionUnbound(Event event) {
    onUnhandled(event);
  }

  /** A connection was opened at this end. */
  default void onConnectionLocalOpen(Event event) {
    onUnhandled(event);
  }

  /** A connection was opened at the peer's end. */
  default void onConnectionRemoteOpen(Event event) {
    onUnhandled(event);
  }

  /** A connection was closed at this end. */
  default void onConnectionLocalClose(Event event) {
    onUnhandled(event);
  }

  /** A connection was closed at the peer's end. */
  default void onConnectionRemoteClose(Event event) {
    onUnhandled(event);
  }

  /** The last event of a connection. */
  default void onConnectionFinal(Event event) {
    onUnhandled(event);
  }

  /** A session object was made. */
  default void onSessionInit(Event event) {
    onUnhandled(event);
  }

  /** A session was begun at this end. */
  default void onSessionLocalOpen(Event event) {
    onUnhandled(event);
  }

  /** A session was begun at the peer's end. */
  default void onSessionRemoteOpen(Event event) {
    onUnhandled(event);
  }

  /** A session was ended at this end. */
  default void onSessionLocalClose(Event event) {
    onUnhandled(event);
  }

  /** A session was ended at the peer's end. */
  default void onSessionRemoteClose(Event event) {
    onUnhandled(event);
  }

  /** The last event of a session. */
  default void onSessionFinal(Event event) {
    onUnhandled(event);
  }

  /** A link object was made. */
  default void onLinkInit(Event event) {
    onUnhandled(event);
  }

  /** A link was attached at this end. */
  default void onLinkLocalOpen(Event event) {
    onUnhandled(event);
  }

  /** A link was attached at the peer's end. */
  default void onLinkRemoteOpen(Event event) {
    onUnhandled(event);
  }

  /** A link was closed at this end. */
  default void onLinkLocalClose(Event event) {
    onUnhandled(event);
  }

  /** A link was closed at the peer's end. */
  default void onLinkRemoteClose(Event event) {
    onUnhandled(event);
  }

  /** A link was detached at this end, without being closed. */
  default void onLinkLocalDetach(Event event) {
    onUnhandled(event);
  }

  /** A link was detached at the peer's end, without being closed. */
  default void onLinkRemoteDetach(Event event) {
    onUnhandled(event);
  }

  /** A flow came: credit, drain or what the sender has available may have changed. */
  default void onLinkFlow(Event event) {
    onUnhandled(event);
  }

  /**
   * The last event of a link. Deliveries outlive a detach that does not close the link: then it
   * comes when none of them is unsettled any more, and with the end of the session at the latest.
   */
  default void onLinkFinal(Event event) {
    onUnhandled(event);
  }

  /** A delivery came or was updated; comes before the event that says more. */
  default void onDelivery(Event event) {
    onUnhandled(event);
  }

  /** An event whose own method is not overridden: {@link Event#type()} tells which. */
  default void onUnhandled(Event event) {}
}
