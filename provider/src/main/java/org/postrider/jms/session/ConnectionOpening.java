// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.Printable;
import org.postrider.jms.amqp.AmqpConnection;
import org.postrider.jms.connect.Peer;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.message.MessageSettings;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Options;
import org.postrider.jms.thread.Deadline;

/**
 * The AMQP open of a connection, which tells the client id and so waits for the first call that
 * needs it, and what the broker answered.
 *
 * <p>Thread-safe.
 */
final class ConnectionOpening {

  private static final int SHOWN_CHARACTERS = 200;

  private final Options options;
  private final String uuid;
  private final AmqpConnection amqp;
  private final Reports reports;
  private final ClientIdentifier clientId;

  // Guards the opening.
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CompletableFuture<Peer> opening;

  private volatile @Nullable Peer peer;
  private volatile @Nullable MessageSettings messageSettings;

  ConnectionOpening(Options options, String uuid, AmqpConnection amqp, Reports reports) {
    this.options = options;
    this.uuid = uuid;
    this.amqp = amqp;
    this.reports = reports;
    clientId = new ClientIdentifier(options.find(JmsOptions.CLIENT_ID));
  }

  /** The connection's own id first, and a new one for each socket behind that. */
  private static final class FreshIds implements Supplier<String> {

    private final String prefix;
    private @Nullable String first;

    FreshIds(String prefix, String first) {
      this.prefix = prefix;
      this.first = first;
    }

    @Override
    public String get() {
      String id = first == null ? UUID.randomUUID().toString() : first;
      first = null;
      return prefix + id;
    }
  }

  ClientIdentifier clientId() {
    return clientId;
  }

  /** Whether the open need not wait for a client id. */
  boolean isSettled() {
    return clientId.get() != null || !options.get(JmsOptions.AWAIT_CLIENT_ID);
  }

  /** Opens at the first call; returns when the broker has answered. */
  void ensureOpen() throws JMSException {
    if (peer == null) {
      ensureOpen(Deadline.in(options.get(JmsOptions.CONNECT_TIMEOUT)));
    }
  }

  /** The same where the open is a part of the connecting, and has what is left of its time. */
  void ensureOpen(Deadline deadline) throws JMSException {
    CompletableFuture<Peer> pending;
    lock.lock();
    try {
      clientId.used();
      if (opening == null) {
        String id = clientId.get();
        String prefix = options.get(JmsOptions.CLIENT_ID_PREFIX);
        opening = amqp.open(id == null ? new FreshIds(prefix, uuid) : () -> id);
      }
      pending = opening;
    } finally {
      lock.unlock();
    }
    if (peer == null) {
      opened(answer(pending, deadline));
    }
  }

  private Peer answer(CompletableFuture<Peer> pending, Deadline deadline) throws JMSException {
    try {
      return ConnectWait.await(amqp, pending, deadline, "open of the connection");
    } catch (InvalidClientIDException refused) {
      String id = clientId.get();
      if (id == null) {
        throw refused;
      }
      String shown = Printable.of(id, SHOWN_CHARACTERS);
      throw JmsErrors.again(
          refused, "the client id '" + shown + "' is refused: " + refused.getMessage());
    }
  }

  private void opened(Peer told) {
    lock.lock();
    try {
      if (peer == null) {
        // What the broker tells goes over what is configured.
        MessageSettings configured = MessageSettings.of(options);
        Peer known = told.orPrefixes(configured.prefixes());
        messageSettings = configured.withPrefixes(known.prefixes());
        peer = known;
        reports.tell(listener -> listener.established(amqp.recovery().remote()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** What the broker told; only when it is open. */
  Peer peer() {
    return Objects.requireNonNull(peer, "open");
  }

  /** How messages are read and written; only when it is open. */
  MessageSettings messageSettings() {
    return Objects.requireNonNull(messageSettings, "open");
  }
}
