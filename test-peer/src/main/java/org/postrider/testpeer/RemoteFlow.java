// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Role;
import org.postrider.codec.wire.FieldReader;

/**
 * The peer's flow (AMQP 2.7.4): of the session, or of a link as soon as a word speaks of one.
 *
 * <p>Confined to the thread of the test. Windows, ids and the delivery-count are filled in.
 */
public final class RemoteFlow extends RemoteFrame<RemoteFlow> {

  private boolean ofLink;
  private boolean drain;
  private boolean echo;
  private boolean drained;
  private @Nullable Role ourRole;
  private @Nullable Long handle;
  private @Nullable Long deliveryCount;
  private @Nullable Long linkCredit;
  private @Nullable Long available;
  private @Nullable Long nextIncomingId;
  private @Nullable Long incomingWindow;
  private @Nullable Long nextOutgoingId;
  private @Nullable Long outgoingWindow;

  RemoteFlow(@Nullable ScriptedPeer peer) {
    super(peer, "flow");
  }

  @Override
  RemoteFlow self() {
    return this;
  }

  /** The link of this name; if none is named, the one attached last that can be meant. */
  public RemoteFlow onLink(String name) {
    ofLink = true;
    return nameLink(name);
  }

  /** The peer's handle, whatever link that is. */
  public RemoteFlow withHandle(long number) {
    open();
    ofLink = true;
    handle = number;
    return this;
  }

  /** Its link-credit: of a link on which the peer receives. */
  public RemoteFlow withLinkCredit(long credit) {
    open();
    ofLink = true;
    ourRole = Role.RECEIVER;
    linkCredit = credit;
    return this;
  }

  /** It asks to use the credit up: of a link on which the peer receives. */
  public RemoteFlow withDrain() {
    open();
    ofLink = true;
    ourRole = Role.RECEIVER;
    drain = true;
    return this;
  }

  /** How many messages the peer says it has: of a link on which the peer sends. */
  public RemoteFlow withAvailable(long messages) {
    open();
    ofLink = true;
    ourRole = Role.SENDER;
    available = messages;
    return this;
  }

  /** Uses all credit up: of a link on which the peer sends (AMQP 2.6.7). */
  public RemoteFlow drained() {
    open();
    ofLink = true;
    ourRole = Role.SENDER;
    drained = true;
    drain = true;
    return this;
  }

  /** Its delivery-count. */
  public RemoteFlow withDeliveryCount(long count) {
    open();
    ofLink = true;
    deliveryCount = count;
    return this;
  }

  /** It asks for an answer. */
  public RemoteFlow withEcho() {
    open();
    echo = true;
    return this;
  }

  /** Its next-incoming-id. */
  public RemoteFlow withNextIncomingId(long id) {
    open();
    nextIncomingId = id;
    return this;
  }

  /** Its incoming-window, in transfer frames; also that of later flows. */
  public RemoteFlow withIncomingWindow(long frames) {
    open();
    incomingWindow = frames;
    return this;
  }

  /** Its next-outgoing-id. */
  public RemoteFlow withNextOutgoingId(long id) {
    open();
    nextOutgoingId = id;
    return this;
  }

  /** Its outgoing-window, in transfer frames; also that of later flows. */
  public RemoteFlow withOutgoingWindow(long frames) {
    open();
    outgoingWindow = frames;
    return this;
  }

  @Override
  void play(Stage stage) throws InterruptedException {
    LinkMirror link = ofLink && handle == null ? link(stage, ourRole) : null;
    send(stage, link, link == null ? session(stage) : link.session);
  }

  void answer(Stage stage, int theirChannel, Flow flow) throws InterruptedException {
    SessionMirror session = stage.mirror().byTheirChannel(theirChannel);
    LinkMirror link = session == null ? null : session.byTheirHandle(flow.handle());
    if (ofLink && link == null && handle == null) {
      throw new AssertionError("the answer is one of a link and the flow is not: " + flow);
    }
    send(stage, link, session);
  }

  private void send(Stage stage, @Nullable LinkMirror link, @Nullable SessionMirror session)
      throws InterruptedException {
    SessionMirror state = session == null ? new SessionMirror(0) : session;
    if (incomingWindow != null) {
      state.incomingWindow = incomingWindow;
    }
    if (outgoingWindow != null) {
      state.outgoingWindow = outgoingWindow;
    }
    Flow flow =
        new Flow(
            or(nextIncomingId, state.nextIncomingId),
            state.incomingWindow,
            or(nextOutgoingId, state.nextOutgoingId),
            state.outgoingWindow,
            or(handle, link == null ? FieldReader.ABSENT : link.ourHandle),
            or(deliveryCount, deliveryCount(link)),
            or(linkCredit, link == null ? FieldReader.ABSENT : credit(link)),
            or(available, FieldReader.ABSENT),
            drain,
            echo,
            Map.of());
    send(stage, channelOr(state.ourChannel), flow);
  }

  private long deliveryCount(@Nullable LinkMirror link) {
    if (link == null) {
      return FieldReader.ABSENT;
    }
    long advance = drained ? link.credit : 0;
    return link.deliveryCount + advance & SessionMirror.SERIAL_MASK;
  }

  private long credit(LinkMirror link) {
    return drained ? 0 : link.credit;
  }

  private static long or(@Nullable Long named, long otherwise) {
    return named == null ? otherwise : named;
  }
}
