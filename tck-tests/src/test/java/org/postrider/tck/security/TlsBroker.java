// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * An Artemis broker with acceptors for AMQP and WebSocket in clear, with TLS, and with TLS and
 * client certificates. Thread-safe.
 */
final class TlsBroker implements AutoCloseable {
  static final String CLEAR = "clear";
  static final String TLS = "tls";
  static final String MUTUAL = "mutual";
  static final String EXPIRED = "expired";
  static final String PASSWORDS = "passwords";
  static final String ELSEWHERE = "elsewhere";
  static final String SELF_SIGNED = "self-signed";

  private static final String ANY_PORT =
      "tcp://127.0.0.1:0?protocols=AMQP;saslMechanisms=ANONYMOUS;";

  private final EmbeddedActiveMQ broker;

  TlsBroker(Certificates certificates) throws Exception {
    Configuration configuration = new ConfigurationImpl();
    configuration.setPersistenceEnabled(false).setJMXManagementEnabled(false);
    configuration.setSecurityEnabled(false).setMaxDiskUsage(-1);
    String own = key(certificates.keyStore(certificates.broker("localhost"), "broker.p12"));
    String trust =
        "needClientAuth=true;trustStoreType=PKCS12;trustStorePath="
            + certificates.trustStore("broker-trust.p12")
            + ";trustStorePassword="
            + Certificates.PASSWORD;
    configuration.addAcceptorConfiguration(CLEAR, ANY_PORT);
    configuration.addAcceptorConfiguration(TLS, ANY_PORT + own);
    configuration.addAcceptorConfiguration(
        PASSWORDS, "tcp://127.0.0.1:0?protocols=AMQP;saslMechanisms=PLAIN;" + own);
    configuration.addAcceptorConfiguration(MUTUAL, ANY_PORT + own + trust);
    configuration.addAcceptorConfiguration(
        EXPIRED, ANY_PORT + key(certificates.keyStore(certificates.expiredBroker(), "old.p12")));
    configuration.addAcceptorConfiguration(
        ELSEWHERE,
        ANY_PORT + key(certificates.keyStore(certificates.broker("else.example"), "else.p12")));
    configuration.addAcceptorConfiguration(
        SELF_SIGNED,
        ANY_PORT + key(certificates.keyStore(certificates.selfSignedBroker(), "hermit.p12")));
    configuration.addAddressSetting(
        "#", new AddressSettings().setAutoCreateQueues(true).setAutoCreateAddresses(true));
    broker = new EmbeddedActiveMQ().setConfiguration(configuration);
    broker.start();
  }

  private static String key(Path store) {
    return "sslEnabled=true;keyStoreType=PKCS12;keyStorePath="
        + store
        + ";keyStorePassword="
        + Certificates.PASSWORD
        + ";";
  }

  /** The port of an acceptor at 127.0.0.1. */
  int port(String acceptor) {
    return broker.getActiveMQServer().getRemotingService().getAcceptor(acceptor).getActualPort();
  }

  @Override
  public void close() {
    try {
      broker.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the broker did not stop", e);
    }
  }
}
