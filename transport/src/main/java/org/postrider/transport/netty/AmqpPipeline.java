// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import java.util.List;

/**
 * The stages between a socket and an engine, in the order in which octets come in.
 *
 * <p>Confined to the channel's event loop.
 */
final class AmqpPipeline extends ChannelInitializer<Channel> {

  static final String SASL = "sasl";
  static final String ENGINE = "engine";

  /** What one kind of sockets is made of; asked once for each socket. */
  interface Parts {

    /** The peer, for messages. */
    String endpoint(Channel channel);

    /** What bounds the output that the peer does not take. */
    default UnreadOutput unreadOutput(Channel channel) {
      return new UnreadOutput(endpoint(channel), null);
    }

    /** Where the socket goes to, or where it came in. */
    EndpointAddress address();

    /** What stands below AMQP, from the socket on: a proxy, TLS, a WebSocket. */
    List<Stage> stages(Channel channel);

    /** What is told when these are up. */
    SaslHandler sasl(Channel channel);
  }

  private final LoopGroup group;
  private final Parts parts;

  AmqpPipeline(LoopGroup group, Parts parts) {
    this.group = group;
    this.parts = parts;
  }

  @Override
  protected void initChannel(Channel channel) {
    fill(channel, group, parts);
  }

  /** Proxy, TLS and WebSocket, those that are wanted; then SASL; and later the engine. */
  static void fill(Channel channel, LoopGroup group, Parts parts) {
    group.retainFor(channel);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(parts.unreadOutput(channel));
    for (Stage stage : parts.stages(channel)) {
      stage.addTo(pipeline);
      pipeline.addLast(StageGate.name(stage), new StageGate(stage));
    }
    if (!parts.address().isTls() && !parts.address().isWebSocket()) {
      pipeline.addLast(new FirstOctets(parts.endpoint(channel)));
    }
    pipeline.addLast(SASL, parts.sasl(channel));
  }

  /** What stands behind SASL. Passwords are past by then; tokens are not. */
  static void addEngine(ChannelPipeline pipeline, TransportOptions options, EngineHandler engine) {
    if (options.traceBytes()) {
      OctetTrace.addTo(pipeline);
    }
    if (options.traceFrames()) {
      FrameTrace.addTo(pipeline, options.tracePayloadLimit());
    }
    pipeline.addLast(ENGINE, engine);
  }
}
