// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.Session;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.ProviderUnderTest;
import org.postrider.tck.Rule;

/** Connections, client identifiers and metadata. Jakarta Messaging 3.1 section 6.1. */
@Conformance
final class ConnectionTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  // Rule 6.1.2: the client identifier is set first of all, and once.
  @Rule("client.2")
  @Test
  void theClientIdIsSetFirstAndOnce() throws Exception {
    Connection connection = jms.stoppedConnection();
    String clientId = "client-" + System.nanoTime();

    connection.setClientID(clientId);

    assertThat(connection.getClientID()).isEqualTo(clientId);
    assertThatThrownBy(() -> connection.setClientID("another"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Rule("client.1")
  @Test
  void theClientIdComesTooLateAfterUse() throws Exception {
    Connection connection = jms.connection();

    assertThatThrownBy(() -> connection.setClientID("late"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Rule("client.4")
  @Test
  void aClientIdInUseIsRefused() throws Exception {
    String clientId = "client-" + System.nanoTime();
    jms.stoppedConnection().setClientID(clientId);
    Connection other = jms.stoppedConnection();

    assertThatThrownBy(() -> other.setClientID(clientId))
        .isInstanceOf(InvalidClientIDException.class);
  }

  @Rule("client.3")
  @ParameterizedTest
  @ValueSource(strings = {"", "null"})
  void aClientIdIsNotEmpty(String clientId) throws Exception {
    Connection connection = jms.stoppedConnection();

    assertThatThrownBy(() -> connection.setClientID(clientId.equals("null") ? null : clientId))
        .isInstanceOf(InvalidClientIDException.class);
  }

  @Rule("start.3")
  @Test
  void startAndStopMayBeRepeated() throws Exception {
    Connection connection = jms.stoppedConnection();

    connection.stop();
    connection.start();
    connection.start();
    connection.stop();
    connection.stop();

    assertThat(connection.createSession(Session.AUTO_ACKNOWLEDGE).getTransacted()).isFalse();
  }

  @Rule("client.7")
  @Test
  void theMetadataNamesTheVersionAndTheMandatoryProperties() throws Exception {
    ConnectionMetaData metaData = jms.stoppedConnection().getMetaData();

    assertThat(metaData.getJMSVersion()).isEqualTo(ProviderUnderTest.JMS_VERSION);
    assertThat(metaData.getJMSMajorVersion() + "." + metaData.getJMSMinorVersion())
        .isEqualTo(ProviderUnderTest.JMS_VERSION);
    assertThat(metaData.getJMSProviderName()).isNotBlank();
    assertThat(metaData.getProviderVersion()).isNotBlank();
    assertThat(Collections.list((java.util.Enumeration<?>) metaData.getJMSXPropertyNames()))
        .extracting(String::valueOf)
        .contains("JMSXGroupID", "JMSXGroupSeq", "JMSXDeliveryCount");
  }

  @Rule({"session.1", "session.2"})
  @Test
  void theSessionModeCanBeAskedFor() throws Exception {
    Connection connection = jms.stoppedConnection();

    assertThat(connection.createSession().getAcknowledgeMode()).isEqualTo(Session.AUTO_ACKNOWLEDGE);
    assertThat(connection.createSession(Session.CLIENT_ACKNOWLEDGE).getAcknowledgeMode())
        .isEqualTo(Session.CLIENT_ACKNOWLEDGE);
    assertThat(connection.createSession(false, Session.DUPS_OK_ACKNOWLEDGE).getAcknowledgeMode())
        .isEqualTo(Session.DUPS_OK_ACKNOWLEDGE);
    assertThat(connection.createSession(true, Session.CLIENT_ACKNOWLEDGE).getAcknowledgeMode())
        .isEqualTo(Session.SESSION_TRANSACTED);
  }
}
