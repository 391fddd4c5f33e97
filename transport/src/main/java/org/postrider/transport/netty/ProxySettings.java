// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.Printable;
import org.postrider.transport.tls.Secret;

/**
 * A proxy to connect through. The peer's host is looked up by the proxy.
 *
 * <p>Immutable.
 *
 * @param kind what it speaks
 * @param host of the proxy
 * @param port of the proxy, 1 to 65535
 * @param user to log in with, or null
 * @param password of the user, or null; SOCKS4 has none
 */
public record ProxySettings(
    Kind kind, String host, int port, @Nullable String user, @Nullable Secret password) {

  /** What proxies speak. */
  public enum Kind {
    /** HTTP's CONNECT. */
    HTTP,
    /** SOCKS version 4a. */
    SOCKS4,
    /** SOCKS version 5. */
    SOCKS5
  }

  private static final int MAX_PORT = 65_535;

  /** Their length is told in one octet. */
  private static final int MAX_SOCKS5_OCTETS = 255;

  private static final Pattern NOT_OF_A_NAME = Pattern.compile("[^\\p{L}\\p{M}\\p{N}._~-]");

  /** Refuses what cannot be connected to, and what cannot be said to it. */
  public ProxySettings {
    checkHost(host);
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("proxy port " + port + " must be 1 to " + MAX_PORT);
    }
    if (password != null && user == null) {
      throw new IllegalArgumentException("a proxy's password must come with a user");
    }
    if (password != null && kind == Kind.SOCKS4) {
      throw new IllegalArgumentException("a SOCKS4 proxy takes no password");
    }
    if (user != null && kind == Kind.HTTP && user.indexOf(':') >= 0) {
      // What stands behind it may be the password.
      throw new IllegalArgumentException(
          "the user of an HTTP proxy must not have a colon in it (RFC 7617, 2): '"
              + Printable.name(user.substring(0, user.indexOf(':')))
              + ":…'; its password is given apart");
    }
    if (kind != Kind.HTTP && !(isAscii(user) && isAscii(password))) {
      throw new IllegalArgumentException(
          "user and password of a " + kind + " proxy must be of ASCII characters");
    }
    if (kind == Kind.SOCKS5) {
      checkLength("user", user == null ? 0 : user.length());
      checkLength("password", password == null ? 0 : length(password));
    }
  }

  private static void checkLength(String what, int octets) {
    if (octets > MAX_SOCKS5_OCTETS) {
      throw new IllegalArgumentException(
          "the "
              + what
              + " of a SOCKS5 proxy has "
              + octets
              + " characters, and must have "
              + MAX_SOCKS5_OCTETS
              + " at most (RFC 1929, 2)");
    }
  }

  private static int length(Secret secret) {
    char[] characters = secret.copy();
    Arrays.fill(characters, '\0');
    return characters.length;
  }

  private static void checkHost(String host) {
    if (host.isBlank()) {
      throw new IllegalArgumentException("a proxy must name a host");
    }
    Matcher wrong = NOT_OF_A_NAME.matcher(host);
    boolean bare = host.charAt(0) != '[' && NetUtil.isValidIpV6Address(host);
    if (!bare && wrong.find()) {
      // What stands around it is not shown: in a URL there may be a password.
      throw new IllegalArgumentException(
          "a proxy's host must be a name or an address, and cannot hold '"
              + Printable.of(wrong.group(), 1)
              + "': its port, user and password are given apart");
    }
  }

  /** SOCKS tells of no other encoding (RFC 1929), and the library knows no other. */
  private static boolean isAscii(@Nullable String text) {
    return text == null || text.chars().allMatch(c -> c < 0x80);
  }

  private static boolean isAscii(@Nullable Secret secret) {
    if (secret == null) {
      return true;
    }
    char[] characters = secret.copy();
    boolean ascii = true;
    for (char c : characters) {
      ascii &= c < 0x80;
    }
    Arrays.fill(characters, '\0');
    return ascii;
  }

  /** A text in which the password does not stand, nor the log-in made of it (RFC 7617, 2). */
  String masking(String text) {
    if (password == null) {
      return text;
    }
    String secret = new String(password.copy());
    byte[] login = (user + ":" + secret).getBytes(StandardCharsets.UTF_8);
    String basic = Base64.getEncoder().encodeToString(login);
    return Printable.masking(Printable.masking(text, basic), secret);
  }

  /** Kind, host and port. */
  public String display() {
    return kind + " proxy " + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
