// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/** What no peer could be told is refused where it enters, and the container goes on. */
@Timeout(60)
class BadInputTest {

  /** A high surrogate without its partner: it has no form in UTF-8. */
  private static final String LONE = "a\uD800b";

  private static final Object NO_AMQP_VALUE = new Object();

  private static final AmqpError BAD_TEXT = new AmqpError(ErrorConditions.NOT_ALLOWED, LONE);
  private static final AmqpError BAD_INFO =
      new AmqpError(ErrorConditions.NOT_ALLOWED, "x", Map.of(Symbol.of("k"), NO_AMQP_VALUE));

  /** Something asked of a connection that stands, and what the refusal must say. */
  private record Attempt(String what, Asked asked, String... words) {

    @Override
    public String toString() {
      return what;
    }
  }

  private interface Asked {
    void of(Container container, Connection connection);
  }

  private static Attempt attempt(String what, Asked asked, String... words) {
    return new Attempt(what, asked, words);
  }

  static Stream<Attempt> attempts() {
    return Stream.of(texts(), values(), nulls(), nullsOfMessagesAndTls()).flatMap(List::stream);
  }

  private static List<Attempt> texts() {
    String rule = "surrogate without its partner";
    return List.of(
        attempt("target", (c, k) -> c.createSender(k, LONE), "target", rule),
        attempt("source", (c, k) -> c.createReceiver(k, LONE), "source", rule),
        attempt("sender's name", (c, k) -> new SenderOptions().name(LONE), "name", rule),
        attempt("receiver's name", (c, k) -> new ReceiverOptions().name(LONE), "name", rule),
        attempt(
            "address of a dynamic source",
            (c, k) -> c.createReceiver(k, "q", new ReceiverOptions().dynamic(true)),
            "source 'q' must be null where dynamic is true"),
        attempt(
            "address of a dynamic target",
            (c, k) -> c.createSender(k, "q", new SenderOptions().dynamic(true)),
            "target 'q' must be null where dynamic is true"),
        attempt("selector", (c, k) -> new ReceiverOptions().selector(LONE), "selector", rule),
        attempt("id", (c, k) -> new Container(new Recorder(), LONE), "id", rule),
        attempt(
            "containerId",
            (c, k) -> new ConnectionOptions().containerId(LONE),
            "containerId",
            rule),
        attempt("text of a connection's close", (c, k) -> k.close(BAD_TEXT), "error", rule),
        attempt(
            "text of a session's close",
            (c, k) -> k.defaultSession().close(BAD_TEXT),
            "error",
            rule),
        attempt(
            "text of a link's close",
            (c, k) -> c.createSender(k, "q").close(BAD_TEXT),
            "error",
            rule));
  }

  private static List<Attempt> values() {
    Map<String, Object> bad = Map.of("p", NO_AMQP_VALUE);
    String rule = "AMQP has no type for java.lang.Object";
    return List.of(
        attempt(
            "connection's properties",
            (c, k) -> new ConnectionOptions().properties(bad),
            "properties 'p'",
            rule),
        attempt(
            "sender's properties",
            (c, k) -> new SenderOptions().properties(bad),
            "properties 'p'",
            rule),
        attempt(
            "receiver's properties",
            (c, k) -> new ReceiverOptions().properties(Map.of("p", List.of(NO_AMQP_VALUE))),
            "properties 'p'",
            rule),
        attempt("filter", (c, k) -> new ReceiverOptions().filter(bad), "filter 'p'", rule),
        attempt(
            "filter's name",
            (c, k) -> new ReceiverOptions().filter(Map.of("\u00E9", "x")),
            "filter",
            "must be ASCII"),
        attempt("info of a close", (c, k) -> k.close(BAD_INFO), "error", rule));
  }

  private static List<Attempt> nulls() {
    String rule = "must not be null";
    return List.of(
        attempt("urls", (c, k) -> new ConnectionOptions().urls((String[]) null), "urls", rule),
        attempt(
            "mechanisms",
            (c, k) -> new ConnectionOptions().allowedMechanisms((String[]) null),
            "allowedMechanisms",
            rule),
        attempt(
            "reconnectOn",
            (c, k) -> new ConnectionOptions().reconnectOn("a", null),
            "reconnectOn",
            rule),
        attempt(
            "capabilities",
            (c, k) -> new SenderOptions().targetCapabilities((String[]) null),
            "targetCapabilities",
            rule),
        attempt("properties", (c, k) -> new SenderOptions().properties(null), "properties", rule),
        attempt(
            "key of properties",
            (c, k) -> new SenderOptions().properties(Collections.singletonMap(null, 1)),
            "properties",
            rule),
        attempt(
            "saslOptions",
            (c, k) -> new ConnectionOptions().saslOptions(null),
            "saslOptions",
            rule),
        attempt("error", (c, k) -> k.close(null), "error", rule),
        attempt("options", (c, k) -> c.createSender(k, "q", null), "options", rule));
  }

  private static List<Attempt> nullsOfMessagesAndTls() {
    String rule = "must not be null";
    String[] none = null;
    return List.of(
        attempt("data", (c, k) -> MessageBody.data((Binary[]) null), "data", rule),
        attempt("part of data", (c, k) -> MessageBody.data((Binary) null), "data", rule),
        attempt("sequence", (c, k) -> MessageBody.sequence((List<?>[]) null), "sequence", rule),
        attempt("part of sequence", (c, k) -> MessageBody.sequence((List<?>) null), "part", rule),
        attempt("annotation", (c, k) -> new Message().annotation(null), "name", rule),
        attempt("protocols", (c, k) -> new TlsOptions().protocols(none), "protocols", rule),
        attempt("protocol", (c, k) -> new TlsOptions().protocols("a", null), "protocols", rule),
        attempt(
            "disabledProtocols",
            (c, k) -> new TlsOptions().disabledProtocols(none),
            "disabledProtocols",
            rule),
        attempt("suites", (c, k) -> new TlsOptions().cipherSuites(none), "cipherSuites", rule),
        attempt(
            "disabledCipherSuites",
            (c, k) -> new TlsOptions().disabledCipherSuites(none),
            "disabledCipherSuites",
            rule));
  }

  @ParameterizedTest
  @MethodSource("attempts")
  void whatNoPeerCouldBeToldIsRefused(Attempt attempt) {
    Recorder client = new Recorder(EventType.CONNECTION_OPENED, EventType.LINK_OPENED);
    try (Loopback loopback = new Loopback(new Recorder(), client)) {
      Connection connection = loopback.connect();
      client.next(EventType.CONNECTION_OPENED);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> attempt.asked().of(loopback.client, connection))
          .withMessageContainingAll(attempt.words());

      // It stands as before.
      loopback.client.createReceiver(connection, "q");
      client.next(EventType.LINK_OPENED);
      assertThat(loopback.client.failure()).isNull();
    }
  }

  @Test
  void anOutcomeWithWhatNoPeerCouldBeToldIsRefusedAndAnotherMayBeGiven() {
    List<String> refusals = Collections.synchronizedList(new ArrayList<>());
    Recorder server =
        new Recorder() {
          @Override
          public void onMessage(Event event) {
            refuse(event, new Rejected(BAD_INFO));
            refuse(event, new Modified(true, false, Map.of(Symbol.of("k"), NO_AMQP_VALUE)));
            event.delivery().update(Delivery.RELEASED);
          }

          private void refuse(Event event, org.postrider.codec.messaging.Outcome outcome) {
            try {
              event.delivery().update(outcome);
            } catch (IllegalArgumentException refused) {
              refusals.add(refused.getMessage());
            }
          }
        };
    Recorder client = new Recorder(EventType.RELEASED);
    try (Loopback loopback = new Loopback(server, client)) {
      loopback.client.createSender(loopback.connect(), "q").send(new Message("one"));

      client.next(EventType.RELEASED);

      assertThat(refusals)
          .hasSize(2)
          .allMatch(words -> words.startsWith("state") && words.contains("java.lang.Object"));
    }
  }

  @Test
  void aValueThatHoldsItselfIsRefused() {
    List<Object> endless = new ArrayList<>(Arrays.asList(1, 2));
    endless.add(endless);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SenderOptions().properties(Map.of("p", endless)))
        .withMessageContaining("properties 'p'");
  }

  @Test
  void nothingIsScheduledOnAContainerThatIsStopped() throws Exception {
    Container container = new Container();
    container.start();
    container.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();

    assertThatIllegalStateException()
        .isThrownBy(() -> container.schedule(Duration.ZERO))
        .withMessageContaining("is stopped");
  }
}
