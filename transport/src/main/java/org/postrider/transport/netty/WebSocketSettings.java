// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postrider.codec.wire.Printable;

/**
 * How a WebSocket is opened and limited.
 *
 * <p>Immutable. The path is the address's.
 *
 * @param headers of the upgrade request, beside those that it has anyway; values may be secrets
 * @param compression whether per-message compression is offered (RFC 7692)
 * @param maxFrameSize octets of a frame's payload that are taken from the peer, before and after it
 *     is inflated; 1024 at least
 * @param credentialsInClear whether headers that log in may go to another host unencrypted
 */
public record WebSocketSettings(
    Map<String, String> headers,
    boolean compression,
    int maxFrameSize,
    boolean credentialsInClear) {

  /** What {@link #defaults} allows: frames of AMQP are not split by most peers. */
  public static final int DEFAULT_MAX_FRAME_SIZE = 8 * 1024 * 1024;

  /** The smallest limit that makes sense: AMQP's smallest frame fits. */
  public static final int LEAST_MAX_FRAME_SIZE = 1024;

  /** The headers whose values let their owner in, in lower case (RFC 9110, 11; RFC 6265). */
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "proxy-authorization", "cookie");

  /** What HTTP calls a token (RFC 9110, 5.6.2). */
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private static final WebSocketSettings DEFAULTS =
      new WebSocketSettings(Map.of(), false, DEFAULT_MAX_FRAME_SIZE);

  /** Refuses what no request can have. */
  public WebSocketSettings {
    headers =
        headers.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    headers.forEach(WebSocketSettings::check);
    if (maxFrameSize < LEAST_MAX_FRAME_SIZE) {
      throw new IllegalArgumentException(
          "maxFrameSize " + maxFrameSize + " must be at least " + LEAST_MAX_FRAME_SIZE);
    }
  }

  /** Nothing that logs in goes to another host unencrypted. */
  public WebSocketSettings(Map<String, String> headers, boolean compression, int maxFrameSize) {
    this(headers, compression, maxFrameSize, false);
  }

  private static void check(String name, String value) {
    Matcher token = NAME.matcher(name);
    if (!token.matches()) {
      // What follows is not shown: it may be a value that stands in the wrong place.
      String begin = token.lookingAt() ? token.group() : "";
      String wrong = name.isEmpty() ? "nothing" : "'" + name.charAt(begin.length()) + "'";
      throw new IllegalArgumentException(
          "HTTP header name '" + begin + "' must be an HTTP token, and not go on with " + wrong);
    }
    if (value.chars().anyMatch(each -> each < ' ' && each != '\t' || each == 0x7f)) {
      // The value is not shown: it may be a token.
      throw new IllegalArgumentException(
          "HTTP header '" + name + "' must have a value without control characters");
    }
  }

  /** No further headers, no compression. */
  public static WebSocketSettings defaults() {
    return DEFAULTS;
  }

  /** The names of the headers that log in. */
  List<String> credentials() {
    return headers.keySet().stream()
        .filter(name -> CREDENTIALS.contains(name.toLowerCase(Locale.ROOT)))
        .toList();
  }

  /**
   * What the peer says, without the values of headers, each of which may be a key, and without what
   * follows a scheme in them (RFC 9110, 11.4).
   */
  String masking(String text) {
    String masked = text;
    // Longest first: one may be the begin of another.
    List<String> longestFirst =
        headers.values().stream()
            .map(String::strip)
            .flatMap(value -> Stream.of(value, value.substring(value.indexOf(' ') + 1).strip()))
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    for (String value : longestFirst) {
      masked = Printable.masking(masked, value);
    }
    return masked;
  }

  /** The names of the headers only. */
  @Override
  public String toString() {
    return "WebSocketSettings[headers="
        + headers.keySet()
        + ", compression="
        + compression
        + ", maxFrameSize="
        + maxFrameSize
        + ", credentialsInClear="
        + credentialsInClear
        + "]";
  }
}
