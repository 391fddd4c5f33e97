// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.value;

/** The error conditions that AMQP defines (AMQP 2.8.15 to 2.8.18, 4.5.8); peers may send others. */
public final class ErrorConditions {

  /** An internal error; an operator may have to act. */
  public static final Symbol INTERNAL_ERROR = Symbol.of("amqp:internal-error");

  /** A remote entity does not exist. */
  public static final Symbol NOT_FOUND = Symbol.of("amqp:not-found");

  /** Security settings forbid it. */
  public static final Symbol UNAUTHORIZED_ACCESS = Symbol.of("amqp:unauthorized-access");

  /** Data could not be decoded. */
  public static final Symbol DECODE_ERROR = Symbol.of("amqp:decode-error");

  /** A peer exceeded what it may use. */
  public static final Symbol RESOURCE_LIMIT_EXCEEDED = Symbol.of("amqp:resource-limit-exceeded");

  /** A frame was used against its semantics. */
  public static final Symbol NOT_ALLOWED = Symbol.of("amqp:not-allowed");

  /** A field's value is invalid. */
  public static final Symbol INVALID_FIELD = Symbol.of("amqp:invalid-field");

  /** The function is not implemented. */
  public static final Symbol NOT_IMPLEMENTED = Symbol.of("amqp:not-implemented");

  /** Somebody else holds the entity. */
  public static final Symbol RESOURCE_LOCKED = Symbol.of("amqp:resource-locked");

  /** A precondition does not hold. */
  public static final Symbol PRECONDITION_FAILED = Symbol.of("amqp:precondition-failed");

  /** The entity was deleted. */
  public static final Symbol RESOURCE_DELETED = Symbol.of("amqp:resource-deleted");

  /** The frame is not permitted in this state. */
  public static final Symbol ILLEGAL_STATE = Symbol.of("amqp:illegal-state");

  /** The frame cannot be sent within the agreed frame size. */
  public static final Symbol FRAME_SIZE_TOO_SMALL = Symbol.of("amqp:frame-size-too-small");

  /** An operator closed the connection; it may be tried again later. */
  public static final Symbol CONNECTION_FORCED = Symbol.of("amqp:connection:forced");

  /** No valid frame could be read. */
  public static final Symbol FRAMING_ERROR = Symbol.of("amqp:connection:framing-error");

  /** The container is to be found elsewhere. */
  public static final Symbol CONNECTION_REDIRECT = Symbol.of("amqp:connection:redirect");

  /** The peer exceeded the session's incoming window. */
  public static final Symbol WINDOW_VIOLATION = Symbol.of("amqp:session:window-violation");

  /** Input came for a link that was detached with an error. */
  public static final Symbol ERRANT_LINK = Symbol.of("amqp:session:errant-link");

  /** An attach used a handle that is attached. */
  public static final Symbol HANDLE_IN_USE = Symbol.of("amqp:session:handle-in-use");

  /** A frame used a handle that is not attached. */
  public static final Symbol UNATTACHED_HANDLE = Symbol.of("amqp:session:unattached-handle");

  /** An operator detached the link. */
  public static final Symbol DETACH_FORCED = Symbol.of("amqp:link:detach-forced");

  /** The peer sent more than its credit. */
  public static final Symbol TRANSFER_LIMIT_EXCEEDED =
      Symbol.of("amqp:link:transfer-limit-exceeded");

  /** A message is larger than the link allows. */
  public static final Symbol MESSAGE_SIZE_EXCEEDED = Symbol.of("amqp:link:message-size-exceeded");

  /** The node is to be found elsewhere. */
  public static final Symbol LINK_REDIRECT = Symbol.of("amqp:link:redirect");

  /** The link was attached elsewhere. */
  public static final Symbol LINK_STOLEN = Symbol.of("amqp:link:stolen");

  /** No transaction of this id is known. */
  public static final Symbol TRANSACTION_UNKNOWN_ID = Symbol.of("amqp:transaction:unknown-id");

  /** The transaction was rolled back. */
  public static final Symbol TRANSACTION_ROLLBACK = Symbol.of("amqp:transaction:rollback");

  /** The transaction took too long. */
  public static final Symbol TRANSACTION_TIMEOUT = Symbol.of("amqp:transaction:timeout");

  private ErrorConditions() {}
}
