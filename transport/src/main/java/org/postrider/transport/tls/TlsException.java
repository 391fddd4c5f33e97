// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * TLS settings that are of no use: a file that cannot be read, a key that is not there. The message
 * names the file or value, and never a password.
 *
 * <p>Immutable.
 */
public final class TlsException extends IOException {

  private static final long serialVersionUID = 1L;

  TlsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
