// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameWriter;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.ValueWriter;
import org.postrider.sasl.Credentials;
import org.postrider.transport.OuterAddress;
import org.postrider.transport.auth.AuthenticationException;
import org.postrider.transport.auth.AuthenticationException.Reason;
import org.postrider.transport.auth.SaslClientSettings;

/** A server at another address than loopback that offers only what shows it the password. */
class DowngradeTest {

  private static final String PASSWORD = "geheim";

  private final FakeEngine engine = new FakeEngine();
  private final EventLoops loops = EventLoops.own(IoKind.NIO, 1);
  private final ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    driver.terminate();
    loops.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  private static byte[] offer(String mechanism) {
    ByteBuf out = Unpooled.buffer();
    out.writeBytes(ProtocolHeader.SASL.encode());
    ValueWriter writer = new ValueWriter().reset(out);
    FrameWriter.write(
        writer,
        FrameDecoder.SASL_TYPE,
        0,
        new SaslMechanisms(List.of(Symbol.of(mechanism), Symbol.of("ANONYMOUS"))));
    return ByteBufUtil.getBytes(writer.flush());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "XOAUTH2"})
  void aServerThatAsksForThePasswordInClearDoesNotGetIt(String mechanism) throws Exception {
    Optional<InetAddress> address = OuterAddress.find();
    assumeThat(address).isPresent();
    Outcome outcome = new Outcome();
    byte[] received;

    try (ServerSocket server = new ServerSocket(0, 1, address.get())) {
      server.setSoTimeout(RawServer.TIMEOUT_MS);
      driver.connect(
          new ConnectRequest(
              EndpointAddress.amqp(address.get().getHostAddress(), server.getLocalPort()),
              TransportOptions.defaults(),
              SaslClientSettings.of(Credentials.of("u", PASSWORD.toCharArray()))),
          outcome);
      try (Socket socket = server.accept()) {
        socket.setSoTimeout(RawServer.TIMEOUT_MS);
        socket.getOutputStream().write(offer(mechanism));
        received = socket.getInputStream().readAllBytes();
      }
    }

    AuthenticationException refusal = (AuthenticationException) outcome.await().getCause();
    assertThat(refusal.reason()).isEqualTo(Reason.NO_MECHANISM);
    assertThat(refusal)
        .hasMessageContainingAll(
            "unencrypted to another host", "amqp.allowInsecureMechanisms", "ANONYMOUS: not used");
    assertThat(new String(received, ISO_8859_1)).doesNotContain(PASSWORD);
  }
}
