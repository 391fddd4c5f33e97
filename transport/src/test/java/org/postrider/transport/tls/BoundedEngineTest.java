// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer may do with TLS beside sending its data. */
class BoundedEngineTest {

  private static final int MAX = BoundedEngine.MAX_OCTETS_BESIDE_DATA;
  private static final int TICKET = 250;

  @TempDir Path directory;
  private final List<TlsContext> contexts = new ArrayList<>();

  @AfterEach
  void release() {
    contexts.forEach(TlsContext::release);
  }

  private EnginePair pair(String version) throws Exception {
    return pair(version, false);
  }

  private EnginePair pair(String version, boolean openSsl) throws Exception {
    TestCertificates certificates = new TestCertificates(directory);
    TlsContext server =
        TlsContext.forServer(
            TlsSettings.builder()
                .keys(TestCertificates.key(certificates.keyStore(certificates.server())))
                .build());
    TlsContext client =
        TlsContext.forClient(
            TlsSettings.builder()
                .trust(TestCertificates.trust(certificates.trustStore()))
                .protocols(List.of(version), List.of())
                .openSsl(openSsl)
                .build(),
            "localhost");
    contexts.addAll(List.of(server, client));
    return new EnginePair(
            client.newClientEngine(UnpooledByteBufAllocator.DEFAULT, "localhost", 5671),
            server.newServerEngine(UnpooledByteBufAllocator.DEFAULT))
        .shakenHands();
  }

  /** An engine whose peer sends what is no data, again and again. */
  private static BoundedEngine fed(HandshakeStatus first, int octets) throws SSLException {
    SSLEngine engine = mock(SSLEngine.class);
    when(engine.unwrap(any(), any(), anyInt(), anyInt()))
        .thenReturn(new SSLEngineResult(Status.OK, first, octets, 0))
        .thenReturn(new SSLEngineResult(Status.OK, HandshakeStatus.NOT_HANDSHAKING, octets, 0));
    return new BoundedEngine(engine);
  }

  private static void unwrap(SSLEngine engine, int times) throws SSLException {
    for (int i = 0; i < times; i++) {
      engine.unwrap(ByteBuffer.allocate(0), ByteBuffer.allocate(0));
    }
  }

  @Test
  void whatIsNoDataEndsTheConnectionWhenItIsTooMuch() throws Exception {
    BoundedEngine engine = fed(HandshakeStatus.FINISHED, TICKET);
    unwrap(engine, 1 + MAX / TICKET);

    assertThatThrownBy(() -> unwrap(engine, 1))
        .isInstanceOf(SSLException.class)
        .hasMessage(
            "the peer sent more than 262144 octets beside its data: session tickets, new keys,"
                + " alerts or empty records");
  }

  @Test
  void theHandshakeItselfDoesNotCount() throws Exception {
    BoundedEngine engine = fed(HandshakeStatus.NEED_UNWRAP, TICKET);

    assertThat(catchThrowable(() -> unwrap(engine, 2 * MAX / TICKET))).isNull();
  }

  @Test
  void keysThatChangeWithoutEndEndTheConnection() throws Exception {
    EnginePair pair = pair("TLSv1.3");
    SSLEngine victim = pair.end(true);
    SSLEngine peer = pair.end(false);

    int octets = 0;
    SSLException end = null;
    while (end == null && octets <= 2 * MAX) {
      // In TLS 1.3 that is a KeyUpdate, which asks for one in return.
      peer.beginHandshake();
      octets += pair.write(peer, 0);
      try {
        pair.read(victim);
        pair.drain(victim);
      } catch (SSLException refusal) {
        end = refusal;
      }
    }

    assertThat(end).hasMessageContaining("more than 262144 octets beside its data");
    // The server's own ticket came before.
    assertThat(octets).isBetween(MAX - 16 * TICKET, MAX);
    assertThat(pair.read(victim)).isZero();
    assertThat(victim.isInboundDone()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3, false", "TLSv1.3, true", "TLSv1.2, false", "TLSv1.2, true"})
  void dataHasNoEnd(String version, boolean asClient) throws Exception {
    EnginePair pair = pair(version);
    SSLEngine reader = pair.end(asClient);
    SSLEngine peer = pair.end(!asClient);

    int octets = 0;
    while (octets <= 2 * MAX) {
      octets += pair.write(peer, 16_000);
      assertThat(pair.read(reader)).isGreaterThan(16_000);
    }

    assertThat(reader.isInboundDone()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSecondHandshakeIsRefusedBeforeItsWork(boolean asClient) throws Exception {
    EnginePair pair = pair("TLSv1.2");
    SSLEngine victim = pair.end(asClient);
    SSLEngine peer = pair.end(!asClient);
    peer.getSession().invalidate();
    peer.beginHandshake();
    while (peer.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      peer.getDelegatedTask().run();
    }
    pair.write(peer, 0);

    assertThatThrownBy(() -> pair.read(victim))
        .isInstanceOf(SSLException.class)
        .hasMessage("the peer began a second TLS handshake, which is refused");

    pair.drain(victim);
    assertThat(victim.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
    assertThat(victim.isOutboundDone()).isTrue();
    assertThat(victim.isInboundDone()).isTrue();
  }

  /** There is no other connection for which it would be of use. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientsCacheKeepsOneTicket(boolean openSsl) throws Exception {
    SSLEngine client = pair("TLSv1.3", openSsl).end(true);

    assertThat(client.getSession().getSessionContext().getSessionCacheSize()).isEqualTo(1);
    ReferenceCountUtil.release(client);
  }

  @Test
  void allElseIsTheEnginesOwn() {
    // The one is told when it is made, and the shorter ones come to the longer one.
    Set<String> inherited = Set.of("getPeerHost", "getPeerPort", "wrap", "unwrap");

    List<String> own = signatures(BoundedEngine.class).toList();

    assertThat(own)
        .containsAll(
            signatures(SSLEngine.class)
                .filter(each -> !inherited.contains(each.substring(0, each.indexOf('['))))
                .toList());
  }

  private static Stream<String> signatures(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .map(method -> method.getName() + Arrays.toString(method.getParameterTypes()));
  }
}
