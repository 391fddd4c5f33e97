// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.value.Binary;

/**
 * The transactions of a broker: what is in each, until it is committed or ends with its connection
 * (AMQP 4.3).
 *
 * <p>Confined to the test's thread.
 */
final class LossTransactions {

  /** What was sent and accepted in a transaction. */
  record Work(List<String> sent, List<String> accepted) {

    private Work() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  final List<Work> committed = new ArrayList<>();
  private final Map<Binary, Work> open = new HashMap<>();
  private byte declared;

  Declared declare() {
    Binary id = Binary.wrap(new byte[] {++declared});
    open.put(id, new Work());
    return new Declared(id);
  }

  Work of(Binary id) {
    Work work = open.get(id);
    if (work == null) {
      throw new AssertionError("no transaction " + id + " on this connection");
    }
    return work;
  }

  /** Ends a transaction; gives what was in it. */
  Work discharge(Binary id, boolean fail) {
    Work work = of(id);
    open.remove(id);
    if (!fail) {
      committed.add(work);
    }
    return work;
  }

  void connectionLost() {
    open.clear();
  }
}
