// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.Printable;
import org.postrider.transport.auth.AuthenticationException;

/**
 * Why a socket could not be had, or was lost; the message names the peer's host and port.
 *
 * <p>Immutable.
 */
public final class TransportException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The kind of failure. */
  public enum Kind {
    /** The host's name has no address. */
    UNKNOWN_HOST,
    /** Nobody listens at the port. */
    REFUSED,
    /** The network or host cannot be reached, or this machine cannot open the socket. */
    UNREACHABLE,
    /** No connection ready for AMQP in {@link TransportOptions#connectTimeoutMs}. */
    CONNECT_TIMEOUT,
    /** SASL and the AMQP header took longer than {@link TransportOptions#handshakeTimeoutMs}. */
    HANDSHAKE_TIMEOUT,
    /** SASL failed, when the cause is an {@link AuthenticationException}, or a proxy's log-in. */
    AUTHENTICATION,
    /**
     * One end refuses the other's certificate or offer, or this end's TLS settings are of no use;
     * the message names the certificate or file.
     */
    TLS,
    /** The peer does not speak AMQP 1.0 as it must. */
    PROTOCOL,
    /** The address needs a library that is not on the class path: for WebSocket or a proxy. */
    UNSUPPORTED,
    /** What this side needs for a try cannot be had: credentials, a certificate. */
    UNREADY,
    /** The peer closed the socket, or the network did. */
    CLOSED,
    /** This side gave up. */
    CANCELLED
  }

  private static final int MAX_MESSAGE_CHARS = 2_000;

  private final Kind kind;

  TransportException(Kind kind, String endpoint, String what, @Nullable Throwable cause) {
    super(Printable.of(endpoint + ": " + what, MAX_MESSAGE_CHARS), cause);
    this.kind = kind;
  }

  /** The cause, or null where its own message would move a terminal: a log prints it as it is. */
  static @Nullable Throwable printable(@Nullable Throwable cause) {
    String message = cause == null ? null : cause.getMessage();
    return message == null || message.equals(Printable.of(message, message.length()))
        ? cause
        : null;
  }

  private TransportException(TransportException failure, String hint) {
    super(failure.getMessage() + hint, failure.getCause());
    this.kind = failure.kind;
  }

  /** The same failure with words behind its own. */
  TransportException with(String hint) {
    return new TransportException(this, hint);
  }

  /** What a failure to connect means. */
  static TransportException ofConnect(String endpoint, @Nullable Throwable cause) {
    if (cause instanceof TransportException typed) {
      return typed;
    }
    if (cause instanceof UnknownHostException) {
      return new TransportException(Kind.UNKNOWN_HOST, endpoint, "unknown host", cause);
    }
    if (cause instanceof io.netty.channel.ConnectTimeoutException) {
      return new TransportException(Kind.CONNECT_TIMEOUT, endpoint, "no connection in time", cause);
    }
    String text = String.valueOf(cause);
    if (cause instanceof ConnectException && text.toLowerCase(Locale.ROOT).contains("refused")) {
      return new TransportException(
          Kind.REFUSED, endpoint, "connection refused; nobody listens there", cause);
    }
    return new TransportException(Kind.UNREACHABLE, endpoint, "cannot connect: " + text, cause);
  }

  /** What a try could not be made with. */
  static TransportException ofRequest(String endpoint, Throwable cause) {
    return new TransportException(
        Kind.UNREADY, endpoint, String.valueOf(cause.getMessage()), cause);
  }

  /** What a failed SASL negotiation means. */
  static TransportException ofSasl(String endpoint, AuthenticationException cause) {
    Kind kind =
        switch (cause.reason()) {
          case NO_MECHANISM, REFUSED, UNVERIFIED, UNUSABLE -> Kind.AUTHENTICATION;
          case PROTOCOL -> Kind.PROTOCOL;
          case CLOSED -> Kind.CLOSED;
        };
    return new TransportException(kind, endpoint, String.valueOf(cause.getMessage()), cause);
  }

  /** The loss of an open socket. */
  static TransportException ofLoss(String endpoint, @Nullable Throwable cause) {
    if (cause instanceof TransportException typed) {
      return typed;
    }
    String what =
        cause == null ? "the peer closed the connection" : "connection lost: " + cause.getMessage();
    return new TransportException(Kind.CLOSED, endpoint, what, cause);
  }

  /** The kind of failure. */
  public Kind kind() {
    return kind;
  }
}
