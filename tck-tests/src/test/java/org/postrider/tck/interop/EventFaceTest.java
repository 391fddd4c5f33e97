// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.amqp.Acceptor;
import org.postrider.amqp.Connection;
import org.postrider.amqp.ConnectionOptions;
import org.postrider.amqp.Container;
import org.postrider.amqp.Event;
import org.postrider.amqp.Message;
import org.postrider.amqp.MessagingHandler;
import org.postrider.amqp.Sender;
import org.postrider.codec.value.ULong;
import org.postrider.tck.ChildProgram;
import org.postrider.tck.JakartaOnly;

/** Our event API and Qpid Proton's exchange messages, each once as the client and as the server. */
@Timeout(60)
@JakartaOnly
final class EventFaceTest {
  private static final Duration LIMIT = Duration.ofSeconds(25);
  private static final int COUNT = 500;

  @BeforeEach
  void needsProton() {
    PythonProton.assumeAvailable();
  }

  @Test
  void protonSendsToAndReceivesFromOurContainer() throws Exception {
    Container server = new Container(new Queues(), "our-server");
    try (Acceptor acceptor = server.listen("amqp://127.0.0.1:0")) {
      server.start();
      String url = "amqp://127.0.0.1:" + acceptor.port();

      ChildProgram.Result sent =
          PythonProton.run("send_and_receive.py", LIMIT, url, "letters", COUNT, "send");
      ChildProgram.Result received =
          PythonProton.run("send_and_receive.py", LIMIT, url, "letters", COUNT, "receive");

      assertThat(sent.output()).startsWith("sent 500 received 0 in ");
      assertThat(sent.exitCode()).isZero();
      assertThat(received.output()).startsWith("sent 0 received 500 in ");
      assertThat(received.exitCode()).isZero();
    } finally {
      server.stop();
    }
  }

  @Test
  void ourContainerSendsToAndReceivesFromProton() throws Exception {
    try (ChildProgram peer = PythonProton.start("peer.py")) {
      Exchange exchange = new Exchange("amqp://127.0.0.1:" + peer.awaitPort());

      new Container(exchange, "our-client").run();

      assertThat(exchange.peerId).isEqualTo("python-peer");
      assertThat(exchange.accepted).isEqualTo(COUNT);
      assertThat(exchange.bodies)
          .containsExactlyElementsOf(
              IntStream.range(0, COUNT).mapToObj(i -> "message " + i).collect(Collectors.toList()));
    }
  }

  /** A server on which each address is a queue in memory. */
  private static final class Queues implements MessagingHandler {
    private final Map<String, Deque<Message>> waiting = new HashMap<>();
    private final Map<String, Sender> readers = new HashMap<>();

    @Override
    public void onMessage(Event event) {
      String address = event.receiver().localAddress();
      assertThat(event.message().messageId()).isInstanceOf(ULong.class);
      waiting.computeIfAbsent(address, any -> new ArrayDeque<>()).add(event.message());
      deliver(address);
    }

    @Override
    public void onSendable(Event event) {
      readers.put(event.sender().localAddress(), event.sender());
      deliver(event.sender().localAddress());
    }

    @Override
    public void onLinkClosed(Event event) {
      readers.values().remove(event.sender());
    }

    private void deliver(String address) {
      Sender reader = readers.get(address);
      Deque<Message> messages = waiting.getOrDefault(address, new ArrayDeque<>());
      while (reader != null && reader.credit() > 0 && !messages.isEmpty()) {
        reader.send(messages.remove());
      }
    }
  }

  /** A client that sends messages and receives them. */
  private static final class Exchange implements MessagingHandler {
    private final String url;
    private final Set<Object> bodies = new LinkedHashSet<>();
    private int sent;
    private int accepted;
    private String peerId;

    Exchange(String url) {
      this.url = url;
    }

    @Override
    public void onStart(Event event) {
      Connection connection =
          event.container().connect(url, new ConnectionOptions().reconnect(false));
      event.container().createReceiver(connection, "letters");
      event.container().createSender(connection, "letters");
    }

    @Override
    public void onConnectionOpened(Event event) {
      peerId = event.connection().remoteContainerId();
    }

    @Override
    public void onSendable(Event event) {
      while (event.sender().credit() > 0 && sent < COUNT) {
        event.sender().send(new Message("message " + sent).messageId(ULong.of(sent)));
        sent++;
      }
    }

    @Override
    public void onAccepted(Event event) {
      accepted++;
      closeWhenDone(event);
    }

    @Override
    public void onMessage(Event event) {
      bodies.add(event.message().body());
      closeWhenDone(event);
    }

    private void closeWhenDone(Event event) {
      if (accepted == COUNT && bodies.size() == COUNT) {
        event.connection().close();
      }
    }
  }
}
