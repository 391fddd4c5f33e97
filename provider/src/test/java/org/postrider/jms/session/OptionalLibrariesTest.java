// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import org.junit.jupiter.api.Test;
import org.postrider.jms.PostriderConnectionFactory;

/** What a program hears whose class path has only what it always needs, as the one of this test. */
class OptionalLibrariesTest {

  private static void assertMissing(String uri, String library) {
    assertThatThrownBy(() -> new PostriderConnectionFactory(uri).createConnection())
        .isInstanceOf(JMSException.class)
        .hasMessageContaining("the library io.netty:" + library + " on the class path");
  }

  @Test
  void webSocketsNameTheLibraryThatTheyNeed() {
    assertMissing("amqpws://localhost:1/path", "netty-codec-http");
    assertMissing("amqpwss://localhost:1?transport.trustAll=true", "netty-codec-http");
  }

  @Test
  void aProxyNamesTheLibraryThatItNeeds() {
    assertMissing(
        "amqp://localhost:1?transport.proxyHost=localhost&transport.proxyPort=1",
        "netty-handler-proxy");
  }
}
