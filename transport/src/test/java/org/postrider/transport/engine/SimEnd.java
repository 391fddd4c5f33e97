// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.postrider.transport.engine.ObservedSession.require;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.messaging.TargetArchetype;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.transaction.Coordinator;
import org.postrider.codec.value.ErrorConditions;

/**
 * One end of a simulation: an engine, and the application on it, which does this and that.
 *
 * <p>Confined to the simulation's thread.
 */
final class SimEnd implements ConnectionListener, SessionListener {

  private static final int MAX_SESSIONS = 3;
  private static final int MAX_LINKS = 8;

  private final SimWorld world;
  private final int index;
  private final ConnectionEngine engine;
  private final List<SessionEndpoint> sessions = new ArrayList<>();
  private final List<SimSender> senders = new ArrayList<>();
  private final List<SimReceiver> receivers = new ArrayList<>();
  private final List<Link> undecided = new ArrayList<>();
  private final List<Link> suspended = new ArrayList<>();

  // Suspended links, the deliveries of which may still be settled.
  private final List<SimSender> formerSenders = new ArrayList<>();
  private final List<SimReceiver> formerReceivers = new ArrayList<>();
  private final boolean opensLate;
  private int names;
  private boolean closed;
  private boolean quiet;

  SimEnd(SimWorld world, int index, ConnectionSettings settings, FirstNumbers first) {
    this.world = world;
    this.index = index;
    this.opensLate = world.random().nextInt(5) == 0;
    engine = new ConnectionEngine(settings, this, first);
  }

  ConnectionEngine engine() {
    return engine;
  }

  SplittableRandom random() {
    return world.random();
  }

  SimMessages messages() {
    return world.messages();
  }

  void trace(String event) {
    world.trace().event(world.nowMs(), index, event);
  }

  boolean isClosed() {
    return closed;
  }

  void reopen() {
    closed = false;
    engine.open();
  }

  List<SimSender> senders() {
    return senders;
  }

  List<SimReceiver> receivers() {
    return receivers;
  }

  List<SessionEndpoint> sessions() {
    return sessions;
  }

  /** Does something, if there is something to do. */
  void act() {
    SplittableRandom random = random();
    if (!engine.isLocallyOpen()) {
      if (engine.awaitsOurOpen() && random.nextInt(3) == 0) {
        trace("opens");
        engine.open();
      }
      return;
    }
    int dice = random.nextInt(100);
    if (dice < 45) {
      if (!senders.isEmpty()) {
        senders.get(random.nextInt(senders.size())).act();
      }
    } else if (dice < 80) {
      if (!receivers.isEmpty()) {
        receivers.get(random.nextInt(receivers.size())).act();
      }
    } else if (dice < 84) {
      beginSession();
    } else if (dice < 94) {
      attachLink(random);
    } else {
      endSomething(random);
    }
  }

  private void beginSession() {
    if (sessions.size() >= MAX_SESSIONS) {
      return;
    }
    trace("begins");
    SessionEndpoint session = engine.createSession();
    session.listener(this);
    sessions.add(session);
    try {
      session.begin();
    } catch (EngineException noChannel) {
      sessions.remove(session);
    }
  }

  private void attachLink(SplittableRandom random) {
    if (!undecided.isEmpty() && random.nextBoolean()) {
      decide(undecided.remove(random.nextInt(undecided.size())));
      return;
    }
    if (!suspended.isEmpty() && random.nextBoolean()) {
      attachAgain(suspended.remove(random.nextInt(suspended.size())));
      return;
    }
    if (sessions.isEmpty() || senders.size() + receivers.size() >= MAX_LINKS) {
      return;
    }
    SessionEndpoint session = sessions.get(random.nextInt(sessions.size()));
    LinkSettings settings = settings(random, "link-" + index + "-" + names++);
    trace("attaches " + settings.name());
    Link link;
    if (random.nextBoolean()) {
      SimSender sender = new SimSender(this, session.createSender(settings));
      senders.add(sender);
      link = sender.link();
    } else {
      SimReceiver receiver = new SimReceiver(this, session.createReceiver(settings));
      receivers.add(receiver);
      link = receiver.link();
    }
    attach(link);
  }

  private static LinkSettings settings(SplittableRandom random, String name) {
    TargetArchetype target =
        random.nextInt(6) == 0 ? new Coordinator(List.of()) : Target.of("target");
    return LinkSettings.of(name, Source.of("source"), target)
        .withSettleModes(senderMode(random), receiverMode(random))
        .withMaxMessageSize(random.nextInt(5) == 0 ? 1500 : 0);
  }

  private static SenderSettleMode senderMode(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> SenderSettleMode.SETTLED;
      case 1, 2, 3 -> SenderSettleMode.UNSETTLED;
      default -> SenderSettleMode.MIXED;
    };
  }

  private static ReceiverSettleMode receiverMode(SplittableRandom random) {
    return random.nextInt(3) == 0 ? ReceiverSettleMode.SECOND : ReceiverSettleMode.FIRST;
  }

  private void attach(Link link) {
    try {
      link.attach();
    } catch (EngineException | IllegalStateException noRoomOrNameTaken) {
      remove(link);
    }
  }

  private void attachAgain(Link link) {
    trace("attaches again " + link.name());
    if (link instanceof SenderLink sender) {
      senders.add(new SimSender(this, sender));
    } else {
      receivers.add(new SimReceiver(this, (ReceiverLink) link));
    }
    attach(link);
  }

  private void endSomething(SplittableRandom random) {
    AmqpError error =
        random.nextInt(3) == 0
            ? new AmqpError(ErrorConditions.INTERNAL_ERROR, "e".repeat(random.nextInt(700)))
            : null;
    int dice = random.nextInt(40);
    if (dice < 25 && senders.size() + receivers.size() > 0) {
      int which = random.nextInt(senders.size() + receivers.size());
      Link link =
          which < senders.size()
              ? senders.get(which).link()
              : receivers.get(which - senders.size()).link();
      boolean forGood = random.nextBoolean();
      trace("detaches " + link.name() + (forGood ? " closed" : ""));
      link.detach(forGood, error);
    } else if (dice < 32 && !sessions.isEmpty()) {
      trace("ends a session");
      sessions.get(random.nextInt(sessions.size())).end(error);
    } else if (dice == 39 && random.nextInt(4) == 0) {
      trace("closes");
      engine.close(error);
    }
  }

  private void decide(Link link) {
    if (random().nextInt(8) == 0 && !quiet) {
      trace("refuses " + link.name());
      link.refuse(new AmqpError(ErrorConditions.NOT_FOUND, "none"));
      return;
    }
    if (link.state() != LinkState.ATTACH_RCVD) {
      return;
    }
    trace("grants " + link.name());
    if (random().nextInt(4) == 0) {
      // Other modes than were asked for.
      link.settings(link.settings().withSettleModes(senderMode(random()), receiverMode(random())));
    }
    if (link instanceof SenderLink sender) {
      senders.add(new SimSender(this, sender));
    } else {
      receivers.add(new SimReceiver(this, (ReceiverLink) link));
    }
    attach(link);
  }

  private void remove(Link link) {
    senders.stream().filter(sender -> sender.link() == link).forEach(formerSenders::add);
    receivers.stream().filter(receiver -> receiver.link() == link).forEach(formerReceivers::add);
    senders.removeIf(sender -> sender.link() == link);
    receivers.removeIf(receiver -> receiver.link() == link);
  }

  /** Does only what ends what was begun. */
  void settleDown() {
    quiet = true;
    if (!engine.isLocallyOpen() && engine.awaitsOurOpen()) {
      engine.open();
    }
    while (!undecided.isEmpty()) {
      decide(undecided.remove(0));
    }
    formerSenders.forEach(SimSender::settleDeliveries);
    formerReceivers.forEach(SimReceiver::settleDeliveries);
    List.copyOf(senders).forEach(SimSender::settleDown);
    List.copyOf(receivers).forEach(SimReceiver::settleDown);
  }

  void detached(Link link, boolean forGood) {
    trace("detached " + link.name());
    require(!link.isLocallyOpen(), "detached, but open");
    remove(link);
    if (!forGood && !link.isRemoteInitiated()) {
      suspended.add(link);
    }
  }

  @Override
  public void opened(ConnectionEngine connection) {
    if (index == 0 || !opensLate) {
      connection.open();
    }
  }

  @Override
  public void sessionBegun(SessionEndpoint session) {
    session.listener(this);
    sessions.add(session);
    if (!quiet && random().nextInt(20) == 0) {
      session.end(null);
    }
  }

  @Override
  public void closed(ConnectionEngine connection, @Nullable AmqpError error) {
    trace("connection closed");
    require(!closed, "closed twice");
    closed = true;
    require(sessions.isEmpty(), "connection closed before its sessions");
    suspended.clear();
    undecided.clear();
  }

  @Override
  public void lost(ConnectionEngine connection, @Nullable Throwable cause) {
    trace("connection lost");
    undecided.clear();
    sessions.forEach(session -> require(session.isLocallyOpen(), "a session was not told"));
    suspended.removeIf(link -> !sessions.contains(link.session()));
  }

  @Override
  public void opened(SessionEndpoint session) {
    require(session.state() == SessionState.MAPPED, "session opened in " + session.state());
  }

  @Override
  public void closed(SessionEndpoint session, @Nullable AmqpError error) {
    trace("session closed");
    require(sessions.remove(session), "session closed twice");
    senders.forEach(sender -> require(sender.link().session() != session, "link not told"));
    receivers.forEach(receiver -> require(receiver.link().session() != session, "link not told"));
    suspended.removeIf(link -> link.session() == session);
    undecided.removeIf(link -> link.session() == session);
  }

  @Override
  public void linkAttached(Link link) {
    if (random().nextInt(4) == 0) {
      undecided.add(link);
    } else {
      decide(link);
    }
  }
}
