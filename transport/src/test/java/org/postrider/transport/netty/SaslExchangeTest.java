// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.transport.netty.ScramServer.binary;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.sasl.SaslCode;
import org.postrider.codec.value.Binary;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.CredentialsProvider;
import org.postrider.testpeer.ScriptedPeer;
import org.postrider.transport.auth.AuthenticationException;
import org.postrider.transport.auth.AuthenticationException.Reason;
import org.postrider.transport.auth.CredentialsSource;
import org.postrider.transport.auth.SaslClientSettings;

/** Whole exchanges over a socket, with servers that are honest and servers that are not. */
class SaslExchangeTest {

  private static final String PASSWORD = "geheim";

  private final FakeEngine engine = new FakeEngine();
  private final EventLoops loops = EventLoops.own(IoKind.NIO, 1);
  private final ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
  private final ScriptedPeer peer = ScriptedPeer.listen();
  private final ScramServer scram = new ScramServer(PASSWORD);

  @BeforeEach
  void theEngineBeginsWithItsHeader() {
    byte[] header = ProtocolHeader.AMQP.encode();
    engine.onStart = output -> output.write(header, 0, header.length);
  }

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    peer.close();
    driver.terminate();
    loops.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
    assertThat(engine.failures).isEmpty();
  }

  private TransportException connect(SaslClientSettings sasl) throws Exception {
    return connect(sasl, TransportOptions.defaults());
  }

  private TransportException connect(SaslClientSettings sasl, TransportOptions options)
      throws Exception {
    EndpointAddress address = EndpointAddress.amqp("127.0.0.1", URI.create(peer.uri()).getPort());
    Outcome outcome = new Outcome();
    driver.connect(new ConnectRequest(address, options, sasl), outcome);
    return outcome.await();
  }

  private static AuthenticationException cause(TransportException failure) {
    return (AuthenticationException) failure.getCause();
  }

  private static SaslClientSettings user() {
    return SaslClientSettings.of(Credentials.of("u", PASSWORD.toCharArray()));
  }

  private static SaslClientSettings provided(CredentialsProvider provider) {
    return new SaslClientSettings(CredentialsSource.of(provider), List.of(), false, null, Map.of());
  }

  @Test
  void scramSucceedsWithTheProofInTheOutcome() throws Exception {
    peer.expectSasl()
        .offering("PLAIN", "SCRAM-SHA-256")
        .choosing("SCRAM-SHA-256")
        .challenging(scram::first)
        .withAdditionalData(scram::last)
        .succeed();

    TransportException failure = connect(user());

    assertThat(failure).isNull();
    peer.waitForScriptToComplete();
  }

  @Test
  void scramSucceedsWithTheProofInAChallenge() throws Exception {
    peer.expectSasl()
        .offering("SCRAM-SHA-256")
        .challenging(scram::first)
        .challenging(scram::last)
        .succeed();

    TransportException failure = connect(user());

    assertThat(failure).isNull();
    peer.waitForScriptToComplete();
  }

  /** What the client makes of a server that ends a SCRAM exchange with ok and these words. */
  private AuthenticationException scramEndedBy(UnaryOperator<Binary> lastWords) throws Exception {
    peer.expectSasl()
        .offering("SCRAM-SHA-256")
        .challenging(scram::first)
        .withAdditionalData(lastWords)
        .end(SaslCode.AUTH);
    return cause(connect(user()));
  }

  @Test
  void aServerThatRefusesTheProofIsHeard() throws Exception {
    AuthenticationException failure = scramEndedBy(last -> Binary.EMPTY);

    assertThat(failure.code()).isEqualTo(SaslCode.AUTH);
    assertThat(failure).hasMessageContainingAll("'u' by SCRAM-SHA-256", "credentials are wrong");
  }

  @Test
  void aTamperedSignatureEndsTheExchange() throws Exception {
    peer.expectSasl()
        .offering("SCRAM-SHA-256")
        .challenging(scram::first)
        .challenging(last -> tampered(scram.last(last)))
        .end(SaslCode.AUTH);
    peer.allowSurplus();

    AuthenticationException failure = cause(connectAndLeave(user()));

    assertThat(failure.reason()).isEqualTo(Reason.UNVERIFIED);
    assertThat(failure).hasMessageContaining("signature is wrong");
  }

  private static Binary tampered(Binary signature) {
    byte[] octets = signature.toByteArray();
    octets[4] = (byte) (octets[4] == 'A' ? 'B' : 'A');
    return Binary.wrap(octets);
  }

  /** The script cannot come to its end where the client leaves. */
  private TransportException connectAndLeave(SaslClientSettings sasl) throws Exception {
    TransportException failure = connect(sasl);
    try {
      peer.waitForScriptToComplete();
    } catch (AssertionError left) {
      assertThat(left).hasMessageContaining("connection");
    }
    return failure;
  }

  @Test
  void anIterationBombIsNotLit() throws Exception {
    peer.expectSasl()
        .offering("SCRAM-SHA-256")
        .challenging(
            first ->
                binary(
                    new String(scram.first(first).toByteArray(), UTF_8)
                        .replace("i=4096", "i=2000000000")))
        .end(SaslCode.AUTH);

    AuthenticationException failure = cause(connectAndLeave(user()));

    assertThat(failure).hasMessageContaining("2000000000 iterations");
    assertThat(failure.isPermanent()).isTrue();
  }

  @Test
  void aReplayedNonceIsNoticed() throws Exception {
    peer.expectSasl()
        .offering("SCRAM-SHA-256")
        .challenging(first -> binary("r=anotherNonceServer,s=c2FsdA==,i=4096"))
        .end(SaslCode.AUTH);

    AuthenticationException failure = cause(connectAndLeave(user()));

    assertThat(failure.reason()).isEqualTo(Reason.UNVERIFIED);
    assertThat(failure).hasMessageContaining("another nonce");
  }

  @Test
  void okWithoutTheServersProofIsNoSuccess() throws Exception {
    peer.expectSasl().offering("SCRAM-SHA-256").challenging(scram::first).succeed();

    AuthenticationException failure = cause(connectAndLeave(user()));

    assertThat(failure.reason()).isEqualTo(Reason.UNVERIFIED);
    assertThat(failure).hasMessageContaining("ok without its signature");
  }

  @Test
  void aRefusedTokenIsExplainedInTheServersWords() throws Exception {
    List<Binary> answers = new ArrayList<>();
    peer.expectSasl()
        .offering("OAUTHBEARER")
        .challenging(init -> binary("{\"status\":\"invalid_token\"}"))
        .withAdditionalData(
            answer -> {
              answers.add(answer);
              return Binary.EMPTY;
            })
        .fail();

    AuthenticationException failure =
        cause(
            connect(SaslClientSettings.of(Credentials.ofToken("u", PASSWORD.toCharArray(), null))));

    assertThat(answers).containsExactly(Binary.wrap(new byte[] {1}));
    assertThat(failure)
        .hasMessageContainingAll("'u' by OAUTHBEARER", "{\"status\":\"invalid_token\"}");
    assertThat(failure.toString()).doesNotContain(PASSWORD);
  }

  @Test
  void aProviderIsAskedOnAThreadThatMayWait() throws Exception {
    AtomicReference<String> thread = new AtomicReference<>();
    peer.expectSasl().offering("PLAIN").plain("u", PASSWORD).succeed();

    TransportException failure =
        connect(
            provided(
                request -> {
                  thread.set(Thread.currentThread().getName());
                  return Credentials.of("u", PASSWORD.toCharArray());
                }));

    assertThat(failure).isNull();
    assertThat(thread.get()).startsWith("postrider-auth-");
    peer.waitForScriptToComplete();
  }

  @Test
  void aProviderThatHangsIsGivenUpInTimeAndInterrupted() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    peer.expectSasl().offering("PLAIN").fail();

    TransportException failure =
        connect(
            provided(
                request -> {
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                  }
                  return Credentials.none();
                }),
            TransportOptions.builder().handshakeTimeoutMs(2_000).build());

    assertThat(failure.kind()).isEqualTo(TransportException.Kind.HANDSHAKE_TIMEOUT);
    assertThat(failure)
        .hasMessageContaining("no end of the credentials provider within 2000 ms")
        .hasMessageNotContaining("no SASL outcome");
    await().until(() -> interrupted.getCount() == 0);
    try {
      peer.waitForScriptToComplete();
    } catch (AssertionError left) {
      assertThat(left).hasMessageContaining("connection");
    }
  }

  @Test
  void aTokenThatWasRefusedIsReplacedAtTheNextTry() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    SaslClientSettings sasl =
        provided(
            request ->
                Credentials.ofToken(
                    "u", ("token" + asked.incrementAndGet()).toCharArray(), Instant.MAX));
    peer.expectSasl().offering("XOAUTH2").withInitialResponse(xoauth2("token1")).fail();
    peer.expectConnection();
    peer.expectSasl().offering("XOAUTH2").withInitialResponse(xoauth2("token2")).succeed();

    TransportException first = connect(sasl);
    TransportException second = connect(sasl);

    assertThat(cause(first).isPermanent()).isFalse();
    assertThat(second).isNull();
    peer.waitForScriptToComplete();
  }

  private static byte[] xoauth2(String token) {
    return ("user=u\u0001auth=Bearer " + token + "\u0001\u0001").getBytes(UTF_8);
  }
}
