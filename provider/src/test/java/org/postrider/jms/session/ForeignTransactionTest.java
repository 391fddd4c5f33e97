// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.jms.error.InDoubtException;

/** A message that was sent in no transaction and is answered as if it had been (AMQP 4.4.1). */
@Timeout(60)
class ForeignTransactionTest {

  static Stream<DeliveryState> answers() {
    Binary id = Binary.copyOf(new byte[] {7});
    return Stream.of(
        new TransactionalState(id, Accepted.INSTANCE),
        new TransactionalState(id, Released.INSTANCE),
        new TransactionalState(id, null));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void itsSendIsInDoubt(DeliveryState answer) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer().respondState(answer);

      Session session = broker.connect().createSession();
      MessageProducer producer = Broker.producer(session);
      Message message = session.createTextMessage("a");
      InDoubtException doubt =
          catchThrowableOfType(InDoubtException.class, () -> producer.send(message));

      assertThat(doubt)
          .hasMessage(
              "the message is in doubt: the broker's outcome is one of a transaction, and the"
                  + " message was sent in none");
      assertThat(doubt.messageIds()).isEqualTo(List.of(message.getJMSMessageID()));
      broker.verify();
    }
  }

  @Test
  void aCompletionListenerHearsOfItToo() throws Exception {
    try (Broker broker = new Broker()) {
      DeliveryState answer = new TransactionalState(Binary.EMPTY, Accepted.INSTANCE);
      broker.opens().begins().sends(2).peer.expectTransfer().respondState(answer);
      broker.peer.expectTransfer().respondAccepted();
      HeardOutcomes outcomes = new HeardOutcomes();

      Session session = broker.connect().createSession();
      MessageProducer producer = Broker.producer(session);
      producer.send(session.createTextMessage("a"), outcomes);
      producer.send(session.createTextMessage("b"), outcomes);
      await().until(() -> outcomes.heard.size() == 2);

      assertThat(outcomes.heard).containsExactly("InDoubtException", "completed");
      broker.verify();
    }
  }
}
