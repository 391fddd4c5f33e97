// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import io.netty.util.NetUtil;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.Printable;
import org.postrider.transport.netty.EndpointAddress;
import org.postrider.transport.recovery.ServerAddress;

/**
 * Where a peer is to be found: {@code scheme://[user:password@]host[:port][/path]}, the scheme
 * {@code amqp} (port 5672), {@code amqps} (TLS, port 5671), {@code amqpws} (WebSocket, port 5672)
 * or {@code amqpwss} (WebSocket over TLS, port 5671), an IPv6 address in brackets; the path is a
 * WebSocket's.
 *
 * <p>Immutable. User and password may be percent-encoded; {@link #toString()} and every error
 * message mask them.
 */
public final class ConnectionUrl {

  /** The port of {@code amqp}. */
  public static final int AMQP_PORT = 5672;

  /** The port of {@code amqps}. */
  public static final int AMQPS_PORT = 5671;

  /** A longer text is no URL. */
  static final int MAX_LENGTH = 2048;

  private static final int MAX_PORT = 65535;
  private static final String FORM = "must be scheme://[user:password@]host[:port][/path]";
  private static final Pattern SHAPE =
      Pattern.compile(
          "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
              + "(?:(?<userinfo>[^/?#]*)@)?"
              + "(?:\\[(?<ipv6>[^\\]@/?#]*)\\]|(?<host>[^:\\[\\]@/?#\\s]+))"
              + "(?::(?<port>[^/?#@]*))?(?<path>/[^?#@]*)?");

  private static final Pattern NOT_OF_A_NAME = Pattern.compile("[^\\p{L}\\p{M}\\p{N}._~-]");

  /** Netty takes everything for the name of a zone. */
  private static final Pattern IPV6 =
      Pattern.compile("[0-9A-Fa-f:.]+(%[\\p{L}\\p{M}\\p{N}._~%-]+)?");

  private static final Pattern MARK = Pattern.compile("[;&=#?]");

  /**
   * What stands in place of a port and is none: a password, where the host was forgotten. It is
   * looked for behind the last two slashes, of which there may be more, or one, or none.
   */
  private static final Pattern NO_PORT =
      Pattern.compile(
          "((?:.*//|(?>(?i:amqp(?:s|wss?)?:/?)|))(?:\\[[^\\]]*\\]|[^:/?#\\[]*):)"
              + "(?!(?:[+-]?[0-9]*|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)(?:$|[/?#])).*",
          Pattern.DOTALL);

  /** What would end the line of the request that opens the WebSocket, or part it. */
  private static final Pattern NOT_OF_A_PATH = Pattern.compile("[\\s\\p{Cc}]");

  private static final Set<String> SCHEMES = Set.of("amqp", "amqps", "amqpws", "amqpwss");

  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final Pattern SIGNED = Pattern.compile("[+-]?[0-9]*");

  private final String scheme;
  private final String path;
  private final @Nullable String user;
  private final @Nullable String password;
  private final String host;
  private final int port;

  private ConnectionUrl(String url, Matcher parts, int lowestPort) {
    scheme = scheme(url, parts.group("scheme"));
    path = path(url, parts.group("path"));
    String userinfo = parts.group("userinfo");
    int colon = userinfo == null ? -1 : userinfo.indexOf(':');
    user =
        userinfo == null ? null : decoded(url, colon < 0 ? userinfo : userinfo.substring(0, colon));
    if (user != null && user.isEmpty()) {
      throw refused(url, "has an empty user: it " + FORM);
    }
    password = userinfo == null || colon < 0 ? null : decoded(url, userinfo.substring(colon + 1));
    String ipv6 = parts.group("ipv6");
    if (ipv6 != null && !(IPV6.matcher(ipv6).matches() && NetUtil.isValidIpV6Address(ipv6))) {
      throw refused(url, "names [" + excerpt(ipv6) + "], which is no IPv6 address");
    }
    host = ipv6 != null ? ipv6 : name(url, parts.group("host"));
    port = port(url, parts.group("port"), lowestPort);
  }

  private ConnectionUrl(ConnectionUrl from, String scheme, ServerAddress to) {
    this.scheme = scheme;
    this.path = isWebSocket() && to.path() != null ? to.path() : "";
    this.host = to.host();
    this.port = to.port() > 0 ? to.port() : isTls() ? AMQPS_PORT : AMQP_PORT;
    this.user = from.user;
    this.password = from.password;
  }

  /**
   * Where a peer says that another is to be found, with the same credentials.
   *
   * @throws IllegalArgumentException if the scheme or path is none
   */
  ConnectionUrl movedTo(ServerAddress to) {
    String named = to.scheme() == null ? scheme : to.scheme();
    String wanted = named.equals("ws") || named.equals("wss") ? "amqp" + named : named;
    ConnectionUrl moved = new ConnectionUrl(this, scheme(to.host(), wanted), to);
    moved.address(); // refuses what is no address
    return moved;
  }

  /**
   * The URL of a peer to connect to.
   *
   * @throws IllegalArgumentException if it is missing or malformed, has another scheme, an empty
   *     user, or a port that is not between 1 and 65535; the message names the value and the rule
   */
  public static ConnectionUrl parse(@Nullable String url) {
    return parse(url, 1);
  }

  /**
   * The URL of an address to listen on: port 0 stands for any free one.
   *
   * @throws IllegalArgumentException as {@link #parse}, but port 0 is allowed
   */
  public static ConnectionUrl parseForListen(@Nullable String url) {
    return parse(url, 0);
  }

  private static ConnectionUrl parse(@Nullable String url, int lowestPort) {
    if (url == null || url.isBlank()) {
      throw new IllegalArgumentException("URL is missing: it " + FORM);
    }
    if (url.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "URL of " + url.length() + " characters must not have more than " + MAX_LENGTH);
    }
    Matcher parts = SHAPE.matcher(url);
    if (!parts.matches()) {
      throw refused(url, "is malformed: it " + FORM);
    }
    return new ConnectionUrl(url, parts, lowestPort);
  }

  private static String name(String url, String text) {
    Matcher wrong = NOT_OF_A_NAME.matcher(text);
    if (wrong.find()) {
      throw refused(
          url, "has '" + wrong.group() + "' in its host, which must be a name or address");
    }
    return text;
  }

  private static String scheme(String url, String text) {
    String scheme = text.toLowerCase(Locale.ROOT);
    if (!SCHEMES.contains(scheme)) {
      throw refused(
          url, "has the scheme '" + text + "', which must be amqp, amqps, amqpws or amqpwss");
    }
    return scheme;
  }

  private String path(String url, @Nullable String text) {
    if (text == null || text.equals("/")) {
      return "";
    }
    if (!isWebSocket()) {
      throw refused(url, "has a path, which only a WebSocket's may have: amqpws or amqpwss");
    }
    if (NOT_OF_A_PATH.matcher(text).find()) {
      throw refused(url, "has blanks or control characters in its path");
    }
    return text;
  }

  private int port(String url, @Nullable String text, int lowest) {
    if (text == null) {
      return isTls() ? AMQPS_PORT : AMQP_PORT;
    }
    int number = PORT.matcher(text).matches() ? Integer.parseInt(text) : -1;
    if (number < lowest || number > MAX_PORT) {
      String only = lowest == 1 ? " (0 is for listening only)" : "";
      throw refused(
          url,
          "has port "
              + number(text)
              + ", which must be between "
              + lowest
              + " and "
              + MAX_PORT
              + only);
    }
    return number;
  }

  /** Of what stands for a port: where the host was forgotten it is a password. */
  private static String number(String text) {
    if (text.isEmpty()) {
      return "''";
    }
    Matcher number = SIGNED.matcher(text);
    return number.lookingAt() && number.end() < text.length() ? number.group() + "…" : text;
  }

  private static String decoded(String url, String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      // Not kept as the cause: it would show the credentials.
      throw refused(url, "has credentials with a malformed percent-encoding");
    }
  }

  private static IllegalArgumentException refused(String url, String why) {
    String message = "URL '" + excerpt(masked(url)) + "' " + why;
    return new IllegalArgumentException(Printable.of(message, message.length()));
  }

  /** Up to what would part options, had a URL any: a password may stand behind it. */
  private static String excerpt(String text) {
    Matcher mark = MARK.matcher(text);
    return mark.find() ? text.substring(0, mark.end()) + "…" : text;
  }

  /** A text with the credentials of the URL in it masked, however malformed it is. */
  static String masked(String url) {
    int at = url.lastIndexOf('@');
    if (at < 0) {
      Matcher noPort = NO_PORT.matcher(url);
      return noPort.matches() ? noPort.group(1) + "***" : url;
    }
    // Without the two slashes nobody can tell where the credentials begin.
    int slashes = url.indexOf("//");
    String scheme = slashes >= 0 && slashes < at ? url.substring(0, slashes + 2) : "";
    return scheme + "***:***" + url.substring(at);
  }

  /** {@code amqp}, {@code amqps}, {@code amqpws} or {@code amqpwss}. */
  public String scheme() {
    return scheme;
  }

  /** Whether the connection is encrypted: {@code amqps} or {@code amqpwss}. */
  public boolean isTls() {
    return scheme.endsWith("s") && !scheme.equals("amqpws");
  }

  /** Whether AMQP goes through a WebSocket: {@code amqpws} or {@code amqpwss}. */
  public boolean isWebSocket() {
    return scheme.startsWith("amqpws");
  }

  /** The path of a WebSocket, with its slash, or the empty text for {@code /}. */
  public String path() {
    return path;
  }

  EndpointAddress address() {
    return new EndpointAddress(scheme, host, port, path);
  }

  /** The user in the URL, or null. */
  public @Nullable String user() {
    return user;
  }

  /** The password in the URL, or null. */
  public @Nullable String password() {
    return password;
  }

  /** The host's name or address, an IPv6 one without its brackets. */
  public String host() {
    return host;
  }

  /** The port: 1 to 65535, or 0 to listen on any. */
  public int port() {
    return port;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConnectionUrl url
        && scheme.equals(url.scheme)
        && path.equals(url.path)
        && port == url.port
        && host.equalsIgnoreCase(url.host)
        && Objects.equals(user, url.user)
        && Objects.equals(password, url.password);
  }

  @Override
  public int hashCode() {
    return Objects.hash(scheme, host.toLowerCase(Locale.ROOT), port);
  }

  /** The URL with its port, credentials masked. */
  @Override
  public String toString() {
    String credentials = user == null ? "" : "***:***@";
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return scheme() + "://" + credentials + shown + ":" + port + path;
  }
}
