// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the system for what makes a thread wait, off the event loops: the addresses of a host, for
 * seconds if DNS is ill, and files that TLS or a discovery names, for ever if a disk is.
 *
 * <p>Thread-safe. Its threads end when idle.
 */
final class Lookups {

  private final WaitingThreads hosts = new WaitingThreads("lookup");
  private final WaitingThreads files = new WaitingThreads("files");

  /**
   * Looks for all addresses of a host, in the JDK's order.
   *
   * @param answer is told them, or an UnknownHostException, on any thread
   * @return gives it up
   */
  Cancellable resolve(
      String host, BiConsumer<@Nullable List<InetAddress>, @Nullable Throwable> answer) {
    Callable<List<InetAddress>> question = () -> List.of(InetAddress.getAllByName(host));
    if (NetUtil.createByteArrayFromIpAddressString(host) != null) {
      answer(question, answer);
      return () -> {};
    }
    return run(hosts, host, question, answer);
  }

  /**
   * Reads files.
   *
   * @param whose tells them from others: readings of the same take turns, so that files which do
   *     not answer hold up none but those who want them
   * @param answer is told what comes of it, on any thread
   * @return gives it up, and interrupts it; there may be an answer all the same
   */
  <T> Cancellable read(
      Object whose, Callable<T> reading, BiConsumer<@Nullable T, @Nullable Throwable> answer) {
    return run(files, whose, reading, answer);
  }

  private static <T> Cancellable run(
      WaitingThreads threads,
      Object whose,
      Callable<T> question,
      BiConsumer<@Nullable T, @Nullable Throwable> answer) {
    try {
      return threads.run(
          whose,
          () -> answer(question, answer),
          none -> {
            if (none != null) {
              answer.accept(null, none);
            }
          });
    } catch (RejectedExecutionException e) {
      answer.accept(null, e);
      return () -> {};
    }
  }

  private static <T> void answer(
      Callable<T> question, BiConsumer<@Nullable T, @Nullable Throwable> answer) {
    T found;
    try {
      found = question.call();
    } catch (Throwable e) {
      answer.accept(null, e);
      return;
    }
    answer.accept(found, null);
  }

  void close() {
    hosts.close();
    files.close();
  }
}
