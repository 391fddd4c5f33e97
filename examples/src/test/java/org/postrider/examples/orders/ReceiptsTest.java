// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mockito.invocation.InvocationOnMock;

final class ReceiptsTest {
  private static final String RUN = "this run";
  private static final int BODY_SIZE = 40;
  private static final OrdersPlan PLAN = new OrdersPlan(RUN, 3, BODY_SIZE, false);

  private int steps;
  private final Receipts receipts = new Receipts(PLAN, () -> steps++);

  @Test
  void eachOrderOnceIsPerfect() throws Exception {
    receive(order(2, RUN), order(0, RUN), order(1, RUN));

    assertThat(receipts.isComplete()).isTrue();
    assertThat(report().isPerfect()).isTrue();
    assertThat(report()).extracting("received", "duplicates", "missing").containsExactly(3, 0, 0);
    assertThat(steps).isEqualTo(3);
  }

  @Test
  void aMissingOrderIsFoundThoughTheCountIsRight() throws Exception {
    receive(order(0, RUN), order(1, RUN), order(1, RUN));

    assertThat(receipts.isComplete()).isFalse();
    assertThat(report().isPerfect()).isFalse();
    assertThat(report()).extracting("received", "duplicates", "missing").containsExactly(3, 1, 1);
    assertThat(printed())
        .containsPattern("duplicates +1\n")
        .containsPattern("missing +1\n")
        .endsWith("FAILED: not each order came once.\n");
  }

  @Test
  void aDoubledOrderIsFoundThoughAllAreThere() throws Exception {
    receive(order(0, RUN), order(1, RUN), order(2, RUN), order(0, RUN));

    assertThat(receipts.isComplete()).isTrue();
    assertThat(report().isPerfect()).isFalse();
    assertThat(report()).extracting("duplicates", "missing").containsExactly(1, 0);
    assertThat(steps).isEqualTo(3);
  }

  @Test
  void anOrderThatSaysSomethingElseIsDamaged() throws Exception {
    TextMessage changed = order(1, RUN);
    when(changed.getText()).thenReturn("changed on the way");

    receive(order(0, RUN), changed, order(2, RUN), order(7, RUN));

    assertThat(report().isPerfect()).isFalse();
    assertThat(report()).extracting("damaged", "missing", "duplicates").containsExactly(2, 1, 0);
    assertThat(printed()).containsPattern("damaged +2\n");
  }

  @Test
  void messagesOfAnotherRunDoNotCount() throws Exception {
    receive(order(0, "another run"), order(0, RUN), order(1, RUN), order(2, RUN));

    assertThat(report().isPerfect()).isTrue();
    assertThat(report()).extracting("received", "strangers").containsExactly(3, 1);
    assertThat(printed()).containsPattern("from others +1\n");
  }

  private void receive(TextMessage... messages) throws JMSException {
    for (TextMessage message : messages) {
      receipts.add(message);
    }
  }

  private OrdersReport report() {
    return receipts.report(3, System.nanoTime());
  }

  private String printed() {
    StringWriter text = new StringWriter();
    report().print(new PrintWriter(text));
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  /** What a provider would give: the order as the sender wrote it, with the mark of a run. */
  private static TextMessage order(int id, String run) throws JMSException {
    Map<String, Object> properties = new HashMap<>(Map.of(OrdersPlan.RUN, run));
    TextMessage message = mock(TextMessage.class, call -> property(call, properties));
    Session session = mock(Session.class);
    when(session.createTextMessage(anyString()))
        .then(
            call -> {
              properties.put("text", call.getArgument(0));
              return message;
            });
    return Order.numbered(id).toMessage(session, BODY_SIZE);
  }

  private static Object property(InvocationOnMock call, Map<String, Object> properties) {
    String method = call.getMethod().getName();
    if (method.startsWith("set")) {
      properties.put(call.getArgument(0), call.getArgument(1));
      return null;
    }
    return properties.get(method.equals("getText") ? "text" : (String) call.getArgument(0));
  }
}
