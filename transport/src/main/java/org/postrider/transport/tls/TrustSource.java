// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.nio.file.Path;

/**
 * Whose certificates are trusted.
 *
 * <p>Immutable.
 */
public sealed interface TrustSource {

  /** The certificates in a trust store. */
  record Store(StoreFile file) implements TrustSource {}

  /** The certificates in a PEM file. */
  record Pem(Path certificates) implements TrustSource {}

  /** Everybody's: for tests. */
  record All() implements TrustSource {}
}
