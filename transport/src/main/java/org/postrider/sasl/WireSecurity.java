// SPDX-License-Identifier: Apache-2.0
package org.postrider.sasl;

/** Who could read what is sent: decides whether a password may go out as it is. */
public enum WireSecurity {
  /** TLS: nobody. */
  ENCRYPTED,
  /** Plain, but it does not leave this machine. */
  LOOPBACK,
  /**
   * Plain, to another machine: anybody on the way. Or to a server that another one has named over
   * such a connection: with TLS it may still be anybody's.
   */
  CLEAR
}
