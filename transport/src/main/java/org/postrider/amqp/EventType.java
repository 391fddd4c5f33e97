// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.function.BiConsumer;

/**
 * The kinds of event, each with the method of {@link MessagingHandler} that it comes to.
 *
 * <p>Immutable.
 */
public enum EventType {
  /** For {@link MessagingHandler#onStart}. */
  START(MessagingHandler::onStart),
  /** For {@link MessagingHandler#onTimerTask}. */
  TIMER_TASK(MessagingHandler::onTimerTask),
  /** For {@link MessagingHandler#onMessage}. */
  MESSAGE(MessagingHandler::onMessage),
  /** For {@link MessagingHandler#onSendable}. */
  SENDABLE(MessagingHandler::onSendable),
  /** For {@link MessagingHandler#onAccepted}. */
  ACCEPTED(MessagingHandler::onAccepted),
  /** For {@link MessagingHandler#onRejected}. */
  REJECTED(MessagingHandler::onRejected),
  /** For {@link MessagingHandler#onReleased}. */
  RELEASED(MessagingHandler::onReleased),
  /** For {@link MessagingHandler#onModified}. */
  MODIFIED(MessagingHandler::onModified),
  /** For {@link MessagingHandler#onDeliveryUpdated}. */
  DELIVERY_UPDATED(MessagingHandler::onDeliveryUpdated),
  /** For {@link MessagingHandler#onSettled}. */
  SETTLED(MessagingHandler::onSettled),
  /** For {@link MessagingHandler#onDeliveryLost}. */
  DELIVERY_LOST(MessagingHandler::onDeliveryLost),
  /** For {@link MessagingHandler#onAborted}. */
  ABORTED(MessagingHandler::onAborted),
  /** For {@link MessagingHandler#onDrained}. */
  DRAINED(MessagingHandler::onDrained),
  /** For {@link MessagingHandler#onConnectionOpening}. */
  CONNECTION_OPENING(MessagingHandler::onConnectionOpening),
  /** For {@link MessagingHandler#onConnectionOpened}. */
  CONNECTION_OPENED(MessagingHandler::onConnectionOpened),
  /** For {@link MessagingHandler#onConnectionClosing}. */
  CONNECTION_CLOSING(MessagingHandler::onConnectionClosing),
  /** For {@link MessagingHandler#onConnectionClosed}. */
  CONNECTION_CLOSED(MessagingHandler::onConnectionClosed),
  /** For {@link MessagingHandler#onConnectionError}. */
  CONNECTION_ERROR(MessagingHandler::onConnectionError),
  /** For {@link MessagingHandler#onTransportError}. */
  TRANSPORT_ERROR(MessagingHandler::onTransportError),
  /** For {@link MessagingHandler#onDisconnected}. */
  DISCONNECTED(MessagingHandler::onDisconnected),
  /** For {@link MessagingHandler#onReconnecting}. */
  RECONNECTING(MessagingHandler::onReconnecting),
  /** For {@link MessagingHandler#onReconnected}. */
  RECONNECTED(MessagingHandler::onReconnected),
  /** For {@link MessagingHandler#onReconnectGaveUp}. */
  RECONNECT_GAVE_UP(MessagingHandler::onReconnectGaveUp),
  /** For {@link MessagingHandler#onSessionOpening}. */
  SESSION_OPENING(MessagingHandler::onSessionOpening),
  /** For {@link MessagingHandler#onSessionOpened}. */
  SESSION_OPENED(MessagingHandler::onSessionOpened),
  /** For {@link MessagingHandler#onSessionClosing}. */
  SESSION_CLOSING(MessagingHandler::onSessionClosing),
  /** For {@link MessagingHandler#onSessionClosed}. */
  SESSION_CLOSED(MessagingHandler::onSessionClosed),
  /** For {@link MessagingHandler#onSessionError}. */
  SESSION_ERROR(MessagingHandler::onSessionError),
  /** For {@link MessagingHandler#onLinkOpening}. */
  LINK_OPENING(MessagingHandler::onLinkOpening),
  /** For {@link MessagingHandler#onLinkOpened}. */
  LINK_OPENED(MessagingHandler::onLinkOpened),
  /** For {@link MessagingHandler#onLinkClosing}. */
  LINK_CLOSING(MessagingHandler::onLinkClosing),
  /** For {@link MessagingHandler#onLinkClosed}. */
  LINK_CLOSED(MessagingHandler::onLinkClosed),
  /** For {@link MessagingHandler#onLinkError}. */
  LINK_ERROR(MessagingHandler::onLinkError),
  /** For {@link MessagingHandler#onTransactionDeclared}. */
  TRANSACTION_DECLARED(MessagingHandler::onTransactionDeclared),
  /** For {@link MessagingHandler#onTransactionCommitted}. */
  TRANSACTION_COMMITTED(MessagingHandler::onTransactionCommitted),
  /** For {@link MessagingHandler#onTransactionAborted}. */
  TRANSACTION_ABORTED(MessagingHandler::onTransactionAborted),
  /** For {@link MessagingHandler#onTransactionDeclareFailed}. */
  TRANSACTION_DECLARE_FAILED(MessagingHandler::onTransactionDeclareFailed),
  /** For {@link MessagingHandler#onTransactionCommitFailed}. */
  TRANSACTION_COMMIT_FAILED(MessagingHandler::onTransactionCommitFailed),
  /** For {@link MessagingHandler#onTransactionInDoubt}. */
  TRANSACTION_IN_DOUBT(MessagingHandler::onTransactionInDoubt),
  /** For {@link MessagingHandler#onConnectionInit}. */
  CONNECTION_INIT(MessagingHandler::onConnectionInit),
  /** For {@link MessagingHandler#onConnectionBound}. */
  CONNECTION_BOUND(MessagingHandler::onConnectionBound),
  /** For {@link MessagingHandler#onConnectionUnbound}. */
  CONNECTION_UNBOUND(MessagingHandler::onConnectionUnbound),
  /** For {@link MessagingHandler#onConnectionLocalOpen}. */
  CONNECTION_LOCAL_OPEN(MessagingHandler::onConnectionLocalOpen),
  /** For {@link MessagingHandler#onConnectionRemoteOpen}. */
  CONNECTION_REMOTE_OPEN(MessagingHandler::onConnectionRemoteOpen),
  /** For {@link MessagingHandler#onConnectionLocalClose}. */
  CONNECTION_LOCAL_CLOSE(MessagingHandler::onConnectionLocalClose),
  /** For {@link MessagingHandler#onConnectionRemoteClose}. */
  CONNECTION_REMOTE_CLOSE(MessagingHandler::onConnectionRemoteClose),
  /** For {@link MessagingHandler#onConnectionFinal}. */
  CONNECTION_FINAL(MessagingHandler::onConnectionFinal),
  /** For {@link MessagingHandler#onSessionInit}. */
  SESSION_INIT(MessagingHandler::onSessionInit),
  /** For {@link MessagingHandler#onSessionLocalOpen}. */
  SESSION_LOCAL_OPEN(MessagingHandler::onSessionLocalOpen),
  /** For {@link MessagingHandler#onSessionRemoteOpen}. */
  SESSION_REMOTE_OPEN(MessagingHandler::onSessionRemoteOpen),
  /** For {@link MessagingHandler#onSessionLocalClose}. */
  SESSION_LOCAL_CLOSE(MessagingHandler::onSessionLocalClose),
  /** For {@link MessagingHandler#onSessionRemoteClose}. */
  SESSION_REMOTE_CLOSE(MessagingHandler::onSessionRemoteClose),
  /** For {@link MessagingHandler#onSessionFinal}. */
  SESSION_FINAL(MessagingHandler::onSessionFinal),
  /** For {@link MessagingHandler#onLinkInit}. */
  LINK_INIT(MessagingHandler::onLinkInit),
  /** For {@link MessagingHandler#onLinkLocalOpen}. */
  LINK_LOCAL_OPEN(MessagingHandler::onLinkLocalOpen),
  /** For {@link MessagingHandler#onLinkRemoteOpen}. */
  LINK_REMOTE_OPEN(MessagingHandler::onLinkRemoteOpen),
  /** For {@link MessagingHandler#onLinkLocalClose}. */
  LINK_LOCAL_CLOSE(MessagingHandler::onLinkLocalClose),
  /** For {@link MessagingHandler#onLinkRemoteClose}. */
  LINK_REMOTE_CLOSE(MessagingHandler::onLinkRemoteClose),
  /** For {@link MessagingHandler#onLinkLocalDetach}. */
  LINK_LOCAL_DETACH(MessagingHandler::onLinkLocalDetach),
  /** For {@link MessagingHandler#onLinkRemoteDetach}. */
  LINK_REMOTE_DETACH(MessagingHandler::onLinkRemoteDetach),
  /** For {@link MessagingHandler#onLinkFlow}. */
  LINK_FLOW(MessagingHandler::onLinkFlow),
  /** For {@link MessagingHandler#onLinkFinal}. */
  LINK_FINAL(MessagingHandler::onLinkFinal),
  /** For {@link MessagingHandler#onDelivery}. */
  DELIVERY(MessagingHandler::onDelivery);

  @SuppressWarnings("ImmutableEnumChecker") // A method reference without state.
  private final BiConsumer<MessagingHandler, Event> callback;

  EventType(BiConsumer<MessagingHandler, Event> callback) {
    this.callback = callback;
  }

  void deliver(MessagingHandler handler, Event event) {
    callback.accept(handler, event);
  }
}
