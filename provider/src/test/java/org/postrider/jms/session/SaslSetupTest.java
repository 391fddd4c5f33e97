// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postrider.jms.options.ConnectionUri;
import org.postrider.jms.options.Options;
import org.postrider.sasl.Credentials;

class SaslSetupTest {

  private static final String UNUSED = "credentials of a connection are not used";

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  @BeforeEach
  void logHere() {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void logThere() {
    System.setErr(before);
  }

  private String logged() {
    return log.toString(StandardCharsets.UTF_8);
  }

  private static Options options(String query) {
    return ConnectionUri.parse("amqp://h?" + query).options();
  }

  @Test
  void credentialsWithoutALayerToUseThemAreNotForgottenInSilence() {
    new SaslSetup(options("amqp.saslLayer=false&jms.username=u&jms.password=geheim"), null);

    assertThat(logged()).contains(UNUSED, "amqp.saslLayer").doesNotContain("geheim");
  }

  @Test
  void soAreThoseOfAProvider() {
    new SaslSetup(options("amqp.saslLayer=false"), server -> Credentials.none());

    assertThat(logged()).contains(UNUSED);
  }

  @Test
  void nothingIsSaidWhereNoneAreGivenOrAllAreUsed() {
    new SaslSetup(options("amqp.saslLayer=false"), null);
    new SaslSetup(options("jms.username=u&jms.password=geheim"), null);

    assertThat(logged()).doesNotContain(UNUSED);
  }
}
