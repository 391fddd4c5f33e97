// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the system properties of JSSE say of stores, for settings that do not say it.
 *
 * <p>Stateless.
 */
final class SystemStores {

  static final String KEY_STORE = "javax.net.ssl.keyStore";
  static final String TRUST_STORE = "javax.net.ssl.trustStore";

  /** JSSE's word for "there is no file". */
  private static final String NO_FILE = "NONE";

  private SystemStores() {}

  static @Nullable KeySource keys() {
    StoreFile file = file(KEY_STORE);
    return file == null ? null : new KeySource.Store(file, null, null);
  }

  static @Nullable TrustSource trust() {
    StoreFile file = file(TRUST_STORE);
    return file == null ? null : new TrustSource.Store(file);
  }

  private static @Nullable StoreFile file(String property) {
    String location = System.getProperty(property);
    boolean none = location == null || location.isEmpty() || location.equals(NO_FILE);
    return none ? null : new StoreFile(Path.of(location), null, null);
  }

  /** The file with the system's password and type where it has none of its own. */
  static StoreFile completed(StoreFile file, String property) {
    String password = System.getProperty(property + "Password");
    String type = System.getProperty(property + "Type");
    return new StoreFile(
        file.location(),
        file.password() == null ? Secret.of(password) : file.password(),
        file.type() == null ? type : file.type());
  }
}
