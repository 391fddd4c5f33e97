// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

/**
 * Which mechanisms may show a password or token where others could read it: unencrypted to another
 * host, or to a server that an unencrypted connection has named.
 */
public enum InClear {
  /** None, whatever is named: the names only restrict. */
  NONE,
  /** Those that are named. */
  NAMED,
  /** All. */
  ALL;

  /** Whether one may. */
  boolean allows(boolean named) {
    return switch (this) {
      case NONE -> false;
      case NAMED -> named;
      case ALL -> true;
    };
  }
}
