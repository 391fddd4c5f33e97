// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import io.netty.buffer.ByteBuf;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.messaging.TargetArchetype;
import org.postrider.codec.performative.Role;
import org.postrider.codec.wire.Printable;
import org.postrider.transport.engine.EngineException;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.OutgoingDelivery;
import org.postrider.transport.engine.SenderLink;
import org.postrider.transport.engine.SenderListener;

/**
 * A link on which this container sends messages.
 *
 * <p>Thread-safe: {@link #send} encodes on the caller's thread and hands over to the container's
 * loop; messages sent on one thread keep their order.
 */
public final class Sender implements Link {

  private final LinkCore core;
  private final @Nullable String target;
  private final OutcomeReport report;
  private final Events events = new Events();

  // Survives a reconnect.
  private volatile SenderOptions options;
  private @Nullable SenderLink link;
  private final SenderClosing closingWait =
      new SenderClosing(
          this::hasUnsent,
          () -> link == null ? 0 : link.transfers(),
          (command, ms) -> connection().later(command, ms));
  private volatile boolean closing;
  private boolean ending;

  // One attachment.
  private final SendQueue waiting = new SendQueue(this::queueLimit, this::transfer);
  private volatile int credit;

  /** A link of our own. */
  Sender(Session session, @Nullable String target, SenderOptions options) {
    this.target = target;
    this.options = options;
    OptionValues values = options.values();
    String given = values.find(SenderOptions.NAME);
    String name = given == null ? session.connection().container().uniqueLinkName() : given;
    this.core = new LinkCore(this, session, name, values.find(SenderOptions.HANDLER));
    this.report = new OutcomeReport(core);
  }

  /** A link that the peer asks for. */
  Sender(Session session, SenderLink remote) {
    this.target = null;
    this.options = new SenderOptions();
    this.link = remote;
    this.core = new LinkCore(this, session, remote.name(), null);
    this.report = new OutcomeReport(core);
    remote.listener(events);
  }

  LinkCore core() {
    return core;
  }

  void openOnce() {
    core.openOnce(
        Role.SENDER,
        in -> {
          SenderLink made = in.createSender(SenderSettings.wanted(name(), target, options));
          made.listener(events);
          link = made;
          return made;
        });
  }

  /** Opens a link that the peer asks for, as it asks, with default options. */
  public void open() {
    open(null, new SenderOptions());
  }

  /**
   * Opens a link that the peer asks for, within {@link MessagingHandler#onLinkOpening}, with
   * options of this end's choice. The settle modes are those that the peer asks for, where the
   * options do not say which.
   *
   * @param sourceAddress the node that the peer gets messages from; null for what it asked for: if
   *     that is no source at all, the link is refused
   * @throws IllegalStateException if this link was not asked for by the peer, or is opened already
   */
  public void open(@Nullable String sourceAddress, SenderOptions newOptions) {
    SenderLink asked = link;
    if (asked == null || !asked.isRemoteInitiated() || asked.isLocallyOpen()) {
      throw new IllegalStateException("link " + core.shownName() + " does not wait to be opened");
    }
    Checks.address("sourceAddress", sourceAddress);
    SenderOptions given = Checks.given("options", newOptions).copy();
    LinkSettings granted = SenderSettings.granted(asked, sourceAddress, given);
    if (granted == null) {
      core.refuse(Termini.lacks("source"));
      return;
    }
    options = given;
    asked.settings(granted);
    core.grant();
  }

  /**
   * Sends a message: at once if there is credit, else as soon as there is. The message may be used
   * again.
   *
   * @return the delivery that the events {@link MessagingHandler#onAccepted} and so on are about
   * @throws IllegalStateException if the link is closed, or if more waits for credit, the session's
   *     window or the socket than {@link SenderOptions#queueLimit} allows: send while there is
   *     {@link #credit}, and when {@link MessagingHandler#onSendable} says so
   * @throws IllegalArgumentException if the message holds a value that AMQP has no type for
   */
  public Delivery send(Message message) {
    return send(message, null);
  }

  Delivery send(Message message, @Nullable Transaction transaction) {
    Checks.given("message", message);
    if (closing || core.isClosed()) {
      throw new IllegalStateException("link " + core.shownName() + " is closed");
    }
    ByteBuf encoded = message.encode();
    waiting.reserve(name(), encoded, credit > 0);
    boolean settled = options.values().get(SenderOptions.AT_MOST_ONCE);
    SentDelivery delivery = new SentDelivery(this, encoded, settled, transaction);
    ContainerLoop loop = connection().loop();
    if (loop.runsAtOnce()) {
      offerNow(delivery);
    } else if (!loop.tryRun(() -> offer(delivery), connection().fault())) {
      waiting.release(delivery);
      delivery.lose();
      throw new IllegalStateException(
          "link " + core.shownName() + " is closed: its container is stopped");
    }
    return delivery;
  }

  private long queueLimit() {
    return options.values().get(SenderOptions.QUEUE_LIMIT);
  }

  /** On the loop: within a handler, whose fault it is not if this goes wrong. */
  private void offerNow(SentDelivery delivery) {
    try {
      offer(delivery);
    } catch (RuntimeException thrown) {
      connection().fault().accept(thrown);
    }
  }

  private void offer(SentDelivery delivery) {
    if (!delivery.enterTransaction() || closingWait.isWaiting() || isAtItsEnd()) {
      waiting.release(delivery);
      report.lost(delivery);
    } else {
      waiting.add(delivery);
    }
    if (!isAtItsEnd()) {
      sendWaiting();
    }
  }

  private boolean isAtItsEnd() {
    return ending || core.isCloseAsked();
  }

  private void sendWaiting() {
    boolean wasFull = waiting.isFull();
    putOut();
    if (wasFull && !waiting.isFull() && link != null && !link.isDrain()) {
      // There is room again for credit that the peer told of before.
      tellIfSendable();
    }
  }

  private void putOut() {
    SenderLink over = link;
    if (over == null) {
      return;
    }
    int left = waiting.putOut(over);
    credit = closing ? 0 : left;
    if (over.hasQueued()) {
      connection().core().unsent().add(this);
    }
    core.touch();
    closeIfSent();
  }

  private void tellIfSendable() {
    if (credit > 0 && core.isOpen() && !closing) {
      core.fire(EventType.SENDABLE);
    }
  }

  /** A message that the peer's limit forbids is the sender's own refusal, told as the peer's is. */
  private void transfer(SentDelivery delivery, SenderLink over) {
    try {
      delivery.sendOver(over, closingWait);
    } catch (EngineException refused) {
      report.refused(delivery, refused.error());
    }
  }

  private void loseWaiting() {
    waiting.releaseSent(link);
    report.loseDoomed();
    // What a handler sends in its turn is none of these.
    waiting.takeAll().forEach(report::lost);
  }

  /** Takes messages back that have not begun to go out. */
  void takeBack(Set<SentDelivery> deliveries) {
    waiting.removeAll(deliveries);
    deliveries.forEach(SentDelivery::takeBack);
  }

  /** Tells that messages that were taken back are lost, and goes on with those behind them. */
  void lose(Set<SentDelivery> deliveries) {
    boolean hadNone = credit == 0;
    deliveries.forEach(report::lost);
    putOut();
    if (hadNone && link != null && !link.isDrain()) {
      // Their credit is back without a flow of the peer, which would tell of it.
      tellIfSendable();
    }
    closeIfSent();
  }

  /** The socket has ended: what handlers send when they are told of it is not lost with it. */
  void losing() {
    credit = 0;
    if (core.isOpen()) {
      report.doom(waiting.takeAll());
    }
  }

  /** The connection is lost: nothing that was sent before is sent again by itself. */
  void disconnected() {
    credit = 0;
    report.loseDoomed();
    core.disconnected();
    closeIfSent();
  }

  /** No more comes from the peer: the connection is lost for good, or a close has no answer. */
  void abandoned() {
    credit = 0;
    if (link != null) {
      link.loseUnsettled();
    }
    loseWaiting();
    closeIfSent();
  }

  /** Its session has come to its end, of which the engine told this link nothing. */
  void endedWithSession() {
    credit = 0;
    ending = true;
    loseWaiting();
    core.ended();
    closeIfSent();
  }

  /** What the engine tells of this link. */
  private final class Events implements SenderListener {

    @Override
    public void attached(org.postrider.transport.engine.Link attached) {
      core.attached(attached);
    }

    @Override
    public void detached(
        org.postrider.transport.engine.Link detached, boolean closed, @Nullable AmqpError error) {
      credit = 0;
      ending = true;
      loseWaiting();
      core.detached(closed, error);
      closeIfSent();
    }

    @Override
    public void credit(SenderLink over) {
      core.fire(EventType.LINK_FLOW);
      putOut();
      tellIfSendable();
      if (over.isDrain()) {
        // The handler may hear of the credit after a pause only.
        core.behindEvents(() -> answerDrain(over));
      }
    }

    /** What was not sent by now has nothing to wait for: the peer hears so (AMQP 2.6.7). */
    private void answerDrain(SenderLink over) {
      if (over.isDrain() && over.isAttached()) {
        over.drained();
        credit = 0;
        core.touch();
      }
    }

    @Override
    public void updated(OutgoingDelivery updated) {
      if (!(updated.context() instanceof SentDelivery delivery)) {
        return;
      }
      if (updated.isPresettled()) {
        delivery.leaveTransaction();
      } else {
        outcome(delivery, updated);
        core.delivered();
      }
    }

    @Override
    public void lost(OutgoingDelivery lost) {
      if (lost.context() instanceof SentDelivery delivery) {
        // What the handler sends in its place has its room.
        waiting.releaseSent(link);
        report.lost(delivery);
        core.delivered();
      }
    }
  }

  private void outcome(SentDelivery delivery, OutgoingDelivery updated) {
    if (delivery.transaction() == null
        && connection().peerTransactions().isImpossible(updated.remoteState())) {
      // AMQP 4.4.2: of a transaction that there cannot be.
      core.close(true, PeerTransactions.refusal());
      return;
    }
    report.updated(delivery, updated, options.values().get(SenderOptions.AUTO_SETTLE));
    closeIfSent();
  }

  // The link.

  @Override
  public String name() {
    return core.name();
  }

  @Override
  public Session session() {
    return core.session();
  }

  @Override
  public Connection connection() {
    return core.session().connection();
  }

  @Override
  public @Nullable String address() {
    return core.remoteTarget() instanceof Target remote ? remote.address() : target;
  }

  @Override
  public @Nullable Source remoteSource() {
    return core.remoteSource();
  }

  @Override
  public @Nullable TargetArchetype remoteTarget() {
    return core.remoteTarget();
  }

  /** The address of this end: the node that the peer gets messages from, or null. */
  public @Nullable String localAddress() {
    return core.localSource() == null ? null : core.localSource().address();
  }

  /**
   * How many messages can be sent at once; 0 while more octets have yet to go out than {@link
   * SenderOptions#queueLimit}. Ask again after each message.
   */
  @Override
  public int credit() {
    return credit;
  }

  @Override
  public boolean isOpen() {
    return core.isOpen();
  }

  @Override
  public boolean isClosed() {
    return core.isClosed();
  }

  @Override
  public @Nullable AmqpError error() {
    return core.error();
  }

  /**
   * Detaches for good, once the messages sent before have gone out and the peer has told their
   * outcomes; it is given 5 s for those. Where none goes out for {@link
   * SenderOptions#closeTimeout}, those that wait are lost ({@link
   * MessagingHandler#onDeliveryLost}).
   */
  @Override
  public void close() {
    connection().run(() -> end(true, null));
  }

  /** Detaches for good with an error, at once: messages that wait for credit are lost. */
  @Override
  public void close(AmqpError error) {
    AmqpError given = Checks.encodable("error", error);
    connection().run(() -> end(true, given));
  }

  /** Detaches, as {@link #close()}; what the peer keeps for the link stays. */
  @Override
  public void detach() {
    connection().run(() -> end(false, null));
  }

  private void end(boolean forGood, @Nullable AmqpError why) {
    if (why == null && closingWait.isWaiting()) {
      return;
    }
    closing = true;
    credit = 0;
    if (why == null && !core.isCloseAsked() && (hasUnsent() || closingWait.isUnanswered())) {
      connection().core().unsent().add(this);
      closingWait.begin(() -> giveUp(forGood), options.values().get(SenderOptions.CLOSE_TIMEOUT));
    } else {
      closingWait.cancel();
      loseWaiting();
      core.close(forGood, why);
    }
  }

  /** What has not gone out by now has had its time. */
  private void giveUp(boolean forGood) {
    loseWaiting();
    core.close(forGood, null);
  }

  /** Whether messages have yet to go out. */
  boolean hasUnsent() {
    return !core.isCloseAsked() && (!waiting.isEmpty() || (link != null && link.hasQueued()));
  }

  /** Whether it is closed, or will be as soon as it can. */
  boolean isClosing() {
    return closing || core.isCloseAsked();
  }

  /** A close that waits for messages and their outcomes is made up for when they are there. */
  void closeIfSent() {
    closingWait.proceed();
  }

  /** Messages may have gone out. */
  void proceed() {
    if (waiting.isFull() && core.isOpen()) {
      sendWaiting();
    } else {
      waiting.releaseSent(link);
      closeIfSent();
    }
  }

  /** Whether there is something to do when messages have gone out. */
  boolean isToProceed() {
    return closingWait.isWaiting() || (link != null && link.hasQueued());
  }

  @Override
  public void refuse(AmqpError error) {
    core.refuse(Checks.encodable("error", error));
  }

  /** The link's role, name and address. */
  @Override
  public String toString() {
    return "sender " + core.shownName() + " to " + Printable.name(address());
  }
}
