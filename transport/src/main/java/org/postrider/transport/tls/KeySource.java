// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where this end's certificate and private key come from.
 *
 * <p>Immutable.
 */
public sealed interface KeySource {

  /**
   * A key store.
   *
   * @param file the store
   * @param alias the entry to use, or null for the one that suits the peer
   * @param keyPassword of the entry, or null if it is the store's
   */
  record Store(StoreFile file, @Nullable String alias, @Nullable Secret keyPassword)
      implements KeySource {}

  /**
   * Two PEM files.
   *
   * @param certificates the certificate, and those of its issuers in their order
   * @param key a PKCS#8 private key
   * @param password of the key, or null if it is not encrypted
   */
  record Pem(Path certificates, Path key, @Nullable Secret password) implements KeySource {}
}
