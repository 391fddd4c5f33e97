// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Role;
import org.postrider.transport.engine.ConnectionEngine;
import org.postrider.transport.engine.ConnectionSettings;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.OutgoingMessage;
import org.postrider.transport.engine.ReceiverLink;
import org.postrider.transport.engine.SenderLink;
import org.postrider.transport.engine.SessionEndpoint;

/**
 * A message of 1 KiB through the engine: sent, until its disposition has come; or received, and
 * accepted. One at a time, or a hundred in a batch, as the socket makes them under load.
 *
 * <p>Confined to one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:-BackgroundCompilation") // Warm even on a busy machine.
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class EngineBenchmark {

  private static final int BATCH = 100;

  /** The session's window is 8 MiB in frames of this size: far more of them than a batch has. */
  private static final int MAX_FRAME_SIZE = 16 * 1024;

  private static final int CREDIT = 20_000;
  private static final int MESSAGE_OCTETS = 1024;

  private final byte[] message = new byte[MESSAGE_OCTETS];
  private final ByteBuf payload = Unpooled.wrappedBuffer(message);

  private CountingListener sent;
  private SenderLink sender;
  private ScriptedPeer sendersPeer;
  private int nextSent;

  private CountingListener received;
  private ReceiverLink receiver;
  private ScriptedPeer receiversPeer;
  private int nextReceived;

  /** Opens a connection with a sender, and another with a receiver. */
  @Setup
  public void setUp() {
    sent = new CountingListener();
    ConnectionEngine sending = new ConnectionEngine(ConnectionSettings.of("sending"), sent);
    sendersPeer = new ScriptedPeer(sending);
    sender = begun(sending, sendersPeer, sent).createSender(settings());
    sender.listener(sent);
    sender.attach();
    sendersPeer.attach("link", Role.RECEIVER);
    sendersPeer.grant(0, CREDIT);

    received = new CountingListener();
    ConnectionSettings smallFrames =
        ConnectionSettings.of("receiving")
            .withLimits(
                MAX_FRAME_SIZE,
                ConnectionSettings.DEFAULT_CHANNEL_MAX,
                ConnectionSettings.DEFAULT_IDLE_TIMEOUT_MS);
    ConnectionEngine receiving = new ConnectionEngine(smallFrames, received);
    receiversPeer = new ScriptedPeer(receiving);
    receiver = begun(receiving, receiversPeer, received).createReceiver(settings());
    receiver.listener(received);
    receiver.attach();
    receiversPeer.attach("link", Role.SENDER);
    receiver.credit(CREDIT);
    receiving.flush();
  }

  private static SessionEndpoint begun(
      ConnectionEngine engine, ScriptedPeer peer, CountingListener listener) {
    engine.open();
    engine.start(peer, 0);
    peer.open();
    SessionEndpoint session = engine.createSession();
    session.listener(listener);
    session.begin();
    peer.begin();
    return session;
  }

  private static LinkSettings settings() {
    return LinkSettings.of("link", Source.of("source"), Target.of("target"));
  }

  /** Every message that was put in has come out. */
  @TearDown
  public void check() {
    if (sent.count() != nextSent || received.count() != nextReceived) {
      throw new IllegalStateException(
          sent.count()
              + " of "
              + nextSent
              + " were accepted, "
              + received.count()
              + " of "
              + nextReceived
              + " received");
    }
  }

  /** (a) A message sent, and its own disposition received. */
  @Benchmark
  public long sendOne() {
    return send(1);
  }

  /** (b) The same with one write and one disposition for a hundred. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long sendBatch() {
    return send(BATCH);
  }

  private long send(int count) {
    int first = nextSent;
    if (sender.credit() < count) {
      sendersPeer.grant(first, CREDIT);
    }
    for (int i = 0; i < count; i++) {
      // A message goes out as it is sent: the next one may have the same buffer.
      sender.send(OutgoingMessage.unsettled(payload.retain().readerIndex(0), null));
    }
    nextSent += count;
    sendersPeer.accept(first, nextSent - 1);
    sendersPeer.deliver();
    return sendersPeer.heard();
  }

  /** (c) A message received, accepted, and its disposition sent. */
  @Benchmark
  public long receiveOne() {
    return receive(1);
  }

  /** (d) The same with one read and one disposition for a hundred. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long receiveBatch() {
    return receive(BATCH);
  }

  private long receive(int count) {
    if (receiver.credit() < CREDIT / 2) {
      receiver.credit(CREDIT);
    }
    for (int i = 0; i < count; i++) {
      receiversPeer.transfer(nextReceived++, message);
    }
    receiversPeer.deliver();
    return receiversPeer.heard();
  }
}
