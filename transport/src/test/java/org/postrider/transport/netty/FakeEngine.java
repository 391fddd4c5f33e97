// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.postrider.transport.engine.EngineInput;
import org.postrider.transport.engine.EngineOutput;

/** An engine that keeps what it is told and does what the test says. */
final class FakeEngine implements EngineInput {

  final AtomicInteger pauses = new AtomicInteger();
  final AtomicInteger starts = new AtomicInteger();
  final AtomicInteger ticks = new AtomicInteger();
  final AtomicInteger flushes = new AtomicInteger();
  final AtomicInteger writables = new AtomicInteger();
  final List<Optional<Throwable>> closes = new CopyOnWriteArrayList<>();
  final List<Throwable> failures = new CopyOnWriteArrayList<>();

  volatile Consumer<EngineOutput> onStart = output -> {};
  volatile BiConsumer<EngineOutput, byte[]> onInput = (output, octets) -> {};
  volatile Consumer<EngineOutput> onWritable = output -> {};
  volatile int awaited;
  volatile long deadlineInMs = Long.MAX_VALUE;
  volatile EngineOutput output;

  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  @Override
  public void start(EngineOutput newOutput, long nowMs) {
    output = newOutput;
    starts.incrementAndGet();
    onStart.accept(newOutput);
  }

  @Override
  public void input(ByteBuf in, long nowMs) {
    byte[] octets = ByteBufUtil.getBytes(in);
    in.skipBytes(octets.length);
    synchronized (received) {
      received.writeBytes(octets);
    }
    onInput.accept(output, octets);
  }

  @Override
  public void inputPaused(long nowMs) {
    pauses.incrementAndGet();
  }

  @Override
  public void inputClosed(Throwable cause, long nowMs) {
    closes.add(Optional.ofNullable(cause));
  }

  @Override
  public long tick(long nowMs) {
    ticks.incrementAndGet();
    return deadlineInMs == Long.MAX_VALUE ? deadlineInMs : nowMs + deadlineInMs;
  }

  @Override
  public int takeAwaited() {
    return awaited;
  }

  @Override
  public void outputWritable() {
    writables.incrementAndGet();
    onWritable.accept(output);
  }

  @Override
  public void flush() {
    flushes.incrementAndGet();
  }

  int receivedOctets() {
    synchronized (received) {
      return received.size();
    }
  }

  byte[] received() {
    synchronized (received) {
      return received.toByteArray();
    }
  }
}
