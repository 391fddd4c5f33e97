// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CpuTimeTest {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long SHORT_NS = TimeUnit.MILLISECONDS.toNanos(3);
  private static final long LONG_NS = TimeUnit.MILLISECONDS.toNanos(200);

  private static void work(long nanos) {
    long end = THREADS.getCurrentThreadCpuTime() + nanos;
    while (THREADS.getCurrentThreadCpuTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whatLivingThreadsTakeIsKnownBelowTheTickOfTheProcess() {
    for (int i = 0; i < 10; i++) {
      CpuTime begin = CpuTime.now();
      work(SHORT_NS);

      assertThat(CpuTime.now().since(begin)).isGreaterThanOrEqualTo(SHORT_NS);
    }
  }

  @Test
  void whatEndedThreadsHaveTakenIsCountedToo() throws InterruptedException {
    CpuTime begin = CpuTime.now();
    Thread thread = new Thread(() -> work(LONG_NS), "works");
    thread.start();
    thread.join();

    assertThat(CpuTime.now().since(begin)).isGreaterThan(LONG_NS / 2);
  }
}
