// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.jms.TestLog;
import org.postrider.jms.options.ConnectionUri;
import org.postrider.jms.options.Options;
import org.postrider.sasl.Credentials;

class SaslSetupTest {

  private static final String UNUSED = "credentials of a connection are not used";

  @RegisterExtension private final TestLog log = new TestLog();

  private static Options options(String query) {
    return ConnectionUri.parse("amqp://h?" + query).options();
  }

  @Test
  void credentialsWithoutALayerToUseThemAreNotForgottenInSilence() {
    new SaslSetup(options("amqp.saslLayer=false&jms.username=u&jms.password=geheim"), null);

    assertThat(log.text()).contains(UNUSED, "amqp.saslLayer").doesNotContain("geheim");
  }

  @Test
  void soAreThoseOfAProvider() {
    new SaslSetup(options("amqp.saslLayer=false"), server -> Credentials.none());

    assertThat(log.text()).contains(UNUSED);
  }

  @Test
  void nothingIsSaidWhereNoneAreGivenOrAllAreUsed() {
    new SaslSetup(options("amqp.saslLayer=false"), null);
    new SaslSetup(options("jms.username=u&jms.password=geheim"), null);

    assertThat(log.text()).doesNotContain(UNUSED);
  }
}
