// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
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
  void whatIsSetBetweenTwoConnectionsHoldsForTheSecond() {
    PostriderConnectionFactory factory =
        new PostriderConnectionFactory("amqp://localhost:1?jms.connectTimeout=5000");
    assertThatThrownBy(factory::createConnection)
        .isInstanceOf(JMSException.class)
        .hasMessageContaining("localhost:1:");

    factory.setRemoteURI("amqp://localhost:2?jms.connectTimeout=5000");

    assertThatThrownBy(factory::createConnection)
        .isInstanceOf(JMSException.class)
        .hasMessageContaining("localhost:2:");
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

  /** The bean properties whose option has another name. */
  private static final Map<String, String> NAMES =
      Map.of(
          "prefetch", "prefetchPolicy.all",
          "maxRedeliveries", "redeliveryPolicy.maxRedeliveries",
          "deserializationAllowList", "deserializationPolicy.allowList",
          "deserializationDenyList", "deserializationPolicy.denyList");

  @Test
  void aContainerSetsOptionsAsBeanProperties() throws Exception {
    PostriderConnectionFactory factory = new PostriderConnectionFactory();
    Map<String, String> expected = new TreeMap<>();

    for (PropertyDescriptor property :
        Introspector.getBeanInfo(PostriderConnectionFactory.class).getPropertyDescriptors()) {
      Class<?> type = property.getPropertyType();
      String text = property.getName().equals("remoteURI") ? "amqp://x" : "com.example";
      Object value =
          Map.<Class<?>, Object>of(String.class, text, boolean.class, true, int.class, 7)
              .getOrDefault(type, 8L);
      if (property.getWriteMethod() != null && (type.isPrimitive() || type == String.class)) {
        property.getWriteMethod().invoke(factory, value);
        expected.put(
            NAMES.getOrDefault(property.getName(), property.getName()), String.valueOf(value));
      }
    }

    assertThat(expected).hasSizeGreaterThan(28).containsKeys("remoteURI", "clientID", "username");
    expected.forEach((name, value) -> assertThat(factory.getProperty(name)).isEqualTo(value));
  }

  @Test
  void aSetterKeepsTheRuleOfItsOption() {
    PostriderConnectionFactory factory = new PostriderConnectionFactory("amqp://h");
    factory.setSendTimeout(-1);
    factory.setQueuePrefix("q/");
    factory.setQueuePrefix(null);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> factory.setSendTimeout(-2))
        .withMessage(
            "option jms.sendTimeout: value '-2' must be a number of milliseconds, or -1 for no"
                + " limit");
    assertThatIllegalArgumentException().isThrownBy(() -> factory.setPrefetch(-1));
    assertThat(factory.getProperties())
        .isEqualTo(Map.of("remoteURI", "amqp://h", "jms.sendTimeout", "-1"));
    assertThat(factory.getProperty("requestTimeout")).isEqualTo("60000");
    assertThat(factory.getProperty("amqp.vhost")).isNull();
    assertThatIllegalArgumentException().isThrownBy(() -> factory.getProperty("noSuchThing"));
  }

  @Test
  void constructorsAreThoseOfQpidJmsAndOneOfProperties() {
    URI uri = URI.create("amqps://h:7");

    assertThat(new PostriderConnectionFactory(uri))
        .isEqualTo(new PostriderConnectionFactory("amqps://h:7"));
    assertThat(new PostriderConnectionFactory("u", "p", uri))
        .isEqualTo(new PostriderConnectionFactory("u", "p", "amqps://h:7"))
        .isEqualTo(
            new PostriderConnectionFactory(
                Map.of("remoteURI", "amqps://h:7", "username", "u", "jms.password", "p")));
    assertThat(new PostriderConnectionFactory("u", "p").getRemoteURI())
        .isEqualTo("amqp://localhost:5672");
    assertThat(new PostriderConnectionFactory((String) null, null).getUsername()).isNull();
  }

  @Test
  void noUriIsRefused() {
    for (String uri : new String[] {null, "", " "}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new PostriderConnectionFactory(uri))
          .withMessageContaining("remoteURI must be an URI like amqp://localhost:5672");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new PostriderConnectionFactory().setRemoteURI(uri));
    }
  }

  @Test
  void nullsAreRefusedByName() {
    PostriderConnectionFactory factory = new PostriderConnectionFactory();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> factory.setProperty("sendTimeout", null))
        .withMessage("option sendTimeout must have a value, not null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> factory.setProperty(null, "x"))
        .withMessage("name of an option must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PostriderConnectionFactory((URI) null))
        .withMessageContaining("remoteURI must be an URI");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> factory.setClientID(""))
        .withMessage("option jms.clientID: value '' must not be empty");
  }

  @Test
  void theNearestOptionIsSuggestedWithoutItsChapterToo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PostriderConnectionFactory().setProperty("sendTimout", "1"))
        .withMessage("unknown option sendTimout; did you mean jms.sendTimeout?");
    assertThat(
            new PostriderConnectionFactory(Map.of("failover.nested.amqp.vhost", "v"))
                .getProperty("amqp.vhost"))
        .isEqualTo("v");
  }

  @Test
  void propertiesOfTheOpenAreChecked() {
    PostriderConnectionFactory factory = new PostriderConnectionFactory();
    factory.setOpenProperties(Map.of("app", "x", "n", 5, "id", UUID.randomUUID()));
    factory.setOpenProperties(null);

    for (Object wrong : new Object[] {new Object(), null, List.of()}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> factory.setOpenProperties(Collections.singletonMap("app", wrong)))
          .withMessageContaining("open property 'app' must be a text");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> factory.setOpenProperties(Map.of("é", "x")));
  }

  @Test
  void aStreamThatHoldsAWrongConfigurationIsRefused() throws Exception {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
      out.writeObject(new PostriderConnectionFactory("amqp://h:7"));
    }
    byte[] wrong = octets.toByteArray();
    int at = new String(wrong, StandardCharsets.ISO_8859_1).indexOf("amqp://h:7");
    wrong[at] = 'x';

    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(wrong))) {
      assertThatThrownBy(in::readObject).isInstanceOf(InvalidObjectException.class);
    }
  }
}
