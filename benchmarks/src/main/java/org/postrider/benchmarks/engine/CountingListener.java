// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.engine;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.transport.engine.ConnectionEngine;
import org.postrider.transport.engine.ConnectionListener;
import org.postrider.transport.engine.IncomingDelivery;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.OutgoingDelivery;
import org.postrider.transport.engine.ReceiverLink;
import org.postrider.transport.engine.ReceiverListener;
import org.postrider.transport.engine.SenderLink;
import org.postrider.transport.engine.SenderListener;
import org.postrider.transport.engine.SessionEndpoint;
import org.postrider.transport.engine.SessionListener;

/**
 * Accepts what comes, and counts it and what was accepted.
 *
 * <p>Confined to the benchmark's thread.
 */
final class CountingListener
    implements ConnectionListener, SessionListener, SenderListener, ReceiverListener {

  private int count;

  int count() {
    return count;
  }

  @Override
  public void updated(OutgoingDelivery delivery) {
    if (delivery.isRemotelySettled() && delivery.remoteState() == Accepted.INSTANCE) {
      count++;
    }
  }

  @Override
  public void delivered(IncomingDelivery delivery) {
    delivery.update(Accepted.INSTANCE, true);
    count++;
  }

  @Override
  public void opened(ConnectionEngine connection) {}

  @Override
  public void opened(SessionEndpoint session) {}

  @Override
  public void attached(Link link) {}

  @Override
  public void credit(SenderLink link) {}

  @Override
  public void credit(ReceiverLink link) {}

  @Override
  public void updated(IncomingDelivery delivery) {}

  @Override
  public void sessionBegun(SessionEndpoint session) {
    throw unexpected("begin");
  }

  @Override
  public void linkAttached(Link link) {
    throw unexpected("attach");
  }

  @Override
  public void closed(ConnectionEngine connection, @Nullable AmqpError error) {
    throw unexpected("close " + error);
  }

  @Override
  public void closed(SessionEndpoint session, @Nullable AmqpError error) {
    throw unexpected("end " + error);
  }

  @Override
  public void detached(Link link, boolean closed, @Nullable AmqpError error) {
    throw unexpected("detach " + error);
  }

  @Override
  public void lost(ConnectionEngine connection, @Nullable Throwable cause) {
    throw unexpected("loss: " + cause);
  }

  @Override
  public void lost(OutgoingDelivery delivery) {
    throw unexpected("loss");
  }

  @Override
  public void aborted(IncomingDelivery delivery) {
    throw unexpected("abort");
  }

  private static IllegalStateException unexpected(String what) {
    return new IllegalStateException("not in the script: " + what);
  }
}
