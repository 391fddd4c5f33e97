// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks the JDK for the addresses of a host, off the event loops: it blocks, for seconds if DNS is
 * ill.
 *
 * <p>Thread-safe. Its threads end when idle.
 */
final class HostResolver {

  private static final int MAX_THREADS = 4;
  private static final int MAX_WAITING = 1_000;
  private static final long IDLE_MS = 2_000;
  private static final AtomicInteger THREAD_NUMBERS = new AtomicInteger();

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          MAX_THREADS,
          MAX_THREADS,
          IDLE_MS,
          TimeUnit.MILLISECONDS,
          new LinkedBlockingQueue<>(MAX_WAITING),
          task -> {
            Thread thread = new Thread(task, "postrider-dns-" + THREAD_NUMBERS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });

  HostResolver() {
    threads.allowCoreThreadTimeOut(true);
  }

  /** All addresses of the host, in the JDK's order; fails with UnknownHostException. */
  CompletableFuture<List<InetAddress>> resolve(String host) {
    CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
    if (NetUtil.createByteArrayFromIpAddressString(host) != null) {
      complete(host, result);
      return result;
    }
    try {
      threads.execute(() -> complete(host, result));
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
    threads.shutdown();
  }
}
