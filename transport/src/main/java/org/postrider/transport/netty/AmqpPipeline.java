// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.logging.LogLevel;
import io.netty.handler.logging.LoggingHandler;
import java.util.function.Function;

/**
 * The stages between a socket and an engine, in the order in which octets come in.
 *
 * <p>Confined to the channel's event loop.
 */
final class AmqpPipeline extends ChannelInitializer<Channel> {

  static final String SASL = "sasl";
  static final String TRACE = "trace";
  static final String ENGINE = "engine";

  private static final String TRACE_LOGGER = "org.postrider.trace.bytes";

  private final LoopGroup group;
  private final Function<Channel, SaslHandler> sasl;

  AmqpPipeline(LoopGroup group, Function<Channel, SaslHandler> sasl) {
    this.group = group;
    this.sasl = sasl;
  }

  /** proxy, TLS, WebSocket (their places are here, in front), then SASL, then the engine. */
  @Override
  protected void initChannel(Channel channel) {
    group.retainFor(channel);
    channel.pipeline().addLast(SASL, sasl.apply(channel));
  }

  /** What stands behind SASL. Passwords are past by then, so that octets may be logged. */
  static void addEngine(ChannelPipeline pipeline, TransportOptions options, EngineHandler engine) {
    if (options.traceBytes()) {
      pipeline.addLast(TRACE, new LoggingHandler(TRACE_LOGGER, LogLevel.TRACE));
    }
    if (options.traceFrames()) {
      FrameTrace.addTo(pipeline, options.tracePayloadLimit());
    }
    pipeline.addLast(ENGINE, engine);
  }
}
