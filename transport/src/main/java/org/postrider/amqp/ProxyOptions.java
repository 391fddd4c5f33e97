// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.jspecify.annotations.Nullable;
import org.postrider.transport.netty.ProxySettings;
import org.postrider.transport.tls.Secret;

/**
 * A proxy to connect through. It is the proxy that looks the peer's name up.
 *
 * <p>Immutable. It needs {@code io.netty:netty-handler-proxy} on the class path. {@link
 * #toString()} masks the password.
 */
public final class ProxyOptions {

  private final ProxySettings settings;

  private ProxyOptions(ProxySettings settings) {
    this.settings = settings;
  }

  /**
   * A proxy for HTTP's CONNECT.
   *
   * @throws IllegalArgumentException if the host is blank or the port not between 1 and 65535
   */
  public static ProxyOptions http(String host, int port) {
    return of(ProxySettings.Kind.HTTP, host, port);
  }

  /**
   * A SOCKS proxy of version 4a.
   *
   * @throws IllegalArgumentException if the host is blank or the port not between 1 and 65535
   */
  public static ProxyOptions socks4(String host, int port) {
    return of(ProxySettings.Kind.SOCKS4, host, port);
  }

  /**
   * A SOCKS proxy of version 5.
   *
   * @throws IllegalArgumentException if the host is blank or the port not between 1 and 65535
   */
  public static ProxyOptions socks5(String host, int port) {
    return of(ProxySettings.Kind.SOCKS5, host, port);
  }

  private static ProxyOptions of(ProxySettings.Kind kind, String host, int port) {
    return new ProxyOptions(new ProxySettings(kind, Checks.given("host", host), port, null, null));
  }

  /**
   * The same proxy with a log-in.
   *
   * @param password null for none; SOCKS4 has no passwords
   * @throws IllegalArgumentException if a password is given to a SOCKS4 proxy
   */
  public ProxyOptions login(String user, @Nullable String password) {
    return login(user, Secret.of(password));
  }

  /**
   * The same with a password of which a copy is taken; the caller may wipe its own.
   *
   * @throws IllegalArgumentException if the proxy is a SOCKS4 one
   */
  public ProxyOptions login(String user, char[] password) {
    return login(user, Secret.of(Checks.given("password", password)));
  }

  private ProxyOptions login(String user, @Nullable Secret password) {
    return new ProxyOptions(
        new ProxySettings(
            settings.kind(),
            settings.host(),
            settings.port(),
            Checks.text("user", user),
            password));
  }

  ProxySettings settings() {
    return settings;
  }

  /** Kind, host and port, and the user if there is one. */
  @Override
  public String toString() {
    String user = settings.user();
    return settings.display() + (user == null ? "" : " as " + user);
  }
}
