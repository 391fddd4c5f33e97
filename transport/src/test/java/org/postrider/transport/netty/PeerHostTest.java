// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who pays for the work that a login makes. */
class PeerHostTest {

  private static PeerHost at(String address, int port) throws Exception {
    return PeerHost.of(new InetSocketAddress(InetAddress.getByName(address), port));
  }

  @Test
  void theSameHostAtAnotherPortIsTheSame() throws Exception {
    assertThat(at("192.0.2.1", 5671)).isEqualTo(at("192.0.2.1", 40_000));
    assertThat(at("192.0.2.1", 5671)).isNotEqualTo(at("192.0.2.2", 5671));
  }

  @Test
  void aNetworkOfIPv6IsOneHost() throws Exception {
    assertThat(at("2001:db8:1:2::1", 1)).isEqualTo(at("2001:db8:1:2:ffff:1:2:3", 2));
    assertThat(at("2001:db8:1:2::1", 1)).isNotEqualTo(at("2001:db8:1:3::1", 1));
  }

  @Test
  void behindAProxyTheNameCounts() {
    assertThat(PeerHost.named("Broker.Example")).isEqualTo(PeerHost.named("broker.example"));
  }

  @Test
  void aHostWithManyPortsHasNoMoreThreadsThanAHostWithOne() throws Exception {
    WaitingThreads threads = new WaitingThreads("test");
    CountDownLatch release = new CountDownLatch(1);
    Runnable hanging =
        () -> {
          try {
            assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
          }
        };
    for (int i = 0; i < 2 * WaitingThreads.MAX_THREADS; i++) {
      threads.run(at("192.0.2.1", 1000 + i), hanging, none -> {});
    }
    CountDownLatch honest = new CountDownLatch(1);

    threads.run(PeerHost.named("honest"), honest::countDown, none -> {});

    assertThat(honest.await(5, TimeUnit.SECONDS)).isTrue();
    release.countDown();
    threads.close();
  }
}
