// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import io.netty.util.NetUtil;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a peer is to be found: {@code scheme://[user:password@]host[:port]}, the scheme {@code
 * amqp} (port 5672) or {@code amqps} (TLS, port 5671), an IPv6 address in brackets.
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
  private static final String FORM = "must be scheme://[user:password@]host[:port]";
  private static final Pattern SHAPE =
      Pattern.compile(
          "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
              + "(?:(?<userinfo>[^/?#]*)@)?"
              + "(?:\\[(?<ipv6>[^\\]@/?#]*)\\]|(?<host>[^:\\[\\]@/?#\\s]+))"
              + "(?::(?<port>[^/?#@]*))?/?");

  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  private final boolean tls;
  private final @Nullable String user;
  private final @Nullable String password;
  private final String host;
  private final int port;

  private ConnectionUrl(String url, Matcher parts, int lowestPort) {
    tls = tls(url, parts.group("scheme"));
    String userinfo = parts.group("userinfo");
    int colon = userinfo == null ? -1 : userinfo.indexOf(':');
    user =
        userinfo == null ? null : decoded(url, colon < 0 ? userinfo : userinfo.substring(0, colon));
    password = userinfo == null || colon < 0 ? null : decoded(url, userinfo.substring(colon + 1));
    String ipv6 = parts.group("ipv6");
    if (ipv6 != null && !NetUtil.isValidIpV6Address(ipv6)) {
      throw refused(url, "names [" + ipv6 + "], which is no IPv6 address");
    }
    host = ipv6 != null ? ipv6 : parts.group("host");
    port = port(url, parts.group("port"), lowestPort);
  }

  private ConnectionUrl(ConnectionUrl from, boolean tls, String host, int port) {
    this.tls = tls;
    this.host = host;
    this.port = port;
    this.user = from.user;
    this.password = from.password;
  }

  /**
   * Where a peer says that another is to be found, with the same credentials.
   *
   * @param newScheme null for the same
   * @param newPort -1 for the scheme's
   * @throws IllegalArgumentException if the scheme is none
   */
  ConnectionUrl movedTo(@Nullable String newScheme, String newHost, int newPort) {
    boolean newTls = newScheme == null ? tls : tls(newHost, newScheme);
    int port = newPort > 0 ? newPort : newTls ? AMQPS_PORT : AMQP_PORT;
    return new ConnectionUrl(this, newTls, newHost, port);
  }

  /**
   * The URL of a peer to connect to.
   *
   * @throws IllegalArgumentException if it is missing or malformed, has another scheme, or a port
   *     that is not between 1 and 65535; the message names the value and the rule
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

  private static boolean tls(String url, String scheme) {
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "amqp" -> false;
      case "amqps" -> true;
      default -> throw refused(url, "has the scheme '" + scheme + "', which must be amqp or amqps");
    };
  }

  private int port(String url, @Nullable String text, int lowest) {
    if (text == null) {
      return tls ? AMQPS_PORT : AMQP_PORT;
    }
    int number = PORT.matcher(text).matches() ? Integer.parseInt(text) : -1;
    if (number < lowest || number > MAX_PORT) {
      String only = lowest == 1 ? " (0 is for listening only)" : "";
      throw refused(
          url,
          "has port " + text + ", which must be between " + lowest + " and " + MAX_PORT + only);
    }
    return number;
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
    return new IllegalArgumentException("URL '" + masked(url) + "' " + why);
  }

  /** A text with the credentials of the URL in it masked, however malformed it is. */
  static String masked(String url) {
    int at = url.lastIndexOf('@');
    if (at < 0) {
      return url;
    }
    // Without the two slashes nobody can tell where the credentials begin.
    int slashes = url.indexOf("//");
    String scheme = slashes >= 0 && slashes < at ? url.substring(0, slashes + 2) : "";
    return scheme + "***:***" + url.substring(at);
  }

  /** {@code amqp} or {@code amqps}. */
  public String scheme() {
    return tls ? "amqps" : "amqp";
  }

  /** Whether the connection is encrypted: {@code amqps}. */
  public boolean isTls() {
    return tls;
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
        && tls == url.tls
        && port == url.port
        && host.equalsIgnoreCase(url.host)
        && Objects.equals(user, url.user)
        && Objects.equals(password, url.password);
  }

  @Override
  public int hashCode() {
    return Objects.hash(tls, host.toLowerCase(Locale.ROOT), port);
  }

  /** The URL with its port, credentials masked. */
  @Override
  public String toString() {
    String credentials = user == null ? "" : "***:***@";
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return scheme() + "://" + credentials + shown + ":" + port;
  }
}
