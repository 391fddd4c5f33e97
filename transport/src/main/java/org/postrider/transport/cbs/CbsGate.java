// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.cbs;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.cbs.CbsToken;
import org.postrider.cbs.CbsTokenProvider;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Role;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.transport.engine.ConnectionEngine;
import org.postrider.transport.engine.EngineException;
import org.postrider.transport.engine.Link;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a link attach when the broker has the token for its node: puts it before, again after each
 * reconnect, and a fresh one before it expires.
 *
 * <p>Confined to the engine's thread.
 */
public final class CbsGate {

  static final int MAX_TRIES = 4;
  static final long RETRY_MS = 1_000;

  private static final long MIN_RENEWAL_MS = 1_000;
  private static final long MAX_RENEWAL_MS = 24 * 3_600_000L;
  private static final Logger LOG = LoggerFactory.getLogger(CbsGate.class);

  private static final String IN_CLEAR =
      "the token would go unencrypted to another host; use TLS, or allow it with"
          + " amqp.allowInsecureMechanisms=true (allowInsecureMechanisms)";

  private enum Phase {
    ASKING,
    OPEN
  }

  /** What a node's links wait for, over one socket. */
  private static final class Entry {

    private final String address;
    private final Set<Link> waiting = new LinkedHashSet<>();
    private Phase phase = Phase.ASKING;
    private int tries;
    private Runnable cancelTimer = () -> {};

    Entry(String address) {
      this.address = address;
    }
  }

  private final ConnectionEngine engine;
  private final CbsTokenProvider provider;
  private final CbsOwner owner;
  private final Map<String, Entry> entries = new HashMap<>();
  private @Nullable CbsNode node;

  /** A gate for the links of one engine. */
  public CbsGate(ConnectionEngine engine, CbsTokenProvider provider, CbsOwner owner) {
    this.engine = engine;
    this.provider = provider;
    this.owner = owner;
  }

  /** Whether a link may attach now; if not, it is {@link Link#admit admitted} later, or refused. */
  public boolean mayAttach(Link link) {
    String address = address(link);
    if (address == null || address.isEmpty() || address.equals(CbsMessages.ADDRESS)) {
      return true;
    }
    Entry known = entries.get(address);
    if (known != null && known.phase == Phase.OPEN) {
      return true;
    }
    if (known == null) {
      known = new Entry(address);
      entries.put(address, known);
      ask(known);
    }
    known.waiting.add(link);
    return false;
  }

  private static @Nullable String address(Link link) {
    if (link.role() == Role.RECEIVER) {
      var source = link.settings().source();
      return source == null || source.dynamic() ? null : source.address();
    }
    return link.settings().target() instanceof Target target && !target.dynamic()
        ? target.address()
        : null;
  }

  /** The socket is gone: what was put is forgotten by the broker. */
  public void disconnected() {
    entries.values().forEach(entry -> entry.cancelTimer.run());
    entries.clear();
    if (node != null) {
      node.disconnected();
    }
  }

  private boolean isCurrent(Entry entry) {
    return entries.get(entry.address) == entry;
  }

  private void ask(Entry entry) {
    entry.tries++;
    Provision provision =
        new Provision(
            provider, new CbsTokenProvider.Request(engine.settings().hostname(), entry.address));
    owner.runWaiting(
        provision,
        () -> {
          if (isCurrent(entry)) {
            provided(entry, provision);
          }
        });
  }

  private void provided(Entry entry, Provision provision) {
    CbsToken token = provision.token;
    if (provision.failure != null) {
      tryAgain(entry, "the provider failed with " + provision.failure);
    } else if (token == null) {
      open(entry);
    } else if (token.expiry() != null && !owner.now().isBefore(token.expiry())) {
      tryAgain(entry, "the token that was provided had expired at " + token.expiry());
    } else {
      put(entry, token);
    }
  }

  private void put(Entry entry, CbsToken token) {
    if (!owner.mayShowTokens()) {
      refused(entry, new AmqpError(ErrorConditions.UNAUTHORIZED_ACCESS, IN_CLEAR));
      return;
    }
    CbsNode current;
    try {
      current = node();
    } catch (EngineException forbidden) {
      // The peer's limits leave no room for the session or its links.
      refused(entry, forbidden.error());
      return;
    }
    current.put(
        token,
        error -> {
          if (!isCurrent(entry)) {
            return;
          }
          if (error != null) {
            refused(entry, error);
            return;
          }
          open(entry);
          if (token.expiry() != null) {
            long leftMs = token.expiry().toEpochMilli() - owner.now().toEpochMilli();
            renewIn(entry, leftMs / 5 * 4);
          }
        });
  }

  private CbsNode node() {
    CbsNode known = node;
    if (known == null || known.isEnded()) {
      known = new CbsNode(engine, owner);
      node = known;
    }
    return known;
  }

  private void renewIn(Entry entry, long delayMs) {
    long bounded = Math.max(MIN_RENEWAL_MS, Math.min(MAX_RENEWAL_MS, delayMs));
    entry.cancelTimer.run();
    entry.cancelTimer = owner.later(bounded, () -> ask(entry));
  }

  private void open(Entry entry) {
    entry.phase = Phase.OPEN;
    entry.tries = 0;
    Set<Link> admitted = Set.copyOf(entry.waiting);
    entry.waiting.clear();
    admitted.forEach(Link::admit);
  }

  private void tryAgain(Entry entry, String why) {
    LOG.warn("no token for {}: {}", entry.address, why);
    if (entry.phase == Phase.ASKING && entry.tries >= MAX_TRIES) {
      refused(entry, new AmqpError(ErrorConditions.UNAUTHORIZED_ACCESS, "no token: " + why));
      return;
    }
    entry.cancelTimer.run();
    entry.cancelTimer = owner.later(RETRY_MS * entry.tries, () -> ask(entry));
  }

  private void refused(Entry entry, AmqpError error) {
    if (entry.phase == Phase.OPEN) {
      // The old token may still be good: who is attached stays so while the broker lets it.
      tryAgain(entry, String.valueOf(error.shownDescription()));
      return;
    }
    entries.remove(entry.address, entry);
    Set<Link> waiting = Set.copyOf(entry.waiting);
    waiting.forEach(link -> link.detach(true, error));
  }

  /** One question to the provider; run on a thread that may wait. */
  private static final class Provision implements Runnable {

    private final CbsTokenProvider provider;
    private final CbsTokenProvider.Request request;
    private @Nullable CbsToken token;
    private @Nullable String failure = "no answer";

    Provision(CbsTokenProvider provider, CbsTokenProvider.Request request) {
      this.provider = provider;
      this.request = request;
    }

    @Override
    public void run() {
      try {
        token = provider.token(request);
        failure = null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = "an interruption";
      } catch (Exception | Error e) {
        // Its words may be anything.
        failure = e.getClass().getSimpleName();
      }
    }
  }
}
