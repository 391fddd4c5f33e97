// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;

/**
 * This machine, as others see it: what goes there could go over a wire.
 *
 * <p>Stateless.
 */
public final class OuterAddress {

  private OuterAddress() {}

  /** One that is not its loopback; empty on a machine without a network. */
  public static Optional<InetAddress> find() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst();
  }
}
