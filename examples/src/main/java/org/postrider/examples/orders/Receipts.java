// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.orders;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.BitSet;

/** Which orders came, and how often. Confined to the receiver's thread while it runs. */
final class Receipts {
  private final OrdersPlan plan;
  private final Runnable onNewOrder;
  private final BitSet seen;
  private int received;
  private int damaged;
  private int strangers;
  private long completedAtNs;

  /**
   * Starts with no order.
   *
   * @param onNewOrder is run for each order that comes for the first time
   */
  Receipts(OrdersPlan plan, Runnable onNewOrder) {
    this.plan = plan;
    this.onNewOrder = onNewOrder;
    this.seen = new BitSet(plan.orders());
  }

  void add(Message message) throws JMSException {
    if (!plan.run().equals(message.getStringProperty(OrdersPlan.RUN))) {
      strangers++;
      return;
    }
    received++;
    int id = Order.idOf(message);
    if (id < 0 || id >= plan.orders() || !Order.numbered(id).isIn(message, plan.bodySize())) {
      damaged++;
    } else if (!seen.get(id)) {
      seen.set(id);
      completedAtNs = System.nanoTime();
      onNewOrder.run();
    }
  }

  /** Whether each order came at least once. */
  boolean isComplete() {
    return distinct() == plan.orders();
  }

  OrdersReport report(int sent, long begunAtNs) {
    int distinct = distinct();
    return new OrdersReport(
        sent,
        received,
        received - distinct - damaged,
        plan.orders() - distinct,
        damaged,
        strangers,
        distinct == 0 ? 0 : completedAtNs - begunAtNs);
  }

  private int distinct() {
    return seen.cardinality();
  }
}
