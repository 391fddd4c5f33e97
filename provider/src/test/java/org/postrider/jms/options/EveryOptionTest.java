// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.naming.Context;
import javax.naming.NamingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.jms.jndi.PostriderInitialContextFactory;
import org.postrider.jms.jndi.PostriderObjectFactory;

/** Each option can be given in each way. */
class EveryOptionTest {

  /** Texts of which at least one is a value of an option that has neither bounds nor choices. */
  private static final List<String> TEXTS =
      List.of("a b&c=d%+é", "true", "false", "7", "70", "::1");

  private static final Pattern BOUNDS = Pattern.compile("from (\\S+) to (\\S+)");
  private static final String CHOICES = "one of ";

  static Stream<String> keys() {
    return OptionTable.rows().stream()
        .map(option -> option.is(Option.Trait.FAMILY) ? option.name() + "X-Name" : option.name());
  }

  static String otherThanDefault(String key) {
    Option<?> option = OptionTable.get(key);
    String before = Objects.toString(Options.DEFAULTS.property(key));
    for (String text : candidates(option)) {
      boolean fits = option.is(Option.Trait.FAMILY) || option.type().parse(text) != null;
      if (fits && !text.equalsIgnoreCase(before)) {
        return text;
      }
    }
    throw new AssertionError("no sample for " + key + ", which " + option.type().rule());
  }

  private static List<String> candidates(Option<?> option) {
    String rule = option.type().rule();
    int choices = rule.indexOf(CHOICES);
    Matcher bounds = BOUNDS.matcher(rule);
    if (bounds.find()) {
      return List.of(bounds.group(2), bounds.group(1));
    }
    return choices < 0 ? TEXTS : List.of(rule.substring(choices + CHOICES.length()).split(", "));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void uriSetterMapAndJndiDoTheSame(String key) throws NamingException {
    String value = otherThanDefault(key);
    String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    String uri = "amqp://h?" + key + "=" + encoded;
    if (key.startsWith("failover.")) {
      uri = "failover:(amqp://h)?" + key + "=" + encoded;
    }
    PostriderConnectionFactory bySetter = new PostriderConnectionFactory();
    bySetter.setProperty(key, value);

    assertThat(bySetter.getProperty(key)).isEqualTo(value);
    assertThat(new PostriderConnectionFactory(uri).getProperty(key)).isEqualTo(value);
    assertThat(new PostriderConnectionFactory(Map.of(key, value))).isEqualTo(bySetter);
    for (String prefix :
        new String[] {"property.connectionfactory.cf.", "default.connectionfactory."}) {
      assertThat(jndi(prefix + key, value).getProperty(key)).isEqualTo(value);
    }
    if (key.startsWith("jms.")) {
      assertThat(new PostriderConnectionFactory(Map.of(key.substring(4), value)))
          .isEqualTo(bySetter);
    }
  }

  private static final List<String> EXTREMES =
      List.of(
          "", "0", "1", "-1", "x", "255", "65535", "2147483647", "9223372036854775807", "IO_URING");

  @ParameterizedTest
  @MethodSource("keys")
  void noValueThatIsTakenMakesAnotherExceptionThanOneOfJms(String key) throws IOException {
    Option<?> option = OptionTable.get(key);
    String uri = "amqps://127.0.0.1:" + closedPort();
    for (String text : EXTREMES) {
      if (option.is(Option.Trait.FAMILY) || option.type().parse(text) != null) {
        PostriderConnectionFactory factory = new PostriderConnectionFactory(uri);
        factory.setProperty("transport.connectTimeout", "5000");
        factory.setProperty(key, text);
        assertThatThrownBy(factory::createConnection)
            .as("%s=%s", key, text)
            .isInstanceOf(JMSException.class);
      }
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket closed = new ServerSocket(0)) {
      return closed.getLocalPort();
    }
  }

  @SuppressWarnings({"BanJNDI", "JdkObsolete"}) // it is JNDI that is tested, and wants Hashtables
  private static PostriderConnectionFactory jndi(String key, String value) throws NamingException {
    Map<String, String> properties = Map.of("connectionfactory.cf", "amqp://h", key, value);
    Context context =
        new PostriderInitialContextFactory().getInitialContext(new Hashtable<>(properties));
    return (PostriderConnectionFactory) context.lookup("cf");
  }

  @Test
  void aFactoryWithEveryOptionIsTheSameAfterBothRoundTrips() throws Exception {
    Map<String, String> properties = new TreeMap<>();
    keys().forEach(key -> properties.put(key, otherThanDefault(key)));
    properties.put("remoteURI", "amqp://broker:7?jms.password=hush");
    PostriderConnectionFactory factory = new PostriderConnectionFactory(properties);

    Object referred =
        new PostriderObjectFactory().getObjectInstance(factory.getReference(), null, null, null);

    assertThat(factory.getProperties()).isEqualTo(properties);
    assertThat(referred).isEqualTo(factory).hasSameHashCodeAs(factory);
    assertThat(read(written(factory))).isEqualTo(factory).hasSameHashCodeAs(factory);
    assertThat(factory).isNotEqualTo(new PostriderConnectionFactory("amqp://broker:7"));
  }

  private static byte[] written(Object object) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
      out.writeObject(object);
    }
    return octets.toByteArray();
  }

  private static Object read(byte[] octets) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(octets))) {
      return in.readObject();
    }
  }

  /** What Qpid JMS 2.10 takes, with its defaults; a dash is none. */
  @ParameterizedTest
  @CsvSource({
    "jms.username,-",
    "jms.password,-",
    "jms.clientID,-",
    "jms.clientIDPrefix,ID:",
    "jms.connectionIDPrefix,ID:",
    "jms.forceAsyncSend,false",
    "jms.forceSyncSend,false",
    "jms.forceAsyncAcks,false",
    "jms.localMessageExpiry,true",
    "jms.localMessagePriority,false",
    "jms.validatePropertyNames,true",
    "jms.validateSelector,true",
    "jms.receiveLocalOnly,false",
    "jms.receiveNoWaitLocalOnly,false",
    "jms.queuePrefix,-",
    "jms.topicPrefix,-",
    "jms.closeTimeout,60000",
    "jms.connectTimeout,15000",
    "jms.sendTimeout,-1",
    "jms.requestTimeout,-1",
    "jms.populateJMSXUserID,false",
    "jms.awaitClientID,true",
    "jms.useDaemonThread,false",
    "jms.tracing,-",
    "jms.closeLinksThatFailOnReconnect,false",
    "jms.prefetchPolicy.queuePrefetch,1000",
    "jms.prefetchPolicy.topicPrefetch,1000",
    "jms.prefetchPolicy.queueBrowserPrefetch,1000",
    "jms.prefetchPolicy.durableTopicPrefetch,1000",
    "jms.prefetchPolicy.all,-",
    "jms.prefetchPolicy.maxPrefetchSize,32767",
    "jms.redeliveryPolicy.maxRedeliveries,-1",
    "jms.redeliveryPolicy.outcome,MODIFIED_FAILED_UNDELIVERABLE",
    "jms.messageIDPolicy.messageIDType,DEFAULT",
    "jms.presettlePolicy.presettleAll,false",
    "jms.presettlePolicy.presettleProducers,false",
    "jms.presettlePolicy.presettleTopicProducers,false",
    "jms.presettlePolicy.presettleQueueProducers,false",
    "jms.presettlePolicy.presettleTransactedProducers,false",
    "jms.presettlePolicy.presettleConsumers,false",
    "jms.presettlePolicy.presettleTopicConsumers,false",
    "jms.presettlePolicy.presettleQueueConsumers,false",
    "jms.deserializationPolicy.allowList,*",
    "jms.deserializationPolicy.denyList,-",
    "jms.deserializationPolicy.whiteList,*",
    "jms.deserializationPolicy.blackList,-",
    "transport.sendBufferSize,65536",
    "transport.receiveBufferSize,65536",
    "transport.trafficClass,0",
    "transport.connectTimeout,60000",
    "transport.soTimeout,-1",
    "transport.soLinger,-1",
    "transport.tcpKeepAlive,false",
    "transport.tcpNoDelay,true",
    "transport.useEpoll,true",
    "transport.useKQueue,false",
    "transport.localAddress,-",
    "transport.localPort,0",
    "transport.sharedEventLoopThreads,-1",
    "transport.lendEventLoops,true",
    "transport.traceBytes,false",
    "transport.defaultTcpPort,5672",
    "transport.defaultSslPort,5671",
    "transport.keyStoreLocation,-",
    "transport.keyStorePassword,-",
    "transport.keyStoreType,-",
    "transport.trustStoreLocation,-",
    "transport.trustStorePassword,-",
    "transport.trustStoreType,-",
    "transport.storeType,-",
    "transport.contextProtocol,TLS",
    "transport.enabledCipherSuites,-",
    "transport.disabledCipherSuites,-",
    "transport.enabledProtocols,-",
    "transport.disabledProtocols,'SSLv2Hello,SSLv3'",
    "transport.trustAll,false",
    "transport.verifyHost,true",
    "transport.keyAlias,-",
    "transport.useOpenSSL,false",
    "transport.ws.httpHeader.X,-",
    "amqp.idleTimeout,60000",
    "amqp.vhost,-",
    "amqp.saslLayer,true",
    "amqp.saslMechanisms,-",
    "amqp.maxFrameSize,131072",
    "amqp.drainTimeout,60000",
    "amqp.allowNonSecureRedirects,false",
    "amqp.anonymousFallbackCacheSize,1",
    "amqp.anonymousFallbackCacheTimeout,30000",
    "amqp.traceFrames,false",
    "amqp.traceBytes,false",
    "amqp.traceFramesPayloadLimit,1024",
    "amqp.channelMax,32767",
    "amqp.sessionOutgoingWindow,-1",
    "amqp.maxWriteBytesBeforeFlush,131072",
    "sasl.options.configScope,amqp-jms-client",
    "sasl.options.protocol,amqp",
    "sasl.options.serverName,-",
    "provider.futureType,-",
    "failover.initialReconnectDelay,0",
    "failover.reconnectDelay,10",
    "failover.maxReconnectDelay,30000",
    "failover.useReconnectBackOff,true",
    "failover.reconnectBackOffMultiplier,2.0",
    "failover.maxReconnectAttempts,-1",
    "failover.startupMaxReconnectAttempts,-1",
    "failover.warnAfterReconnectAttempts,10",
    "failover.randomize,false",
    "failover.amqpOpenServerListAction,REPLACE"
  })
  void whatQpidJmsTakesIsTakenWithTheSameDefaultUnlessThePageSaysWhyNot(String key, String theirs) {
    Option<?> option = OptionTable.get(key);
    String ours = Objects.toString(Options.DEFAULTS.property(key), "");

    if (!theirs.equals(ours.isEmpty() ? "-" : ours)) {
      assertThat(option.difference()).as("why %s is %s here", key, ours).isNotEmpty();
    }
  }
}
