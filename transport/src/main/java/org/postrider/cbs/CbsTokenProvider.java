// SPDX-License-Identifier: Apache-2.0
package org.postrider.cbs;

import org.jspecify.annotations.Nullable;

/**
 * Gives the token that a broker with claims-based security wants before a link to a node attaches:
 * asked before the first link to an address does, after each reconnect, and when four fifths of a
 * token's time are over and a link still needs it.
 *
 * <p>Implementations are thread-safe. Called on a thread that may wait ({@code
 * postrider-tokens-N}), for eight addresses at once at most. The thread is interrupted when no link
 * waits for the answer any more, when the connection is closed, and when {@code jms.requestTimeout}
 * ({@code connectTimeout} on the event face) is over, after which it is asked again a few times.
 */
@FunctionalInterface
public interface CbsTokenProvider {

  /**
   * What the token is for.
   *
   * @param hostname the broker, as {@code open} names it, or null if it names none
   * @param address of the link's node
   */
  record Request(@Nullable String hostname, String address) {}

  /**
   * The token, or null if the address needs none.
   *
   * @throws Exception if there is none now; it is asked again a little later, a few times
   */
  @Nullable CbsToken token(Request request) throws Exception;
}
