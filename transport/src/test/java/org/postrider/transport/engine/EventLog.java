// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;

/**
 * Listens to everything that an engine tells, writes it down as text, and grants what a peer asks
 * for.
 *
 * <p>Confined to the test's thread. A test may give it other manners.
 */
final class EventLog
    implements ConnectionListener, SessionListener, SenderListener, ReceiverListener {

  final List<String> events = new ArrayList<>();
  final List<SessionEndpoint> sessions = new ArrayList<>();
  final List<Link> links = new ArrayList<>();
  final List<IncomingDelivery> deliveries = new ArrayList<>();
  boolean opens = true;
  boolean grants = true;
  int creditAtOnce;

  /** What is to be done in the next call of a listener, once it is written down. */
  @Nullable Runnable next;

  /** Takes the events so far. */
  List<String> take() {
    List<String> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  private void add(String event) {
    events.add(event);
    Runnable now = next;
    next = null;
    if (now != null) {
      now.run();
    }
  }

  private static String text(@Nullable AmqpError error) {
    return error == null ? "" : " " + error.condition();
  }

  @Override
  public void opened(ConnectionEngine connection) {
    add("connection opened");
    if (opens) {
      connection.open();
    }
  }

  @Override
  public void sessionBegun(SessionEndpoint session) {
    sessions.add(session);
    session.listener(this);
    add("session begun");
  }

  @Override
  public void closed(ConnectionEngine connection, @Nullable AmqpError error) {
    add("connection closed" + text(error));
  }

  @Override
  public void lost(ConnectionEngine connection, @Nullable Throwable cause) {
    add("connection lost");
  }

  @Override
  public void opened(SessionEndpoint session) {
    add("session opened");
  }

  @Override
  public void closed(SessionEndpoint session, @Nullable AmqpError error) {
    add("session closed" + text(error));
  }

  @Override
  public void linkAttached(Link link) {
    links.add(link);
    if (link instanceof SenderLink sender) {
      sender.listener(this);
    } else {
      ((ReceiverLink) link).listener(this);
    }
    add("asked for " + link.name());
    if (grants) {
      link.attach();
    }
    if (grants && creditAtOnce > 0 && link instanceof ReceiverLink receiver) {
      receiver.credit(creditAtOnce);
    }
  }

  @Override
  public void attached(Link link) {
    add("attached " + link.name());
  }

  @Override
  public void detached(Link link, boolean closed, @Nullable AmqpError error) {
    add((closed ? "closed " : "suspended ") + link.name() + text(error));
  }

  @Override
  public void credit(SenderLink link) {
    add("credit " + link.name() + " " + link.credit() + (link.isDrain() ? " drain" : ""));
  }

  @Override
  public void updated(OutgoingDelivery delivery) {
    add("updated " + delivery.context() + " " + delivery.phase());
  }

  @Override
  public void lost(OutgoingDelivery delivery) {
    add("lost " + delivery.context());
  }

  @Override
  public void delivered(IncomingDelivery delivery) {
    deliveries.add(delivery);
    add("delivered " + Integer.toUnsignedString(delivery.id()));
  }

  @Override
  public void aborted(IncomingDelivery delivery) {
    add("aborted " + Integer.toUnsignedString(delivery.id()));
  }

  @Override
  public void updated(IncomingDelivery delivery) {
    add("told " + Integer.toUnsignedString(delivery.id()) + " " + delivery.phase());
  }

  @Override
  public void credit(ReceiverLink link) {
    add("flow " + link.name() + " " + link.credit());
  }
}
