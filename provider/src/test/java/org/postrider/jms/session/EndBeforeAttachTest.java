// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.End;

/** A session that another thread closes while a link of it is being attached. */
@Timeout(60)
class EndBeforeAttachTest {

  @Test
  void aBrokerThatNeverAnswersTheAttachIsWaitedForUntilTheCloseTimesOut() throws Exception {
    try (Broker broker = new Broker()) {
      // The end goes out without an answer in the end.
      broker.peer.ignore(End.class);
      broker.opens().begins().peer.expectAttach().ofReceiver();

      Session session = broker.connect("jms.closeTimeout=300").createSession();
      Future<MessageConsumer> creating = broker.async(() -> Broker.consumer(session));
      broker.awaitFrames(Attach.class, 1);
      session.close();

      assertThatThrownBy(() -> Broker.result(creating)).hasCauseInstanceOf(JMSException.class);
      broker.verify();
    }
  }
}
