// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSSecurityException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.codec.sasl.SaslCode;

/**
 * A refused user is named, but for a password that its author's slip has made a part of the name.
 */
class RefusedUserTest {

  @ParameterizedTest
  @CsvSource({
    "ada, user 'ada' by",
    "'cn=ada,dc=example', 'user ''cn=ada,dc=example'' by'",
    "ujms.password=geheim, user 'ujms.password=***' by",
    "ujms.pasword=geheim, user 'ujms.pasword=***' by",
    "uPassword:geheim, user 'uPassword:***' by"
  })
  void isNamedWithoutAPassword(String user, String shown) throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSasl().end(SaslCode.AUTH);

      assertThatThrownBy(
              () -> broker.connect("amqp.saslMechanisms=ANONYMOUS", "jms.username=" + user))
          .isInstanceOf(JMSSecurityException.class)
          .hasMessageContaining(shown)
          .hasMessageNotContaining("geheim");
    }
  }
}
