// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.connect;

import org.jspecify.annotations.Nullable;
import org.postrider.cbs.CbsTokenProvider;
import org.postrider.sasl.CredentialsProvider;

/**
 * Who is asked for what opens a broker.
 *
 * <p>Immutable.
 *
 * @param credentials is asked at each attempt to connect; null to use those of the URI
 * @param tokens is asked before links attach; null where the broker wants no tokens
 */
public record Providers(
    @Nullable CredentialsProvider credentials, @Nullable CbsTokenProvider tokens) {

  /** The same, but for a connection whose user is named: nobody is asked who that is. */
  public Providers forNamedUser() {
    return new Providers(null, tokens);
  }
}
