// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Outcome;
import org.postrider.jms.message.Acknowledger;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.RedeliveryOutcome;
import org.postrider.jms.settlement.AcknowledgeMode;
import org.postrider.jms.settlement.InboundQueue;
import org.postrider.jms.settlement.Outcomes;
import org.postrider.jms.settlement.Received;

/**
 * What the application says of a session's messages: that it acknowledges them, or wants them again
 * (Jakarta Messaging 6.2.10, 6.2.11).
 *
 * <p>Confined to the session's thread of control.
 */
final class Acknowledgement {

  private final SessionCore session;
  private final Acknowledger sessionAcknowledger =
      message -> acknowledge(message.acknowledgeOutcome());

  Acknowledgement(SessionCore session) {
    this.session = session;
  }

  /** What a message acknowledges itself by. */
  Acknowledger acknowledger(Received received) {
    return session.mode() == AcknowledgeMode.INDIVIDUAL
        ? message -> acknowledge(received, message.acknowledgeOutcome())
        : sessionAcknowledger;
  }

  private void acknowledge(Received received, @Nullable RedeliveryOutcome outcome)
      throws JMSException {
    session.checkOpen();
    session.settlement().acknowledge(received, state(outcome));
    session.closeWhatIsSettled();
  }

  /** Acknowledges what the session has consumed, where its mode is CLIENT. */
  void acknowledge() throws JMSException {
    acknowledge((RedeliveryOutcome) null);
  }

  private void acknowledge(@Nullable RedeliveryOutcome outcome) throws JMSException {
    session.checkOpen();
    if (session.mode() == AcknowledgeMode.CLIENT) {
      session.settlement().acknowledgeAll(state(outcome));
      session.closeWhatIsSettled();
    }
  }

  /** What JMS_AMQP_ACK_TYPE asks for. */
  private static Outcome state(@Nullable RedeliveryOutcome outcome) {
    return outcome == null ? Accepted.INSTANCE : Outcomes.of(outcome);
  }

  /** How a message is settled that came too often. */
  DeliveryState redeliveryOutcome() {
    return Outcomes.of(session.options().get(JmsOptions.REDELIVERY_OUTCOME));
  }

  void recover() throws JMSException {
    session.checkOpen();
    if (session.isTransacted()) {
      throw new IllegalStateException("a transacted session has rollback, not recover");
    }
    Map<InboundQueue, List<Received>> byQueue = new LinkedHashMap<>();
    for (Received received : session.settlement().recover()) {
      byQueue.computeIfAbsent(received.queue(), queue -> new ArrayList<>()).add(received);
    }
    byQueue.forEach(
        (queue, delivered) -> {
          if (!queue.giveBack(delivered)) {
            delivered.forEach(each -> session.settler().settle(each, Modified.FAILED));
          }
        });
    session.closeWhatIsSettled();
  }
}
