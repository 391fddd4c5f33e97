// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * Asks the JDK for the addresses of a host, off the event loops: it blocks, for seconds if DNS is
 * ill.
 *
 * <p>Thread-safe. Its threads end when idle.
 */
final class HostResolver {

  private final WaitingThreads threads = new WaitingThreads("dns");

  /** All addresses of the host, in the JDK's order; fails with UnknownHostException. */
  CompletableFuture<List<InetAddress>> resolve(String host) {
    CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
    if (NetUtil.createByteArrayFromIpAddressString(host) != null) {
      complete(host, result);
      return result;
    }
    try {
      threads.run(() -> complete(host, result), () -> {});
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  private static void complete(String host, CompletableFuture<List<InetAddress>> result) {
    try {
      result.complete(List.of(InetAddress.getAllByName(host)));
    } catch (UnknownHostException | RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  void close() {
    threads.close();
  }
}
