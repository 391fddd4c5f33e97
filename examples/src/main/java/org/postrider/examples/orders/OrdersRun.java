// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.orders;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Sender and receiver at work on one queue, each with a connection and a thread of its own.
 * Confined to the thread that calls {@link #run}.
 */
final class OrdersRun {
  private static final int THREADS = 2;
  private static final long SENDER_GRACE_S = 10;
  private static final long THREAD_END_LIMIT_S = 10;

  private final Shop shop;
  private final OrdersPlan plan;

  OrdersRun(Shop shop, OrdersPlan plan) {
    this.shop = shop;
    this.plan = plan;
  }

  /**
   * Moves all orders and reports.
   *
   * @param progressBar makes the bar, once both connections stand
   * @throws JMSException if a connection cannot be made, or sending or receiving fails
   */
  OrdersReport run(Supplier<Progress> progressBar) throws JMSException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Connection sending = shop.connect();
        Connection receiving = shop.connect();
        Progress progress = progressBar.get()) {
      OrderSender sender = new OrderSender(sending, shop.queue(), plan);
      Receipts receipts = new Receipts(plan, progress::step);
      long begunAtNs = System.nanoTime();
      Future<Integer> sent = threads.submit(sender);
      // A sender that stopped before the last order has failed: no use to wait for the rest.
      OrderReceiver receiver =
          new OrderReceiver(
              receiving,
              shop.queue(),
              receipts,
              () -> sent.isDone() && sender.sent() < plan.orders());
      result(threads.submit(receiver));
      awaitEnd(sent);
      return receipts.report(sender.sent(), begunAtNs);
    } finally {
      // The connections are closed by now, so whatever still waited in them has returned.
      threads.shutdownNow();
      boolean ended = threads.awaitTermination(THREAD_END_LIMIT_S, TimeUnit.SECONDS);
      assert ended : "a thread of the run outlives its connection";
    }
  }

  /** A sender that is stuck is no reason to hang: the report will show what it did not send. */
  private static void awaitEnd(Future<Integer> sent) throws JMSException, InterruptedException {
    try {
      sent.get(SENDER_GRACE_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (TimeoutException e) {
      sent.cancel(true);
    }
  }

  private static void result(Future<Receipts> received) throws JMSException, InterruptedException {
    try {
      received.get();
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private static JMSException failure(ExecutionException e) {
    if (e.getCause() instanceof JMSException cause) {
      return cause;
    }
    JMSException failure = new JMSException("the run broke off: " + e.getCause());
    failure.initCause(e.getCause());
    return failure;
  }
}
