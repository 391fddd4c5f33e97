// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * Asks the system for what makes a thread wait, off the event loops: the addresses of a host, for
 * seconds if DNS is ill, and files that TLS or a discovery names.
 *
 * <p>Thread-safe. Its threads end when idle.
 */
final class Lookups {

  private final WaitingThreads threads = new WaitingThreads("lookup");

  /** All addresses of the host, in the JDK's order; fails with UnknownHostException. */
  CompletableFuture<List<InetAddress>> resolve(String host) {
    if (NetUtil.createByteArrayFromIpAddressString(host) != null) {
      CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
      complete(() -> List.of(InetAddress.getAllByName(host)), result);
      return result;
    }
    return call(host, () -> List.of(InetAddress.getAllByName(host)));
  }

  /** Runs a question that may have to wait for its answer. */
  <T> CompletableFuture<T> call(Callable<T> question) {
    return call(this, question);
  }

  private <T> CompletableFuture<T> call(Object whose, Callable<T> question) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      threads.run(whose, () -> complete(question, result), () -> {});
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  private static <T> void complete(Callable<T> question, CompletableFuture<T> result) {
    try {
      result.complete(question.call());
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  void close() {
    threads.close();
  }
}
