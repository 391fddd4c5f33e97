// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.ExpiryPolicy;
import org.postrider.codec.messaging.Filter;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.TerminusDurability;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.value.DescribedValue;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.ULong;
import org.postrider.jms.TestLog;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.jms.destination.PostriderTopic;

/** A broker that does not do what a consumer's source asks for (AMQP 3.5.3). */
class GrantedSourceTest {

  private static final Queue QUEUE = new PostriderQueue("q");
  private static final Topic TOPIC = new PostriderTopic("t");
  private static final String SELECTOR = "region = 'EU'";
  private static final String NOTHING = "";

  @RegisterExtension private final TestLog log = new TestLog();

  /** Expects SASL, the open of a broker of this name, and the begin of a session. */
  private static Broker broker(String product) {
    Broker broker = new Broker();
    broker.peer.ignore(Flow.class);
    broker.peer.expectSaslAnonymous();
    broker
        .peer
        .expectOpen()
        .respondWith(
            open -> {
              open.offering("SHARED-SUBS");
              if (!product.equals(NOTHING)) {
                open.withProperty("product", product);
              }
            });
    return broker.begins();
  }

  private static Source granting(String mode, Map<Symbol, Object> filters) {
    return new Source(
        "q",
        TerminusDurability.NONE,
        ExpiryPolicy.LINK_DETACH,
        0,
        false,
        Map.of(),
        mode.equals(NOTHING) ? null : Symbol.of(mode),
        filters,
        null,
        Source.ALL_OUTCOMES,
        List.of());
  }

  private static void grants(Broker broker, Source source, String... offered) {
    broker
        .peer
        .expectAttach()
        .ofReceiver()
        .respondWith(
            attach -> {
              attach.withSource(source);
              for (String capability : offered) {
                attach.offering(capability);
              }
            });
  }

  private static Map<Symbol, Object> filters(Object... filters) {
    Map<Symbol, Object> all = new LinkedHashMap<>();
    for (Object filter : filters) {
      all.put(Symbol.of("f" + all.size()), filter);
    }
    return all;
  }

  private static void isLeft(Broker broker) {
    broker.peer.expectDetach().closed().withErrorCondition("amqp:not-implemented").respond();
  }

  private static Session session(Broker broker) throws JMSException {
    Connection connection = broker.connect("jms.clientID=me");
    connection.start();
    return connection.createSession();
  }

  private static long flows(Broker broker) {
    return broker.peer.frames().stream()
        .filter(frame -> frame.performative() instanceof Flow)
        .count();
  }

  // Browsers

  @ParameterizedTest
  @CsvSource({
    "RabbitMQ,copy,which it does not heed",
    "RabbitMQ,'',which it does not heed",
    "apache-activemq-artemis,move,not copy",
    "qpid-dispatch-router,move,not copy",
    "Some Broker,move,not copy",
    "Some Broker,'',not copy",
    "'',move,not copy"
  })
  void aScanThatWouldTakeMessagesOffTheQueueGetsNone(String product, String mode, String why)
      throws Exception {
    try (Broker broker = broker(product)) {
      grants(broker, granting(mode, Map.of()));
      isLeft(broker);

      Session session = session(broker);
      assertThatThrownBy(() -> session.createBrowser(QUEUE).getEnumeration())
          .isInstanceOf(JMSException.class)
          .hasMessageContaining(product)
          .hasMessageContaining("would take the messages off the queue")
          .hasMessageContaining(why);

      broker.verify();
      assertThat(flows(broker)).isZero();
      assertThat(broker.reported).isEmpty();
      session.createQueue("the session goes on");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apache-activemq-artemis",
        "ActiveMQ",
        "Apache Qpid Broker-J Core",
        "qpid-dispatch-router",
        "Some Broker",
        NOTHING
      })
  void aScanOfCopiesShowsTheMessages(String product) throws Exception {
    try (Broker broker = broker(product)) {
      grants(broker, granting("copy", Map.of()));
      broker.peer.expectFlow();
      broker.peer.remoteTransfer().withText("m").settled().send();
      broker.peer.allowSurplus();

      Enumeration<?> scan = session(broker).createBrowser(QUEUE).getEnumeration();

      assertThat(scan.hasMoreElements()).isTrue();
      assertThat(((TextMessage) scan.nextElement()).getText()).isEqualTo("m");
      assertThat(log.text().contains("whether a browser leaves the messages"))
          .isEqualTo(product.contains("router"));
    }
  }

  // Selectors

  @ParameterizedTest
  @ValueSource(strings = {"apache-activemq-artemis", "ActiveMQ", "Apache Qpid Broker-J Core"})
  void aConsumerWhoseSelectorTheBrokerDoesNotNameGetsNothing(String product) throws Exception {
    try (Broker broker = broker(product)) {
      grants(broker, granting(NOTHING, Map.of()));
      isLeft(broker);

      Session session = session(broker);
      assertThatThrownBy(() -> session.createConsumer(QUEUE, SELECTOR))
          .isInstanceOf(InvalidSelectorException.class)
          .hasMessageContaining(product)
          .hasMessageContaining("selector");

      broker.verify();
      assertThat(flows(broker)).isZero();
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aSelectorIsKnownByItsDescriptorWhateverItsNameAndForm() throws Exception {
    List<Object> forms =
        List.of(
            Filter.selector(SELECTOR),
            new DescribedValue(Symbol.of("apache.org:selector-filter:string"), SELECTOR),
            new DescribedValue(ULong.of(0x0000_468C_0000_0004L), SELECTOR));
    try (Broker broker = broker("apache-activemq-artemis")) {
      for (Object form : forms) {
        grants(broker, granting(NOTHING, filters(form)));
      }

      Session session = session(broker);
      for (int i = 0; i < forms.size(); i++) {
        session.createConsumer(QUEUE, SELECTOR);
      }

      broker.verify();
      assertThat(log.text()).doesNotContain("does not say");
    }
  }

  @Test
  void rabbitMqsWordForASelectorCountsOnlyWithItsCapability() throws Exception {
    Source repeated = granting(NOTHING, filters(Filter.selector(SELECTOR)));
    try (Broker broker = broker("RabbitMQ")) {
      grants(broker, repeated);
      isLeft(broker);
      grants(broker, repeated, "APACHE.ORG:SELECTOR");
      grants(broker, granting(NOTHING, Map.of()), "APACHE.ORG:SELECTOR");
      isLeft(broker);

      Session session = session(broker);
      assertThatThrownBy(() -> session.createConsumer(QUEUE, SELECTOR))
          .isInstanceOf(InvalidSelectorException.class)
          .hasMessageContaining("RabbitMQ");
      session.createConsumer(QUEUE, SELECTOR);
      assertThatThrownBy(() -> session.createConsumer(QUEUE, SELECTOR))
          .isInstanceOf(InvalidSelectorException.class);

      broker.verify();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Some Broker", "skupper-router", NOTHING})
  void aBrokerThatSaysNothingOfFiltersIsDoubtedOnce(String product) throws Exception {
    try (Broker broker = broker(product)) {
      for (int i = 0; i < 2; i++) {
        grants(broker, granting(NOTHING, Map.of()));
      }

      Session session = session(broker);
      session.createConsumer(QUEUE, SELECTOR);
      session.createConsumer(QUEUE, SELECTOR);

      broker.verify();
      assertThat(log.text()).containsOnlyOnce("does not say whether it heeds selectors");
    }
  }

  @Test
  void aConsumerWithoutFiltersIsNoMatterOfDoubt() throws Exception {
    try (Broker broker = broker("Some Broker")) {
      grants(broker, granting(NOTHING, Map.of()));

      session(broker).createConsumer(QUEUE);

      broker.verify();
      assertThat(log.text()).doesNotContain("does not say");
    }
  }

  @Test
  void aBrokerThatNamesOneFilterOfTwoDoesNotHeedTheOther() throws Exception {
    try (Broker broker = broker("Some Broker")) {
      grants(broker, granting(NOTHING, filters(Filter.noLocal())));
      isLeft(broker);
      grants(broker, granting(NOTHING, filters(Filter.selector(SELECTOR))));
      isLeft(broker);

      Session session = session(broker);
      assertThatThrownBy(() -> session.createConsumer(TOPIC, SELECTOR, true))
          .isInstanceOf(InvalidSelectorException.class);
      assertThatThrownBy(() -> session.createConsumer(TOPIC, SELECTOR, true))
          .isInstanceOf(JMSException.class)
          .isNotInstanceOf(InvalidSelectorException.class)
          .hasMessageContaining("noLocal");

      broker.verify();
    }
  }

  // Who else has a source

  @Test
  void aDurableSubscriptionThatIsNotAsAskedForStaysAtTheBroker() throws Exception {
    try (Broker broker = broker("ActiveMQ")) {
      grants(broker, granting("copy", Map.of()));
      broker.peer.expectDetach().notClosed().respond();
      grants(broker, granting("move", filters(Filter.selector(SELECTOR))));

      Session session = session(broker);
      assertThatThrownBy(() -> session.createDurableConsumer(TOPIC, "s", SELECTOR, false))
          .isInstanceOf(InvalidSelectorException.class);
      // What it brings is consumed, in whatever mode.
      session.createDurableConsumer(TOPIC, "s", SELECTOR, false);

      broker.verify();
    }
  }

  @Test
  void aConnectionConsumerIsRefusedToo() throws Exception {
    try (Broker broker = broker("ActiveMQ")) {
      grants(broker, granting(NOTHING, Map.of()));
      isLeft(broker);

      Connection connection = broker.connect();
      assertThatThrownBy(() -> connection.createConnectionConsumer(QUEUE, SELECTOR, () -> null, 1))
          .isInstanceOf(InvalidSelectorException.class);

      broker.verify();
      assertThat(broker.peer.frames().stream().filter(f -> f.performative() instanceof Attach))
          .hasSize(1);
    }
  }
}
