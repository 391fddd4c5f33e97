// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.value.Binary;

/** The wire between two bare sockets. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultyWireTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int SHORT_MS = 50;

  /** So often octets go where they may, before it is said that others do not. */
  private static final int ROUNDS = 100;

  private ServerSocket listener;
  private FaultyWire wire;
  private Socket client;
  private Socket server;

  @BeforeEach
  void connect() throws Exception {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    wire = FaultyWire.to(listener.getLocalPort());
    connectAgain();
  }

  private void connectAgain() throws IOException {
    client = new Socket(InetAddress.getLoopbackAddress(), wire.port());
    server = listener.accept();
  }

  @AfterEach
  void close() throws Exception {
    wire.close();
    listener.close();
    client.close();
    server.close();
  }

  private static byte[] octets(int count) {
    byte[] octets = new byte[count];
    for (int i = 0; i < count; i++) {
      octets[i] = (byte) i;
    }
    return octets;
  }

  @Test
  void octetsPassBothWaysAndAreCounted() throws Exception {
    client.getOutputStream().write(octets(100));
    byte[] there = server.getInputStream().readNBytes(100);
    server.getOutputStream().write(octets(50));
    byte[] back = client.getInputStream().readNBytes(50);

    assertThat(there).isEqualTo(octets(100));
    assertThat(back).isEqualTo(octets(50));
    wire.clientToServer().awaitOctets(100, PATIENCE);
    wire.serverToClient().awaitOctets(50, PATIENCE);
    assertThat(wire.clientToServer().octets()).isEqualTo(100);
    assertThat(wire.connections()).isEqualTo(1);
    assertThat(wire.openConnections()).isEqualTo(1);
  }

  @Test
  void endOfStreamPassesEachWayByItself() throws Exception {
    client.shutdownOutput();
    int atServer = server.getInputStream().read();
    server.getOutputStream().write(7);
    int atClient = client.getInputStream().read();
    server.shutdownOutput();

    assertThat(atServer).isEqualTo(-1);
    assertThat(atClient).isEqualTo(7);
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    await().until(() -> wire.openConnections() == 0);
  }

  @Test
  void chunksLoseNothing() throws Exception {
    wire.clientToServer().chunk(3);

    client.getOutputStream().write(octets(1000));

    assertThat(server.getInputStream().readNBytes(1000)).isEqualTo(octets(1000));
  }

  @Test
  void delayedOctetsComeNotBeforeTheirTime() throws Exception {
    wire.clientToServer().delay(Duration.ofMillis(80));
    long beforeNs = System.nanoTime();

    client.getOutputStream().write(1);
    int octet = server.getInputStream().read();

    assertThat(octet).isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - beforeNs)).isGreaterThan(Duration.ofMillis(79));
  }

  @Test
  void slowWireTakesItsTime() throws Exception {
    wire.clientToServer().octetsPerSecond(10_000);
    long beforeNs = System.nanoTime();

    client.getOutputStream().write(octets(1_000));
    byte[] there = server.getInputStream().readNBytes(1_000);

    // The last of ten pieces is waited for behind it only.
    assertThat(there).isEqualTo(octets(1_000));
    assertThat(Duration.ofNanos(System.nanoTime() - beforeNs)).isGreaterThan(Duration.ofMillis(89));
  }

  @Test
  void stalledOctetsComeWhenTheStallIsOver() throws Exception {
    wire.clientToServer().stall();

    client.getOutputStream().write(octets(10));
    for (int i = 0; i < ROUNDS; i++) {
      server.getOutputStream().write(i);
      assertThat(client.getInputStream().read()).isEqualTo(i);
    }
    assertThat(server.getInputStream().available()).isZero();
    assertThat(wire.clientToServer().octets()).isZero();
    wire.clientToServer().resume();

    assertThat(server.getInputStream().readNBytes(10)).isEqualTo(octets(10));
  }

  @Test
  void halfOpenConnectionSwallowsAllAndSparesLaterOnes() throws Exception {
    wire.halfOpen();

    client.getOutputStream().write(octets(10));
    client.shutdownOutput();
    client.close();
    try (Socket swallowed = server) {
      connectAgain();
      for (int i = 0; i < ROUNDS; i++) {
        client.getOutputStream().write(i);
        assertThat(server.getInputStream().read()).isEqualTo(i);
      }

      // The later connection has had its octets many times; the time is only for the call to end.
      swallowed.setSoTimeout(1);
      assertThatThrownBy(() -> swallowed.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void cutIsAResetForBothEnds() throws Exception {
    client.getOutputStream().write(1);
    server.getInputStream().read();

    wire.cut();

    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
    await().until(() -> wire.openConnections() == 0);
  }

  @Test
  void disconnectIsTheEndOfStreamForBothEnds() throws Exception {
    wire.disconnect();

    assertThat(client.getInputStream().read()).isEqualTo(-1);
    assertThat(server.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void exactlyTheOctetsBeforeTheCutArrive() throws Exception {
    wire.clientToServer().cutAfterBytes(70);

    client.getOutputStream().write(octets(100));
    byte[] there = server.getInputStream().readAllBytes();

    assertThat(there).isEqualTo(Arrays.copyOf(octets(100), 70));
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThat(wire.clientToServer().octets()).isEqualTo(70);
  }

  @Test
  void connectionBehindTheOneThatWasCutIsSpared() throws Exception {
    wire.clientToServer().cutAfterBytes(1);
    client.getOutputStream().write(1);
    assertThat(server.getInputStream().readAllBytes()).hasSize(1);

    connectAgain();
    client.getOutputStream().write(octets(10));

    assertThat(server.getInputStream().readNBytes(10)).isEqualTo(octets(10));
    assertThat(wire.connections()).isEqualTo(2);
  }

  @Test
  void exactlyTheFramesBeforeTheCutArrive() throws Exception {
    byte[] header = ProtocolHeader.AMQP.encode();
    byte[] open = FrameOutput.amqp(0, RawClient.open("c"), Binary.EMPTY);
    byte[] begin = FrameOutput.amqp(0, RawClient.begin(), Binary.EMPTY);
    wire.clientToServer().chunk(5).cutAfterFrames(2);

    client.getOutputStream().write(concat(header, open, FrameOutput.empty(), begin));
    byte[] there = server.getInputStream().readAllBytes();

    assertThat(there).isEqualTo(concat(header, open, FrameOutput.empty()));
    assertThat(wire.clientToServer().frames()).isEqualTo(2);
  }

  @Test
  void framesAreCountedHoweverTheyAreSplit() throws Exception {
    byte[] open = FrameOutput.amqp(0, RawClient.open("c"), Binary.EMPTY);
    byte[] all = concat(ProtocolHeader.SASL.encode(), ProtocolHeader.AMQP.encode(), open, open);

    for (byte octet : all) {
      client.getOutputStream().write(octet);
    }
    server.getInputStream().readNBytes(all.length);

    wire.clientToServer().awaitOctets(all.length, PATIENCE);
    assertThat(wire.clientToServer().frames()).isEqualTo(2);
  }

  private static byte[] concat(byte[]... parts) {
    byte[] all = new byte[0];
    for (byte[] part : parts) {
      int from = all.length;
      all = Arrays.copyOf(all, from + part.length);
      System.arraycopy(part, 0, all, from, part.length);
    }
    return all;
  }

  @Test
  void refusedConnectionsCanBeMadeAgainLater() throws Exception {
    wire.refuseConnections();

    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), wire.port()))
        .isInstanceOf(ConnectException.class);
    client.getOutputStream().write(1);
    assertThat(server.getInputStream().read()).isEqualTo(1);
    wire.acceptConnections();
    connectAgain();
    wire.awaitConnections(2, PATIENCE);

    client.getOutputStream().write(2);
    assertThat(server.getInputStream().read()).isEqualTo(2);
  }

  @Test
  void clientIsHungUpOnWhereTheServerIsGone() throws Exception {
    listener.close();

    try (Socket other = new Socket(InetAddress.getLoopbackAddress(), wire.port())) {
      assertThat(other.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(wire.connections()).isEqualTo(1);
  }

  @Test
  void closeEndsAllThreadsOfTheWireEvenStalledOnes() {
    wire.clientToServer().stall();
    wire.serverToClient().stall();

    wire.close();

    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("postrider-wire-" + wire.port()));
  }

  @Test
  void whatWasNotReachedIsReportedWithTheNumbers() {
    assertThatThrownBy(() -> wire.awaitConnections(2, Duration.ofMillis(SHORT_MS)))
        .isInstanceOf(AssertionError.class)
        .hasMessage("1 of 2 connections within 50 ms");
    assertThatThrownBy(() -> wire.clientToServer().awaitOctets(9, Duration.ofMillis(SHORT_MS)))
        .isInstanceOf(AssertionError.class)
        .hasMessage("0 of 9 octets forwarded within 50 ms");
  }

  @Test
  void limitsThatAreNotPositiveAreRefused() {
    assertThatThrownBy(() -> wire.clientToServer().chunk(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("chunk must be positive, not 0");
  }
}
