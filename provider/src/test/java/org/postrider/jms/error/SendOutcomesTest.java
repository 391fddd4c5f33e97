// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.error;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSException;
import jakarta.jms.ResourceAllocationException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;

/** Which outcomes of a send are failures. */
class SendOutcomesTest {

  @Test
  void onlyAcceptedAndTheProvisionalAreNone() {
    assertThat(SendOutcomes.failure(Accepted.INSTANCE)).isNull();
    assertThat(SendOutcomes.failure(new TransactionalState(Binary.EMPTY, null))).isNull();
    assertThat(SendOutcomes.failure(new TransactionalState(Binary.EMPTY, Accepted.INSTANCE)))
        .isNull();
    assertThat(SendOutcomes.failure(null)).isNotNull();
  }

  @Test
  void aRejectionTellsItsError() {
    AmqpError error = new AmqpError(ErrorConditions.RESOURCE_LIMIT_EXCEEDED, "full");

    JMSException failure = SendOutcomes.failure(new Rejected(error));

    assertThat(failure).isInstanceOf(ResourceAllocationException.class);
    assertThat(failure).hasMessage("full [condition = amqp:resource-limit-exceeded]");
    assertThat(SendOutcomes.failure(new Rejected(null)).getErrorCode()).isEqualTo(Rejected.NAME);
  }

  @Test
  void releasedAndModifiedAreFailuresWithTheirOwnCode() {
    JMSException released = SendOutcomes.failure(Released.INSTANCE);
    JMSException modified = SendOutcomes.failure(new Modified(true, false, Map.of()));

    assertThat(released.getErrorCode()).isEqualTo("amqp:released:list");
    assertThat(modified.getErrorCode()).isEqualTo("amqp:modified:list");
    assertThat(modified).hasMessageContaining("delivery-failed = true");
  }
}
