// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.messaging.TargetArchetype;
import org.postrider.codec.performative.Role;
import org.postrider.codec.transaction.Coordinator;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.wire.Printable;
import org.postrider.transport.engine.IncomingDelivery;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.ReceiverLink;
import org.postrider.transport.engine.ReceiverListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link on which this container receives messages.
 *
 * <p>Thread-safe: what is asked for on another thread is handed over to the container's loop.
 */
public final class Receiver implements Link {

  private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

  private final LinkCore core;
  private final @Nullable String source;
  private final ReceiverCredit credit;
  private final Events events = new Events();
  private final EventDelivery.Callback handing = this::hand;

  // Survives a reconnect.
  private volatile ReceiverOptions options;
  private @Nullable ReceiverLink link;

  // One attachment.
  private final AtomicInteger attachment = new AtomicInteger();

  /** A link of our own. */
  Receiver(Session session, @Nullable String source, ReceiverOptions options) {
    this.source = source;
    this.options = options;
    OptionValues values = options.values();
    String given = values.find(ReceiverOptions.NAME);
    String name = given == null ? session.connection().container().uniqueLinkName() : given;
    this.core = new LinkCore(this, session, name, values.find(ReceiverOptions.HANDLER));
    this.credit = new ReceiverCredit(core, this::window);
  }

  /** A link that the peer asks for. */
  Receiver(Session session, ReceiverLink remote) {
    this.source = null;
    this.options = new ReceiverOptions();
    this.link = remote;
    this.core = new LinkCore(this, session, remote.name(), null);
    this.credit = new ReceiverCredit(core, this::window);
    credit.of(remote);
    remote.listener(events);
  }

  private long window() {
    return options.values().get(ReceiverOptions.CREDIT);
  }

  LinkCore core() {
    return core;
  }

  /** Which attachment this is: one more after each loss of the connection. */
  int attachment() {
    return attachment.get();
  }

  boolean isAutoSettle() {
    return options.values().get(ReceiverOptions.AUTO_SETTLE);
  }

  void openOnce() {
    core.openOnce(
        Role.RECEIVER,
        in -> {
          ReceiverLink made = in.createReceiver(settings());
          made.listener(events);
          link = made;
          credit.of(made);
          return made;
        });
  }

  private LinkSettings settings() {
    OptionValues values = options.values();
    Target target = Target.of(values.find(ReceiverOptions.TARGET_ADDRESS));
    LinkSettings link = LinkSettings.of(name(), Termini.wanted(source, options), target);
    return SettleModes.OF_RECEIVER
        .wanted(link, values)
        .withMaxMessageSize(maxMessageSize())
        .withCapabilities(
            List.of(),
            values.get(ReceiverOptions.DESIRED_CAPABILITIES),
            values.get(ReceiverOptions.PROPERTIES));
  }

  private long maxMessageSize() {
    OptionValues values = options.values();
    return values.isSet(ReceiverOptions.MAX_MESSAGE_SIZE)
        ? values.get(ReceiverOptions.MAX_MESSAGE_SIZE)
        : connection().options().values().get(ConnectionOptions.MAX_MESSAGE_SIZE);
  }

  /** Opens a link that the peer asks for, as it asks, with default options. */
  public void open() {
    open(null, new ReceiverOptions());
  }

  /** A handler that wants to coordinate transactions must open such a link itself. */
  void refuseAsCoordinator() {
    refuse(
        new AmqpError(
            ErrorConditions.NOT_IMPLEMENTED, "this container does not coordinate transactions"));
  }

  /**
   * Opens a link that the peer asks for, within {@link MessagingHandler#onLinkOpening}, with
   * options of this end's choice. The settle modes are those that the peer asks for, where the
   * options do not say which.
   *
   * @param targetAddress the node that the peer sends messages to; null for what it asked for: if
   *     that is no target at all, the link is refused
   * @throws IllegalStateException if this link was not asked for by the peer, or is opened already
   */
  public void open(@Nullable String targetAddress, ReceiverOptions newOptions) {
    ReceiverLink asked = link;
    if (asked == null || !asked.isRemoteInitiated() || asked.isLocallyOpen()) {
      throw new IllegalStateException("link " + core.shownName() + " does not wait to be opened");
    }
    Checks.address("targetAddress", targetAddress);
    ReceiverOptions given = Checks.given("options", newOptions).copy();
    TargetArchetype wanted = asked.remoteTarget();
    if (wanted == null && targetAddress == null) {
      core.refuse(Termini.lacks("target"));
      return;
    }
    options = given;
    LinkSettings granted =
        SettleModes.OF_RECEIVER
            .granted(asked.settings(), options.values())
            .withMaxMessageSize(maxMessageSize());
    if (wanted == null) {
      granted = granted.withTermini(asked.remoteSource(), Target.of(targetAddress));
    } else if (wanted instanceof Target target && (targetAddress != null || target.dynamic())) {
      String address = targetAddress == null ? UUID.randomUUID().toString() : targetAddress;
      granted = granted.withTermini(asked.remoteSource(), Termini.at(target, address));
    } else if (wanted instanceof Coordinator) {
      connection().peerTransactions().coordinate();
    }
    asked.settings(granted);
    core.grant();
  }

  /**
   * Lets so many more messages come, for a receiver with {@code credit(0)}: while it drains, when
   * that has ended. Credit that is not used goes when the connection is lost.
   *
   * @param messages 1 or more
   * @throws IllegalArgumentException if it is below 1
   */
  public void addCredit(int messages) {
    Checks.range("credit", messages, 1, Integer.MAX_VALUE);
    connection().run(() -> credit.grant(messages));
  }

  /**
   * Asks the peer to send what it has, up to the credit, and to give the rest back; {@link
   * MessagingHandler#onDrained} follows. Credit is not kept up until then, and goes on after it. A
   * loss of the connection takes the credit with it: the event follows when the link is back then.
   * A link that is not open yet, or not again, is drained when it is. If it ends meanwhile no event
   * follows.
   */
  public void drain() {
    connection().run(credit::drain);
  }

  /** The connection is lost. */
  void disconnected() {
    attachment.incrementAndGet();
    credit.lost();
    core.disconnected();
  }

  /** No more comes from the peer: the connection is lost for good, or a close has no answer. */
  void abandoned() {
    attachment.incrementAndGet();
    credit.ended();
    if (link != null) {
      link.forEachUnsettled(this::lose);
    }
  }

  /** The link is detached, and what is not settled lives on with its session (AMQP 2.6.4). */
  private void suspended(ReceiverLink by) {
    credit.ended();
    by.forEachUnsettled(
        incoming -> {
          incoming.forgetMessage();
          if (incoming.context() instanceof ReceivedDelivery delivery) {
            delivery.outliveLink(connection().core().lost());
          }
        });
  }

  private void lose(IncomingDelivery incoming) {
    incoming.forgetMessage();
    if (incoming.context() instanceof ReceivedDelivery delivery) {
      delivery.lose(connection().core().lost());
    }
  }

  /** What the engine tells of this link. */
  private final class Events implements ReceiverListener {

    @Override
    public void attached(org.postrider.transport.engine.Link attached) {
      // A drain that the handler asks for now is another one.
      boolean cut = credit.isDraining();
      core.attached(attached);
      credit.attached(cut);
    }

    @Override
    public void detached(
        org.postrider.transport.engine.Link detached, boolean closed, @Nullable AmqpError error) {
      if (link != null && link.hasUnsettled()) {
        suspended(link);
      } else {
        abandoned();
      }
      core.detached(closed, error);
    }

    @Override
    public void delivered(IncomingDelivery incoming) {
      credit.used();
      ReceivedDelivery delivery = new ReceivedDelivery(Receiver.this, incoming);
      incoming.context(delivery);
      receive(delivery, incoming);
    }

    @Override
    public void aborted(IncomingDelivery incoming) {
      credit.used();
      core.fire(core.event(EventType.ABORTED).about(new ReceivedDelivery(Receiver.this, incoming)));
      credit.topUp();
    }

    @Override
    public void refused(IncomingDelivery incoming, AmqpError reason) {
      LOG.warn(
          "A message is too large and was given back to the peer, as failed and undeliverable here"
              + " (maxMessageSize): {}",
          reason.shownDescription());
      aborted(incoming);
    }

    @Override
    public void updated(IncomingDelivery incoming) {
      if (incoming.context() instanceof ReceivedDelivery delivery) {
        delivery.remoteUpdated();
        if (delivery.transaction() != null && delivery.isRemotelySettled()) {
          // AMQP 4.4.2: the outcome of the commit; the state was told within the transaction.
          delivery.settle();
        }
        fire(EventType.DELIVERY, delivery);
        fire(EventType.DELIVERY_UPDATED, delivery);
        if (delivery.isRemotelySettled()) {
          fire(EventType.SETTLED, delivery);
        }
        core.delivered();
      }
    }

    @Override
    public void lost(IncomingDelivery incoming) {
      lose(incoming);
      core.delivered();
    }

    @Override
    public void credit(ReceiverLink over) {
      credit.flowed(over);
    }
  }

  private void receive(ReceivedDelivery delivery, IncomingDelivery incoming) {
    if (core.isCloseAsked() || isFailed() || credit.goesBack(delivery)) {
      // Nobody will look at it.
      delivery.update(Delivery.RELEASED, true);
      credit.delivered(delivery, null);
    } else if (connection().peerTransactions().isImpossible(incoming.remoteState())) {
      refuseTransaction(delivery);
      credit.delivered(delivery, null);
    } else {
      // The handler may give an outcome at once, with which what came is forgotten.
      byte[] payload = incoming.payload();
      fire(EventType.DELIVERY, delivery);
      Message message = Message.decode(payload, incoming.messageFormat(), connection().reader());
      core.fire(core.event(EventType.MESSAGE).about(delivery).with(message), handing);
    }
  }

  private boolean isFailed() {
    return connection().loop().failure() != null;
  }

  /** Hands a message over when its turn has come, which may be some events after its arrival. */
  private void hand(MessagingHandler handler, Event event) {
    if (!(event.delivery() instanceof ReceivedDelivery delivery)) {
      return;
    }
    try {
      if (core.isCloseAskedHere() || isFailed()) {
        delivery.update(Delivery.RELEASED, true);
      } else {
        conclude(delivery, EventDelivery.call(handler, event));
      }
      credit.delivered(delivery, event.message());
    } catch (RuntimeException thrown) {
      connection().fault().accept(thrown);
    }
  }

  /** The handler has had its say, or has thrown. */
  private void conclude(ReceivedDelivery delivery, @Nullable Throwable thrown) {
    if (thrown != null) {
      connection().log().thrown("onMessage of link " + name(), thrown);
    }
    if (delivery.isUpdated()) {
      return;
    }
    if (thrown != null) {
      delivery.update(Delivery.MODIFIED, true);
    } else if (options.values().get(ReceiverOptions.AUTO_ACCEPT)) {
      delivery.update(Delivery.ACCEPTED, true);
    }
  }

  /** AMQP 4.4.1: a message of a transaction that there cannot be must not be taken as any other. */
  private void refuseTransaction(ReceivedDelivery delivery) {
    if (delivery.isRemotelySettled()) {
      core.close(true, PeerTransactions.refusal());
    } else {
      delivery.update(new Rejected(PeerTransactions.refusal()), true);
    }
  }

  private void fire(EventType type, ReceivedDelivery delivery) {
    core.fire(core.event(type).about(delivery));
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
    Source remote = core.remoteSource();
    return remote == null ? source : remote.address();
  }

  @Override
  public @Nullable Source remoteSource() {
    return core.remoteSource();
  }

  @Override
  public @Nullable TargetArchetype remoteTarget() {
    return core.remoteTarget();
  }

  /** The address of this end: the node that the peer sends messages to, or null. */
  public @Nullable String localAddress() {
    return core.localTarget() instanceof Target local ? local.address() : null;
  }

  /** How many messages may still come. */
  @Override
  public int credit() {
    return credit.current();
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

  @Override
  public void close() {
    connection().run(() -> core.close(true, null));
  }

  @Override
  public void close(AmqpError error) {
    AmqpError given = Checks.encodable("error", error);
    connection().run(() -> core.close(true, given));
  }

  @Override
  public void detach() {
    connection().run(() -> core.close(false, null));
  }

  @Override
  public void refuse(AmqpError error) {
    core.refuse(Checks.encodable("error", error));
  }

  /** The link's role, name and address. */
  @Override
  public String toString() {
    return "receiver " + core.shownName() + " from " + Printable.name(address());
  }
}
