// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/**
 * What stands below AMQP on one socket, and has to be up before AMQP begins: a proxy, TLS, a
 * WebSocket.
 *
 * <p>Confined to the channel's event loop.
 */
interface Stage {

  /** Its name in the pipeline. */
  String name();

  /** What is going on until it is up, as a noun. */
  String opening();

  /** Puts its handlers at the pipeline's end; its {@link StageGate} comes behind. */
  void addTo(ChannelPipeline pipeline);

  /** Whether an event says that it is up. */
  boolean isUp(Object event);

  /** Whether an event says that nothing more will come through it; not every stage has one. */
  default boolean isOver(Object event) {
    return false;
  }

  /** The failure that an event tells, or null; some stages throw theirs. */
  default @Nullable Throwable failure(Object event) {
    return null;
  }

  /** The same failure in words for the person who runs the program, or itself. */
  Throwable explain(Throwable cause, boolean up);
}
