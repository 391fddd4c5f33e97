// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.TargetArchetype;

/**
 * A path on which messages go one way, from a source to a target (AMQP 2.6): a {@link Sender} or a
 * {@link Receiver}.
 *
 * <p>Thread-safe: what is asked for on another thread is handed over to the container's loop.
 */
public sealed interface Link permits Sender, Receiver {

  /** The name, unique among the links of its direction between two containers. */
  String name();

  /** The session that it belongs to. */
  Session session();

  /** The connection that it belongs to. */
  Connection connection();

  /**
   * The address of the node: a sender's target, a receiver's source. That of the peer's attach as
   * soon as it is there, which matters where the node is dynamic; else the one asked for; null for
   * none.
   */
  @Nullable String address();

  /** The source that the peer told, or null before it did. */
  @Nullable Source remoteSource();

  /** The target that the peer told, or null before it did. */
  @Nullable TargetArchetype remoteTarget();

  /** How many messages may be sent, or may still come. */
  int credit();

  /** Whether both ends have attached. */
  boolean isOpen();

  /** Whether the link has come to its end, and will not be attached again. */
  boolean isClosed();

  /** Why the peer detached it, or null. */
  @Nullable AmqpError error();

  /** Detaches for good: what the peer keeps for the link, such as a subscription, goes with it. */
  void close();

  /** Detaches for good, with an error. */
  void close(AmqpError error);

  /** Detaches; what the peer keeps for the link stays where it is durable. */
  void detach();

  /**
   * Refuses a link that the peer asks for, within {@link MessagingHandler#onLinkOpening}.
   *
   * @throws IllegalStateException if this link was not asked for by the peer, or is opened already
   */
  void refuse(AmqpError error);
}
