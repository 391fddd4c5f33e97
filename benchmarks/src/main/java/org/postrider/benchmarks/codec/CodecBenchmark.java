// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.codec;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One message, transfer or disposition per operation, with each codec.
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
public class CodecBenchmark {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Whose codec. */
  @Param({"postrider", "proton-j", "protonj2"})
  public String codec;

  private Codec tested;
  private BlackholeSink sink;
  private int next;
  private int nextBefore;
  private long cpuNsBefore;

  /** Makes the codec and what it will read. */
  @Setup
  public void setUp(Blackhole blackhole) {
    tested = Codec.of(codec, Sample.all());
    sink = new BlackholeSink(blackhole);
  }

  /** Notes where an iteration begins. */
  @Setup(Level.Iteration)
  public void beginIteration() {
    nextBefore = next;
    cpuNsBefore = THREADS.getCurrentThreadCpuTime();
  }

  /** Counts what an iteration took. */
  @TearDown(Level.Iteration)
  public void endIteration(CpuTime cpuTime) {
    cpuTime.cpuNs = THREADS.getCurrentThreadCpuTime() - cpuNsBefore;
    cpuTime.cpuOps = (long) next - nextBefore;
  }

  /**
   * The processor's time of the benchmark's thread, which other programs on the machine do not
   * lengthen as they do the clock's.
   */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class CpuTime {

    /** In all iterations. */
    public long cpuNs;

    /** In all iterations. */
    public long cpuOps;
  }

  /** (a) A message into a reused buffer. */
  @Benchmark
  public int encode() {
    return tested.encode(next++ & Sample.COUNT - 1);
  }

  /** (b) A message decoded, and each value read. */
  @Benchmark
  public void readAll() {
    tested.readAll(next++ & Sample.COUNT - 1, sink);
  }

  /** (c) A message of which the body is wanted. */
  @Benchmark
  public void readBody() {
    tested.readBody(next++ & Sample.COUNT - 1, sink);
  }

  /** (d) A transfer encoded, decoded and read. */
  @Benchmark
  public int transfer() {
    return tested.transfer(next++ & 0xFFFF, sink);
  }

  /** (e) A disposition encoded, decoded and read. */
  @Benchmark
  public int disposition() {
    return tested.disposition(next++ & 0xFFFF, sink);
  }

  private static final class BlackholeSink extends ValueSink {

    private final Blackhole blackhole;

    private BlackholeSink(Blackhole blackhole) {
      this.blackhole = blackhole;
    }

    @Override
    void value(@Nullable Object value) {
      blackhole.consume(value);
    }

    @Override
    void value(long value) {
      blackhole.consume(value);
    }
  }
}
