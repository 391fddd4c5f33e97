// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.wire.FieldReader;

/**
 * The peer's detach (AMQP 2.7.7): not a closing one, if it is not said otherwise.
 *
 * <p>Confined to the thread of the test.
 */
public final class RemoteDetach extends RemoteFrame<RemoteDetach> {

  private boolean closed;
  private @Nullable Long handle;
  private @Nullable AmqpError error;

  RemoteDetach(@Nullable ScriptedPeer peer) {
    super(peer, "detach");
  }

  @Override
  RemoteDetach self() {
    return this;
  }

  /** The link of this name; if none is named, the one attached last. */
  public RemoteDetach onLink(String name) {
    return nameLink(name);
  }

  /** The peer's handle, whatever link that is. */
  public RemoteDetach withHandle(long number) {
    open();
    handle = number;
    return this;
  }

  /** It ends the link. */
  public RemoteDetach closed() {
    open();
    closed = true;
    return this;
  }

  /** It suspends the link. */
  public RemoteDetach notClosed() {
    open();
    closed = false;
    return this;
  }

  /** Its error. */
  public RemoteDetach withError(AmqpError amqpError) {
    open();
    error = amqpError;
    return this;
  }

  /** Its error. */
  public RemoteDetach withErrorOf(String condition, String description) {
    return withError(Errors.of(condition, description));
  }

  @Override
  void play(Stage stage) throws InterruptedException {
    if (handle != null) {
      SessionMirror session = session(stage);
      send(stage, channelOr(session == null ? 0 : session.ourChannel), detach(handle));
    } else {
      LinkMirror link = link(stage, null);
      send(stage, channelOr(link.session.ourChannel), detach(link.ourHandle));
    }
  }

  void answer(Stage stage, int theirChannel, Detach detach) throws InterruptedException {
    SessionMirror session = stage.mirror().byTheirChannel(theirChannel);
    LinkMirror link = session == null ? null : session.byTheirHandle(detach.handle());
    long ours = detach.handle();
    if (handle != null) {
      ours = handle;
    } else if (link != null && link.ourHandle != FieldReader.ABSENT) {
      ours = link.ourHandle;
    }
    send(stage, channelAnswering(stage, theirChannel), detach(ours));
  }

  private Detach detach(long ours) {
    return new Detach(ours, closed, error);
  }
}
