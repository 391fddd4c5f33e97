// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.cbs;

import org.jspecify.annotations.Nullable;
import org.postrider.cbs.CbsToken;
import org.postrider.cbs.CbsTokenProvider;

/**
 * One question to the provider of tokens, and what it came to.
 *
 * <p>Run on a thread that may wait; the outcome is the engine's thread's once that has ended.
 */
final class TokenQuestion implements Runnable {

  private final CbsTokenProvider provider;
  private final CbsTokenProvider.Request request;
  private volatile boolean begun;
  private @Nullable CbsToken token;
  private @Nullable String failure = "no answer";

  TokenQuestion(CbsTokenProvider provider, CbsTokenProvider.Request request) {
    this.provider = provider;
    this.request = request;
  }

  @Override
  public void run() {
    begun = true;
    try {
      token = provider.token(request);
      failure = null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = "an interruption";
    } catch (Exception | Error e) {
      // Its words may be anything.
      failure = e.getClass().getSimpleName();
    }
  }

  /** Whether the provider has been asked. */
  boolean hasBegun() {
    return begun;
  }

  /** The token, or null for none. */
  @Nullable CbsToken token() {
    return token;
  }

  /** What the provider failed with, or null. */
  @Nullable String failure() {
    return failure;
  }
}
