// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.jms.PostriderConnectionFactory;

/**
 * A password whose author forgot the mark before its option, or the '=' behind it, is not shown.
 */
class ForgottenSeparatorTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ujms.password=geheim",
        "u[jms.password=geheim",
        "u|jms.pasword=geheim",
        "uJMS.PASSWORD=geheim=",
        "u password=geheim",
        "u keyStorePassword:geheim",
        "u\njms.password%3Dgeheim"
      })
  void aPasswordInTheValueOfAnotherOptionIsNotShown(String value) throws Exception {
    PostriderConnectionFactory factory =
        new PostriderConnectionFactory("amqp://h?jms.username=" + value);

    assertThat(factory.toString()).contains("jms.username=u").doesNotContain("gehe");
    assertThat(ConnectionUri.parse("amqp://h?jms.username=" + value).options().toString())
        .doesNotContain("gehe");
    assertThat(factory.getUsername()).as("it is what it is").contains("geheim");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cn=admin,ou=x", "ada@example.org", "a.b:c", "YWRh==", "my-password"})
  void whatLooksLikeNoOptionIsShown(String value) {
    Options options = Options.builder().set("jms.username", value).build();

    assertThat(options).hasToString("{jms.username=" + value + "}");
  }

  @Test
  void aPropertyWithAPasswordInItIsNotShownEither() {
    assertThat(Options.mayShow("username", "ada")).isTrue();
    assertThat(Options.mayShow("username", "ujms.password=geheim")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amqp://h?transport.keyPasswordgeheim=1|unknown option transport.keyPassword…",
        "amqp://h?jms.passwordgeheim=1|unknown option jms.password…",
        "amqp://h?JMS.passwordgeheim=1|unknown option JMS.password…",
        "amqp://h?jms.passwordgeheim|option 'jms.password…' must be a key and a value",
        "failover:(amqp://h)?failover.nested.transport.keyPasswordgeheim=1|keyPassword…",
        "discovery:(file:///x)?discovery.discovered.jms.passwordgeheim|jms.password…' must be",
        "discovery:(file:///x)?discovery.discovered.jms.passwordgeheim=1|jms.password…",
      })
  void aPasswordWithoutEqualsSignIsNotShown(String uri, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUri.parse(uri))
        .withMessageContaining(message)
        .withMessageNotContaining("geheim");
  }

  @ParameterizedTest
  @CsvSource({
    "amqpws://h/ptransport.ws.httpHeader.Authorization=geheim, httpHeader.Authorization must stand",
    "amqpws://h/pjms.password=geheim&jms.clientID=c, must stand behind",
    "failover:(amqpws://h/pjms.password=geheim), jms.password must stand behind"
  })
  void anOptionInAPathIsRefused(String uri, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionUri.parse(uri))
        .withMessageContaining(message)
        .withMessageNotContaining("geheim");
    assertThat(ConnectionUri.parse("amqpws://h/x.jms.y=1"))
        .hasToString("amqpws://h:5672/x.jms.y=1");
  }
}
