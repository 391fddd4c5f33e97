// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameWriter;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.ValueWriter;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.Wire;
import org.postrider.sasl.WireSecurity;
import org.postrider.transport.auth.SaslClientNegotiation;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.auth.SaslNegotiation;
import org.postrider.transport.auth.SaslStatus;

/** A step of a log-in on a machine that has no thread for it. */
class SaslStepThreadTest {

  private final List<Throwable> failures = new ArrayList<>();

  private final SaslHandler.Next next =
      new SaslHandler.Next() {
        @Override
        public void begun(ChannelHandlerContext context) {}

        @Override
        public void authenticated(ChannelHandlerContext context, @Nullable String user) {}

        @Override
        public void failed(Throwable cause) {
          failures.add(cause);
        }
      };

  private static ByteBuf offer() {
    ByteBuf out = Unpooled.buffer();
    out.writeBytes(ProtocolHeader.SASL.encode());
    ValueWriter writer = new ValueWriter().reset(out);
    FrameWriter.write(
        writer, FrameDecoder.SASL_TYPE, 0, new SaslMechanisms(List.of(Symbol.of("SCRAM-SHA-256"))));
    return writer.flush();
  }

  @Test
  void theLogInFailsLetsGoOfItsMechanismAndSeesThePeersEnd() {
    SaslNegotiation sasl =
        new SaslClientNegotiation(
            SaslClientSettings.of(Credentials.of("u", "geheim".toCharArray())),
            Wire.plain("localhost", 5672, WireSecurity.LOOPBACK));
    WaitingThreads none = new WaitingThreads(task -> new Unstartable(), 1);
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new SaslHandler(
                ready -> sasl, none, socket -> PeerHost.of(socket.remoteAddress()), next));

    channel.writeInbound(offer());

    assertThat(failures).singleElement().isInstanceOf(RejectedExecutionException.class);
    assertThat(sasl.status()).isEqualTo(SaslStatus.FAILED);
    // For which the mechanism would be kept.
    assertThatIllegalStateException().isThrownBy(sasl::taskDone).withMessage("no task was taken");
    assertThat(channel.config().isAutoRead()).isTrue();
    channel.finishAndReleaseAll();
    none.close();
  }
}
