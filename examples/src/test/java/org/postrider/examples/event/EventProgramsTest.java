// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.amqp.Connection;
import org.postrider.amqp.ConnectionOptions;
import org.postrider.amqp.Container;
import org.postrider.amqp.Delivery;
import org.postrider.amqp.Event;
import org.postrider.amqp.Message;
import org.postrider.amqp.MessagingHandler;
import org.postrider.amqp.ReceiverOptions;
import org.postrider.amqp.SenderOptions;
import org.postrider.examples.broker.EmbeddedArtemis;

/** The programs of the event API, against an embedded broker. */
@Timeout(120)
final class EventProgramsTest {

  private static EmbeddedArtemis broker;
  private static String url;

  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text, true);

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedArtemis.start();
    url = broker.uri().toString();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void helloWorldComesBack() {
    HelloWorld.run(url, out);

    assertThat(text).hasToString(String.format("Hello World!%n"));
  }

  @Test
  void theExampleHandlerSaysWhatHappens() {
    PrintStream console = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      new Container(new ExampleHandler()).run();
    } finally {
      System.setOut(console);
    }

    assertThat(said.toString(StandardCharsets.UTF_8))
        .isEqualTo(String.format("The container event loop has started%n"));
  }

  @Test
  void jobsAreSentAndThenProcessedOneByOne() {
    SendJobs.run(url, "jobs", 250, out);
    assertThat(text.toString()).isEqualTo(String.format("250 jobs accepted, 0 refused%n"));

    ReceiveJobs.run(url, 250, out);

    assertThat(text.toString().lines().skip(1)).startsWith("job 0", "job 1").hasSize(250);
    assertThat(Selecting.browse(url, "jobs")).isEmpty();
  }

  @Test
  void everyWayToConnectLeadsToAnOpenConnection() throws Exception {
    Set<Connection> opened = ConcurrentHashMap.newKeySet();
    CountDownLatch seven = new CountDownLatch(7);
    Container container =
        new Container(
            new MessagingHandler() {
              @Override
              public void onConnectionOpened(Event event) {
                opened.add(event.connection());
                seven.countDown();
              }
            });
    container.start();

    List<Connection> asked = Connecting.anonymously(container, url);
    Connection oneOf = Connecting.toOneOf(container, "amqp://127.0.0.1:1", url);

    assertThat(seven.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(opened).containsAll(asked).contains(oneOf);
    container.stop();
    assertThat(container.awaitStopped(java.time.Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aUserIsLetInWithTheRightPasswordOnly() throws Exception {
    try (EmbeddedArtemis secured = EmbeddedArtemis.startSecured("alice", "secret")) {
      String at = secured.uri().toString();
      BlockingQueue<String> seen = new LinkedBlockingQueue<>();
      Container container =
          new Container(
              new MessagingHandler() {
                @Override
                public void onConnectionOpened(Event event) {
                  seen.add("opened");
                }

                @Override
                public void onTransportError(Event event) {
                  seen.add(event.condition() + " " + event.description());
                }

                @Override
                public void onReconnectGaveUp(Event event) {
                  seen.add("gave up");
                }
              });
      container.start();

      Connecting.as(container, at, "alice", "secret");
      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("opened");
      Connecting.as(container, at, "alice", "mistaken");
      assertThat(seen.poll(20, TimeUnit.SECONDS))
          .startsWith("amqp:unauthorized-access")
          .doesNotContain("mistaken");
      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("gave up");
      container.connect(at.replace("//", "//alice:secret@"), new ConnectionOptions());
      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("opened");
      container.stop();
    }
  }

  @Test
  void anEchoServerNeedsNoBroker() {
    EchoServer server = new EchoServer();
    int port = server.listen();

    EchoClient.run("amqp://127.0.0.1:" + port, List.of("twas", "brillig"), out);

    server.stop();
    assertThat(text.toString().lines()).containsExactly("1: TWAS", "2: BRILLIG");
  }

  @Test
  void messagesAreMovedInTransactions() {
    send("inbox", "a", "b", "c");

    TransactedTransfer.run(url, 3, out);

    assertThat(text.toString()).isEqualTo(String.format("3 messages moved%n"));
    assertThat(Selecting.browse(url, "outbox")).isEqualTo(List.of("a", "b", "c"));
    assertThat(Selecting.browse(url, "inbox")).isEmpty();
  }

  @Test
  void anAbortedTransactionGivesItsMessagesBack() {
    send("undone", "x");
    Undoing handler = new Undoing();

    new Container(handler).run();

    assertThat(handler.bodies).isEqualTo(List.of("x", "x"));
    assertThat(handler.error).isNull();
    assertThat(Selecting.browse(url, "undone")).isEmpty();
  }

  /** Accepts a message in a transaction that it aborts, and then again without one. */
  private static final class Undoing implements MessagingHandler {

    private final List<Object> bodies = new ArrayList<>();
    private Object error;

    @Override
    public void onStart(Event event) {
      Connection connection = event.container().connect(url);
      event
          .container()
          .createReceiver(connection, "undone", new ReceiverOptions().autoAccept(false).credit(0));
    }

    @Override
    public void onLinkOpened(Event event) {
      event.receiver().addCredit(1);
    }

    @Override
    public void onMessage(Event event) {
      bodies.add(event.message().body());
      if (bodies.size() == 2) {
        event.delivery().update(Delivery.ACCEPTED);
        event.connection().close();
        return;
      }
      event.container().declareTransaction(event.connection(), aborting(event));
    }

    private static MessagingHandler aborting(Event received) {
      return new MessagingHandler() {
        @Override
        public void onTransactionDeclared(Event declared) {
          declared.transaction().accept(received.delivery());
          declared.transaction().abort();
        }

        @Override
        public void onTransactionAborted(Event aborted) {
          received.receiver().addCredit(1);
        }
      };
    }

    @Override
    public void onLinkError(Event event) {
      error = event.error();
      event.connection().close();
    }
  }

  @Test
  void aSelectorAndABrowserSeeWhatTheyAskFor() {
    new Container(new Batch("mixed", List.of(numbered(1), numbered(2), numbered(3)))).run();

    assertThat(Selecting.browse(url, "mixed")).isEqualTo(List.of("1", "2", "3"));
    assertThat(Selecting.select(url, "mixed", "number > 1")).isEqualTo(List.of("2", "3"));
    assertThat(Selecting.browse(url, "mixed")).isEqualTo(List.of("1"));
  }

  @Test
  void aDurableSubscriptionKeepsWhatComesMeanwhile() {
    assertThat(Selecting.subscription(url, "news", "mine")).isEmpty();

    new Container(
            new Batch("news", List.of(new Message("first"), new Message("second"))) {
              @Override
              SenderOptions options() {
                return new SenderOptions().targetCapabilities("topic");
              }
            })
        .run();

    assertThat(Selecting.subscription(url, "news", "mine")).isEqualTo(List.of("first", "second"));
    assertThat(Selecting.subscription(url, "news", "mine")).isEmpty();
  }

  @Test
  void aHandlersMistakeEndsRunWithItsException() {
    IllegalStateException mistake = new IllegalStateException("of the handler");

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                new Container(
                        new MessagingHandler() {
                          @Override
                          public void onStart(Event event) {
                            event.container().connect(url);
                          }

                          @Override
                          public void onConnectionOpened(Event event) {
                            throw mistake;
                          }
                        })
                    .run())
        .isSameAs(mistake);
  }

  private static Message numbered(int number) {
    return new Message(String.valueOf(number)).property("number", number);
  }

  private static void send(String queue, String... bodies) {
    new Container(new Batch(queue, List.of(bodies).stream().map(Message::new).toList())).run();
  }

  /** Sends messages and ends when all are accepted. */
  private static class Batch implements MessagingHandler {

    private final String node;
    private final List<Message> messages;
    private int accepted;

    Batch(String node, List<Message> messages) {
      this.node = node;
      this.messages = messages;
    }

    SenderOptions options() {
      return new SenderOptions();
    }

    @Override
    public void onStart(Event event) {
      Connection connection = event.container().connect(url);
      var sender = event.container().createSender(connection, node, options());
      messages.forEach(sender::send);
    }

    @Override
    public void onAccepted(Event event) {
      accepted++;
      if (accepted == messages.size()) {
        event.connection().close();
      }
    }
  }
}
