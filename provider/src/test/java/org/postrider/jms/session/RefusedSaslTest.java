// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSSecurityException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.codec.sasl.SaslCode;

/** Which refusals of the SASL layer end the tries (AMQP 5.3.3.6). */
class RefusedSaslTest {

  @ParameterizedTest
  @EnumSource(names = {"AUTH", "SYS", "SYS_PERM"})
  void aLastingRefusalEndsTheTriesAtTheStart(SaslCode code) {
    try (Broker broker = new Broker()) {
      broker.peer.expectSasl().end(code);

      assertThatThrownBy(broker::connectRecovering).isInstanceOf(JMSSecurityException.class);

      assertThat(broker.peer.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTH", "SYS", "SYS_PERM"})
  void aLastingRefusalEndsTheTriesInAnOutage(SaslCode code) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.dropConnection().expectConnection();
      broker.peer.expectSasl().end(code);

      broker.connectRecovering().createSession();

      await().until(() -> !broker.reported.isEmpty());
      assertThat(broker.reported.get(0)).isInstanceOf(JMSSecurityException.class);
      broker.verify();
      assertThat(broker.peer.connections()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTH", "SYS", "SYS_PERM"})
  void aLastingRefusalIsTriedAgainWhereTheOptionSaysSo(SaslCode code) throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSasl().end(code).expectConnection();
      broker.opens().begins();

      broker.connectRecovering("failover.retryUnauthorized=true").createSession();

      broker.verify();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "SYS_TEMP")
  void aRefusalForTheMomentIsATryThatFailed(SaslCode code) throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSasl().end(code).expectConnection();
      broker.opens().begins();

      broker.connectRecovering().createSession();

      broker.verify();
      assertThat(broker.reported).isEmpty();
    }
  }
}
