// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container that is stopped before it ran, or while something is asked of it, leaves nothing. */
@Timeout(60)
class StoppedBeforeItRanTest {

  private static final int RACES = 50;
  private static final int CONNECT_MS = 1_000;

  @Test
  void itsPortIsClosed() throws Exception {
    Container container = new Container();
    Acceptor acceptor = container.listen("amqp://127.0.0.1:0");

    stop(container);

    assertThatIsClosed(acceptor.port());
  }

  @Test
  void whatItWasToSendIsLostAndToldSo() throws Exception {
    Recorder handler = new Recorder(EventType.START, EventType.DELIVERY_LOST);
    Container container = new Container(handler);
    Connection connection = container.connect("amqp://127.0.0.1:1");
    Sender sender = container.createSender(connection, "q");
    Delivery delivery = sender.send(new Message("never sent"));

    stop(container);

    assertThat(handler.next(EventType.DELIVERY_LOST).delivery()).isSameAs(delivery);
    assertThat(delivery.isLost()).isTrue();
    assertThat(connection.isClosed()).isTrue();
    assertThat(sender.isClosed()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> sender.send(new Message("too late")));
    assertThat(handler.isEmpty()).isTrue();
  }

  @Test
  void whatItWasToExecuteIsNot() throws Exception {
    AtomicBoolean executed = new AtomicBoolean();
    Container container = new Container();
    container.execute(() -> executed.set(true));
    container.schedule(Duration.ZERO, Recorder.onMessage(event -> {}));

    stop(container);

    assertThat(executed).isFalse();
  }

  @Test
  void aPortThatIsAskedForWhileItStopsIsRefusedOrClosed() throws Exception {
    for (int i = 0; i < RACES; i++) {
      Container container = new Container();
      container.start();
      Thread stopping = new Thread(container::stop, "stopping");
      stopping.start();
      Acceptor acceptor = listenOrNull(container);
      stopping.join();
      assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
      if (acceptor != null) {
        assertThatIsClosed(acceptor.port());
      }
    }
  }

  private static Acceptor listenOrNull(Container container) {
    try {
      return container.listen("amqp://127.0.0.1:0");
    } catch (IllegalStateException stopped) {
      return null;
    }
  }

  @Test
  void aConnectionThatIsAskedForWhileItStopsIsRefusedOrClosed() throws Exception {
    for (int i = 0; i < RACES; i++) {
      Container container = new Container();
      container.start();
      Thread stopping = new Thread(container::stop, "stopping");
      stopping.start();
      Connection connection = connectOrNull(container);
      stopping.join();
      assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
      assertThat(connection == null || connection.isClosed()).isTrue();
    }
  }

  private static Connection connectOrNull(Container container) {
    try {
      return container.connect("amqp://127.0.0.1:1");
    } catch (IllegalStateException stopped) {
      return null;
    }
  }

  private static void stop(Container container) throws InterruptedException {
    container.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
  }

  /** A port is closed by the threads that accept: a moment later. */
  private static void assertThatIsClosed(int port) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (isOpen(port)) {
      assertThat(System.nanoTime()).as("port %s is open", port).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS);
      return true;
    } catch (ConnectException refused) {
      return false;
    } catch (IOException notRefused) {
      return true;
    }
  }
}
