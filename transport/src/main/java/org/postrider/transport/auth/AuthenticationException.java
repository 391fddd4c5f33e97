// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.sasl.SaslCode;
import org.postrider.codec.value.Symbol;

/**
 * Why a SASL negotiation did not succeed, in words for the person who runs the program.
 *
 * <p>Immutable. It never holds a password, a token or an octet of a mechanism's exchange.
 */
public final class AuthenticationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The kind of failure. */
  public enum Reason {
    /** No mechanism is offered by the server, allowed by the options and usable at once. */
    NO_MECHANISM,
    /** The server refused; the SASL code says why. */
    REFUSED,
    /** The server could not prove that it knows the password, or broke the mechanism's rules. */
    UNVERIFIED,
    /** This end has no credentials to show: none were provided, or they have expired. */
    UNUSABLE,
    /** What came is not the SASL layer of AMQP. */
    PROTOCOL,
    /** The peer closed the connection before the outcome. */
    CLOSED
  }

  private final Reason reason;
  private final @Nullable SaslCode code;
  private final boolean permanent;
  private final transient List<Symbol> offered;

  private AuthenticationException(
      Reason reason,
      String message,
      @Nullable SaslCode code,
      boolean permanent,
      List<Symbol> offered) {
    super(message);
    this.reason = reason;
    this.code = code;
    this.permanent = permanent;
    this.offered = List.copyOf(offered);
  }

  /** A failure without a SASL code. */
  static AuthenticationException of(Reason reason, String message, List<Symbol> offered) {
    boolean permanent =
        switch (reason) {
          case NO_MECHANISM, UNVERIFIED, UNUSABLE, REFUSED -> true;
          case PROTOCOL, CLOSED -> false;
        };
    return new AuthenticationException(reason, message, null, permanent, offered);
  }

  /**
   * The server's refusal.
   *
   * @param otherCredentials whether the next attempt may come with others
   */
  static AuthenticationException refused(
      SaslCode code, String message, List<Symbol> offered, boolean otherCredentials) {
    boolean permanent =
        switch (code) {
          case SYS, SYS_PERM -> true;
          case AUTH -> !otherCredentials;
          case OK, SYS_TEMP -> false;
        };
    return new AuthenticationException(Reason.REFUSED, message, code, permanent, offered);
  }

  /** This end has nothing to show. */
  static AuthenticationException unusable(
      String message, @Nullable Throwable cause, boolean permanent) {
    AuthenticationException failure =
        new AuthenticationException(Reason.UNUSABLE, message, null, permanent, List.of());
    if (cause != null) {
      failure.initCause(cause);
    }
    return failure;
  }

  /** This end would have to show its credentials to whoever listens, below SASL. */
  public static AuthenticationException exposing(String message) {
    return unusable(message, null, true);
  }

  /** The kind of failure. */
  public Reason reason() {
    return reason;
  }

  /** The code of the server's outcome (AMQP 5.3.3.6), or null if there was none. */
  public @Nullable SaslCode code() {
    return code;
  }

  /** The mechanisms that the server offered; empty if it had not come to that. */
  public List<Symbol> offeredMechanisms() {
    return offered == null ? List.of() : offered;
  }

  /**
   * Whether another try with the same options cannot succeed: wrong credentials, no common
   * mechanism, or a server that cannot tell credentials and does not say that it soon can (AMQP
   * 5.3.3.6, sys and sys-perm), but not one that is no SASL server or ended early, and not the
   * credentials of a provider that may give others next time.
   */
  public boolean isPermanent() {
    return permanent;
  }
}
