// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * On whose account work is done for a socket: one host, however many ports it has, and whichever of
 * its names or addresses within one network of IPv6 was taken.
 *
 * <p>Immutable.
 *
 * @param key what tells it from others
 */
record PeerHost(Object key) {

  /** A host of IPv6 has all of these addresses (RFC 4291, 2.5.4). */
  private static final int NETWORK_OCTETS = 8;

  /** The host at the other end of a socket. */
  static PeerHost of(@Nullable SocketAddress remote) {
    if (remote instanceof InetSocketAddress internet && !internet.isUnresolved()) {
      return internet.getAddress() instanceof Inet6Address six
          ? new PeerHost(ByteBuffer.wrap(Arrays.copyOf(six.getAddress(), NETWORK_OCTETS)))
          : new PeerHost(internet.getAddress());
    }
    return named(String.valueOf(remote));
  }

  /** A host whose address only a proxy knows. */
  static PeerHost named(String host) {
    return new PeerHost(host.toLowerCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return key instanceof ByteBuffer ? "a network of IPv6" : key.toString();
  }
}
