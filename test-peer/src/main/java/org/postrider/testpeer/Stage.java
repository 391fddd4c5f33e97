// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.sasl.SaslFrameBody;
import org.postrider.codec.value.Binary;

/**
 * Where a script plays: the connection of the moment and the mirror of what was said on it.
 *
 * <p>Confined to the script's thread; others look at it only while that thread waits for a step.
 */
final class Stage {

  private final BlockingQueue<PeerConnection> arrived;
  private final Set<Class<? extends Performative>> ignored;
  private volatile @Nullable PeerConnection current;
  private boolean beginning = true;
  private boolean amqpBegun;
  private Mirror mirror = new Mirror();
  private volatile @Nullable Received putBack;

  Stage(BlockingQueue<PeerConnection> arrived, Set<Class<? extends Performative>> ignored) {
    this.arrived = arrived;
    this.ignored = ignored;
  }

  Mirror mirror() {
    return mirror;
  }

  /** Waits for the next connection; what came on the old one must have been played. */
  void nextConnection() throws InterruptedException {
    PeerConnection next = arrived.take();
    List<Received> surplus = surplus();
    if (!surplus.isEmpty()) {
      throw surplusError(surplus);
    }
    current = next;
    beginning = false;
    amqpBegun = false;
    mirror = new Mirror();
    putBack = null;
  }

  /** The connection of the moment; a script may leave out that it expects the first one. */
  private PeerConnection connection() throws InterruptedException {
    if (beginning) {
      nextConnection();
    }
    PeerConnection connection = current;
    if (connection == null) {
      throw new AssertionError("there is no connection: the script must expect a new one first");
    }
    return connection;
  }

  /** Waits for what comes next. */
  Received next() throws InterruptedException {
    Received back = putBack;
    putBack = null;
    return back != null ? back : connection().take();
  }

  /** Waits until the other end closes the socket. */
  void expectEnd() throws InterruptedException {
    Received received = next();
    while (ignores(received)) {
      received = next();
    }
    if (!(received instanceof Received.Closed)) {
      throw new AssertionError("received on " + this + ": " + received.text());
    }
  }

  /** Waits for a frame without a body. */
  void expectEmptyFrame() throws InterruptedException {
    Received received = next();
    while (!(received instanceof Received.Empty) && ignores(received)) {
      received = next();
    }
    if (!(received instanceof Received.Empty)) {
      throw new AssertionError("received on " + this + ": " + received.text());
    }
  }

  /** Lets the next step have it. */
  void putBack(Received received) {
    putBack = received;
  }

  boolean ignores(Received received) {
    return received instanceof Received.Empty
        || received instanceof Received.Frame frame
            && ignored.stream().anyMatch(type -> type.isInstance(frame.performative()));
  }

  void observe(Received.Frame frame) {
    mirror.received(frame.channel(), frame.performative());
  }

  void send(int channel, Performative performative, Binary payload) throws InterruptedException {
    connection().write(FrameOutput.amqp(channel, performative, payload));
    mirror.sent(channel, performative);
  }

  void send(SaslFrameBody body) throws InterruptedException {
    connection().write(FrameOutput.sasl(body));
  }

  void send(ProtocolHeader header) throws InterruptedException {
    amqpBegun = header.protocolId() == ProtocolHeader.AMQP_ID;
    connection().write(header.encode());
  }

  void send(byte[] octets) throws InterruptedException {
    connection().write(octets);
  }

  void drop() throws InterruptedException {
    connection().drop();
    current = null;
    putBack = null;
  }

  void reset() throws InterruptedException {
    connection().reset();
    current = null;
    putBack = null;
  }

  /** Tells the other end why the script failed, as far as that can be told, and hangs up. */
  void abort(String why) {
    PeerConnection connection = current;
    if (connection == null) {
      return;
    }
    try {
      if (amqpBegun) {
        connection.write(FrameOutput.amqp(0, Errors.scriptFailed(why), Binary.EMPTY));
      }
    } catch (AssertionError e) {
      // The other end is gone; the report has the first failure.
      amqpBegun = false;
    }
    connection.drop();
  }

  /** What came on the connection of the moment and no step was there for. */
  List<Received> surplus() {
    List<Received> all = new ArrayList<>();
    Received back = putBack;
    if (back != null) {
      all.add(back);
    }
    PeerConnection connection = current;
    if (connection != null) {
      all.addAll(connection.untaken());
    }
    all.removeIf(received -> received instanceof Received.Closed || ignores(received));
    return all;
  }

  /** What to say of a surplus. */
  AssertionError surplusError(List<Received> surplus) {
    StringBuilder text = new StringBuilder("received without a step for it:");
    surplus.forEach(received -> text.append("\n  ").append(received.text()));
    return new AssertionError(text.toString());
  }

  @Override
  public String toString() {
    PeerConnection connection = current;
    return connection == null ? "no connection" : "connection " + connection.number();
  }
}
