// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a factory is configured. */
class PostriderConnectionFactoryTest {

  @Test
  void withoutUriItIsForThisHost() {
    assertThat(new PostriderConnectionFactory().getRemoteURI()).isEqualTo("amqp://localhost:5672");
  }

  @Test
  void aPropertyGoesBeforeTheUri() {
    PostriderConnectionFactory factory =
        new PostriderConnectionFactory("amqp://h?jms.clientID=uri&jms.username=u");
    factory.setClientID("property");

    assertThat(factory.getClientID()).isEqualTo("property");
    assertThat(factory.getUsername()).isEqualTo("u");
    factory.setClientID(null);
    assertThat(factory.getClientID()).isEqualTo("uri");
  }

  @Test
  void wrongPropertiesChangeNothing() {
    PostriderConnectionFactory factory = new PostriderConnectionFactory("amqp://h");
    Map<String, String> before = factory.getProperties();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> factory.setProperties(Map.of("clientID", "x", "sendTimout", "1")))
        .withMessageContaining("sendTimout");
    assertThatIllegalArgumentException().isThrownBy(() -> factory.setRemoteURI("amqp://"));

    assertThat(factory.getProperties()).isEqualTo(before);
  }

  @Test
  void serializationKeepsUriAndProperties() throws Exception {
    PostriderConnectionFactory factory =
        new PostriderConnectionFactory("bob", "hush", "amqp://h?jms.sendTimeout=5");
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
      out.writeObject(factory);
    }

    PostriderConnectionFactory again;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(octets.toByteArray()))) {
      again = (PostriderConnectionFactory) in.readObject();
    }

    assertThat(again.getProperties()).isEqualTo(factory.getProperties());
  }

  @Test
  void secretsAreNotShown() {
    PostriderConnectionFactory factory =
        new PostriderConnectionFactory("bob", "hush", "amqp://h?transport.keyStorePassword=hush");

    assertThat(factory.toString())
        .contains("amqp://h:5672", "jms.username=bob", "jms.password=****")
        .doesNotContain("hush");
  }
}
