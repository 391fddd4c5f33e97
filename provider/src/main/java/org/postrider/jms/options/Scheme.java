// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The schemes of a server's URI. */
public enum Scheme {
  /** TCP in clear. */
  AMQP(false, false),
  /** TLS. */
  AMQPS(true, false),
  /** WebSocket in clear. */
  AMQPWS(false, true),
  /** WebSocket over TLS. */
  AMQPWSS(true, true);

  private final String text = name().toLowerCase(Locale.ROOT);
  private final boolean secure;
  private final boolean webSocket;

  Scheme(boolean secure, boolean webSocket) {
    this.secure = secure;
    this.webSocket = webSocket;
  }

  /** Whether TLS is used. */
  public boolean isSecure() {
    return secure;
  }

  /** Whether frames travel in a WebSocket. */
  public boolean isWebSocket() {
    return webSocket;
  }

  /** The scheme as an URI has it. */
  public String text() {
    return text;
  }

  /** The port where an URI names none. */
  int defaultPort(Options options) {
    return options.get(
        secure ? TransportOptions.DEFAULT_SSL_PORT : TransportOptions.DEFAULT_TCP_PORT);
  }

  /** The scheme of a text in any case, or null; ws and wss are what redirects call them. */
  public static @Nullable Scheme of(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "amqp" -> AMQP;
      case "amqps" -> AMQPS;
      case "amqpws", "ws" -> AMQPWS;
      case "amqpwss", "wss" -> AMQPWSS;
      default -> null;
    };
  }
}
