// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.JakartaOnly;

/** What every other test here relies on. */
@JakartaOnly
final class BrokerExtensionTest {
  @RegisterExtension static final BrokerExtension own = BrokerExtension.perClass();
  @RegisterExtension static final BrokerExtension shared = BrokerExtension.shared();
  @RegisterExtension static final BrokerExtension sharedToo = BrokerExtension.shared();

  @Test
  void theSharedBrokerIsOneAndTheOwnIsAnother() {
    assertThat(shared.url()).isEqualTo(sharedToo.url()).isNotEqualTo(own.url());
  }

  @Test
  void theBrokersListen() throws Exception {
    for (BrokerExtension broker : new BrokerExtension[] {own, shared}) {
      int port = URI.create(broker.url()).getPort();
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
      }
    }
  }

  @Test
  void namesAreNeverGivenTwice() {
    assertThat(shared.queueName())
        .isNotEqualTo(shared.queueName())
        .isNotEqualTo(sharedToo.queueName());
    assertThat(shared.topicName()).isNotEqualTo(shared.topicName());
  }
}
