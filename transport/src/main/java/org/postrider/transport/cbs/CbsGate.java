// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.cbs;

import java.util.HashMap;
import java.util.Iterator;
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
import org.postrider.codec.wire.Printable;
import org.postrider.transport.engine.ConnectionEngine;
import org.postrider.transport.engine.EngineException;
import org.postrider.transport.engine.Link;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a link attach when the broker has the token for its node: puts it before, again after each
 * reconnect, and a fresh one before it expires, as long as a link needs it.
 *
 * <p>Confined to the engine's thread.
 */
public final class CbsGate {

  static final int MAX_TRIES = 4;
  static final long RETRY_MS = 1_000;

  private static final long MIN_RENEWAL_MS = 1_000;
  private static final long MAX_RENEWAL_MS = 24 * 3_600_000L;
  private static final Logger LOG = LoggerFactory.getLogger(CbsGate.class);

  /** How many tokens that no link needs any more are remembered for links that come again. */
  static final int MAX_IDLE = 100;

  private static final String IN_CLEAR =
      "the token would go unencrypted to another host, or to one that an unencrypted connection"
          + " has named; use TLS, or allow it with"
          + " amqp.allowInsecureMechanisms=true (allowInsecureMechanisms)";

  private enum Phase {
    /** Its links wait for the first token. */
    ASKING,
    /** The broker has what it wants. */
    OPEN,
    /** The same, and a fresh token is on its way. */
    RENEWING
  }

  /** What a node's links need, over one socket. */
  private static final class Entry {

    private final String address;
    private final Set<Link> links = new LinkedHashSet<>();
    private Phase phase = Phase.ASKING;
    private int tries;
    private String awaited = "the provider has not answered";
    private Runnable cancelTimer = () -> {};

    /** What the provider was asked and has not answered, with the thread's part of it. */
    private @Nullable TokenQuestion question;

    private CbsOwner.@Nullable Given given;

    Entry(String address) {
      this.address = address;
    }

    /** A broker has given the address of a dynamic node. */
    String shown() {
      return Printable.name(address);
    }

    void giveUpQuestion() {
      CbsOwner.Given asked = given;
      question = null;
      given = null;
      if (asked != null) {
        asked.giveUp();
      }
    }

    void end() {
      cancelTimer.run();
      giveUpQuestion();
    }
  }

  private final ConnectionEngine engine;
  private final CbsTokenProvider provider;
  private final CbsOwner owner;
  private boolean over;

  // One socket.
  private final Map<String, Entry> entries = new HashMap<>();
  private final Map<Link, Entry> needed = new HashMap<>();
  private final Set<Entry> idle = new LinkedHashSet<>();
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
    if (over) {
      return false;
    }
    Entry known = needed.get(link);
    if (known != null && !known.address.equals(address)) {
      // It was asked for at another address before.
      unwanted(link);
      known = null;
    }
    if (known == null) {
      known = entry(address);
      known.links.add(link);
      needed.put(link, known);
      idle.remove(known);
    }
    return known.phase != Phase.ASKING;
  }

  private Entry entry(String address) {
    Entry known = entries.get(address);
    if (known == null) {
      known = new Entry(address);
      entries.put(address, known);
      ask(known);
    }
    return known;
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

  /** A link needs no token any more. */
  public void unwanted(Link link) {
    Entry entry = needed.remove(link);
    if (entry == null) {
      return;
    }
    entry.links.remove(link);
    if (!entry.links.isEmpty()) {
      return;
    }
    if (entry.phase != Phase.OPEN) {
      forget(entry);
      return;
    }
    idle.add(entry);
    if (idle.size() > MAX_IDLE) {
      Iterator<Entry> eldest = idle.iterator();
      forget(eldest.next());
    }
  }

  private void forget(Entry entry) {
    entries.remove(entry.address, entry);
    idle.remove(entry);
    entry.end();
  }

  /** What a link that may not attach waits for, for a message; null if it waits for no token. */
  public @Nullable String awaits(Link link) {
    Entry entry = needed.get(link);
    return entry == null || entry.phase != Phase.ASKING
        ? null
        : "the token for " + entry.shown() + ": " + entry.awaited;
  }

  /** The socket is gone: what was put is forgotten by the broker. */
  public void disconnected() {
    clear();
    if (node != null) {
      node.disconnected();
    }
  }

  /** The connection is at its end: nobody is asked any more. */
  public void end() {
    over = true;
    clear();
  }

  private void clear() {
    entries.values().forEach(Entry::end);
    entries.clear();
    needed.clear();
    idle.clear();
  }

  private boolean isCurrent(Entry entry) {
    return entries.get(entry.address) == entry;
  }

  private void askAgain(Entry entry) {
    if (entry.links.isEmpty()) {
      forget(entry);
    } else {
      ask(entry);
    }
  }

  private void ask(Entry entry) {
    entry.tries++;
    if (entry.phase == Phase.OPEN) {
      entry.phase = Phase.RENEWING;
    }
    TokenQuestion question =
        new TokenQuestion(
            provider, new CbsTokenProvider.Request(engine.settings().hostname(), entry.address));
    entry.question = question;
    CbsOwner.Given given =
        owner.runWaiting(
            question,
            () -> {
              if (entry.question == question) {
                entry.cancelTimer.run();
                entry.question = null;
                entry.given = null;
                provided(entry, question);
              }
            });
    entry.given = given;
    awaitAnswer(entry, given);
  }

  private void awaitAnswer(Entry entry, CbsOwner.Given given) {
    entry.cancelTimer = owner.later(owner.providerTimeoutMs(), () -> late(entry, given));
  }

  private void late(Entry entry, CbsOwner.Given given) {
    TokenQuestion question = entry.question;
    if (question == null || entry.given != given) {
      return;
    }
    if (given.isNearer()) {
      // A provider that is slow gets to it, before long.
      awaitAnswer(entry, given);
      return;
    }
    String why = question.hasBegun() ? "the provider gave no answer" : "the provider was busy";
    entry.giveUpQuestion();
    tryAgain(entry, why + " for " + owner.providerTimeoutMs() + " ms");
  }

  private void provided(Entry entry, TokenQuestion question) {
    CbsToken token = question.token();
    if (!question.hasBegun()) {
      entry.tries--;
      tryAgain(entry, "too many questions to the provider wait already");
    } else if (question.failure() != null) {
      tryAgain(entry, "the provider failed with " + question.failure());
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
    entry.awaited = CbsMessages.ADDRESS + " has not answered";
    current.put(token, error -> answered(entry, token, error));
  }

  private void answered(Entry entry, CbsToken token, @Nullable AmqpError error) {
    if (!isCurrent(entry)) {
      return;
    }
    if (error != null) {
      refused(entry, error);
      return;
    }
    open(entry);
    if (token.expiry() != null && isCurrent(entry)) {
      long endMs = CbsMessages.told(token.expiry()).toEpochMilli();
      renewIn(entry, (endMs - owner.now().toEpochMilli()) / 5 * 4);
    }
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
    askIn(entry, bounded);
  }

  private void askIn(Entry entry, long delayMs) {
    entry.cancelTimer.run();
    entry.cancelTimer = owner.later(delayMs, () -> askAgain(entry));
  }

  private void open(Entry entry) {
    boolean first = entry.phase == Phase.ASKING;
    entry.phase = Phase.OPEN;
    entry.tries = 0;
    if (first) {
      Set.copyOf(entry.links).forEach(Link::admit);
    }
  }

  private void tryAgain(Entry entry, String why) {
    LOG.warn("no token for {}: {}", entry.shown(), why);
    entry.awaited = why;
    if (entry.phase == Phase.ASKING && entry.tries >= MAX_TRIES) {
      refused(entry, new AmqpError(ErrorConditions.UNAUTHORIZED_ACCESS, "no token: " + why));
      return;
    }
    askIn(entry, RETRY_MS * Math.max(1, entry.tries));
  }

  private void refused(Entry entry, AmqpError error) {
    if (entry.phase != Phase.ASKING) {
      // The old token may still be good: who is attached stays so while the broker lets it.
      tryAgain(entry, String.valueOf(error.shownDescription()));
      return;
    }
    Set<Link> waiting = Set.copyOf(entry.links);
    forget(entry);
    waiting.forEach(needed::remove);
    waiting.forEach(link -> link.detach(true, error));
  }
}
