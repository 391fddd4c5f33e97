// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Target;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.SenderLink;

/**
 * The node behind a temporary destination: the link that made it, its address, and the links to it,
 * which can come back after a loss when its new address is known, and not before.
 *
 * <p>Confined to the event loop, but for {@link #address}, {@link #open} and {@link #close}.
 */
public final class TemporaryNode {

  /** A link to the node. */
  interface Follower {

    /** The node is there again, and this is its address now. */
    void moved(String address);

    /** The node is there no more, and will not come back. */
    void gone();
  }

  private final Set<Follower> followers = new LinkedHashSet<>();
  private final AmqpSender maker;
  private volatile @Nullable String address;
  private @Nullable JMSException end;
  private boolean deleted;

  /**
   * A node that is still to be made.
   *
   * @param closedByPeer is told if the node was there and ends unasked
   */
  public TemporaryNode(AmqpSession session, LinkSettings settings, AmqpLink.PeerEnd closedByPeer) {
    maker =
        new AmqpSender(
            session,
            settings,
            (cause, alone) -> {
              closedByPeer.ended(cause, alone);
              ended(cause);
            });
    maker.whenAttached(this::attached);
  }

  /** Has the broker make it; it stays as long as the link that made it. */
  public CompletableFuture<Void> open() {
    return maker.link().open();
  }

  /** Has the broker delete it. */
  public CompletableFuture<Void> close() {
    return maker
        .link()
        .close(
            true,
            () -> {
              deleted = true;
              ended(new InvalidDestinationException("the temporary destination is deleted"));
            });
  }

  private void ended(JMSException cause) {
    end = cause;
    List.copyOf(followers).forEach(Follower::gone);
  }

  /** On the event loop: why it will not come back, or null. */
  @Nullable JMSException end() {
    return end;
  }

  /** On the event loop: whether it has ended because the application deleted it. */
  boolean isDeleted() {
    return deleted;
  }

  /** The address that the broker told last, or null. */
  public @Nullable String address() {
    return address;
  }

  /** On the event loop: whether it was lost with a connection, and is to come back. */
  boolean isMoving() {
    SenderLink current = maker.link().endpoint();
    return maker.isAwaited() && (current == null || !current.isAttached());
  }

  private void attached() {
    SenderLink current = maker.link().endpoint();
    if (current != null && current.remoteTarget() instanceof Target target) {
      String told = target.address();
      address = told;
      if (told != null) {
        List.copyOf(followers).forEach(follower -> follower.moved(told));
      }
    }
  }

  void add(Follower follower) {
    followers.add(follower);
  }

  void remove(Follower follower) {
    followers.remove(follower);
  }
}
