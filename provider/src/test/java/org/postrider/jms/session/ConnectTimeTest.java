// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.testpeer.Hold;

/** {@code jms.connectTimeout} is one time, from the socket to the answered open. */
class ConnectTimeTest {

  @ParameterizedTest
  @ValueSource(strings = {"%s", "failover:(%s)"})
  void theOpenHasTheRestOfTheTimeThatSaslHasLeft(String form) throws Exception {
    try (Broker broker = new Broker()) {
      Hold sasl = broker.peer.hold();
      broker.peer.expectSaslAnonymous().expectOpen();
      broker.peer.allowSurplus();

      Future<Connection> connecting =
          broker.async(
              () ->
                  broker.connectTo(
                      form.formatted(broker.peer.uri()),
                      "jms.connectTimeout=4000",
                      "jms.clientID=me"));
      assertThatThrownBy(() -> connecting.get(3, TimeUnit.SECONDS))
          .isInstanceOf(TimeoutException.class);
      sasl.release();

      // One second is left of its time, and four would be of a new one.
      assertThatThrownBy(() -> connecting.get(3500, TimeUnit.MILLISECONDS))
          .hasCauseInstanceOf(RequestTimedOutException.class)
          .hasMessageContaining("open of the connection took longer than 4000 ms");
    }
  }
}
