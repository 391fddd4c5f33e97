// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** How a try to connect ended, for the test to wait for. */
final class Outcome implements ConnectListener {

  private final CompletableFuture<TransportException> end = new CompletableFuture<>();

  @Override
  public void connected() {
    end.complete(null);
  }

  @Override
  public void failed(TransportException cause) {
    end.complete(cause);
  }

  /** The failure, or null if it connected. */
  TransportException await() throws Exception {
    return end.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
  }
}
