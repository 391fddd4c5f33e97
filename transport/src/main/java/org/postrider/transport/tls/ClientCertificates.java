// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

/** What a server wants of its clients' certificates. */
public enum ClientCertificates {
  /** It does not ask. */
  IGNORED,
  /** It asks, and lets in who has none. */
  WANTED,
  /** It lets in nobody without a certificate that it trusts. */
  REQUIRED
}
