// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.postrider.jms.Latches;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.ScarceThreads;

/** What is told to listeners that are slow. */
class ReportsTest {

  @Test
  void failuresBeyondTheBoundAreToldTogether() {
    CountDownLatch slow = new CountDownLatch(1);
    List<JMSException> told = new CopyOnWriteArrayList<>();
    ScarceThreads threads = new ScarceThreads();
    Reports reports =
        new Reports(
            threads,
            threads,
            new Listeners(
                failure -> {
                  told.add(failure);
                  Latches.await(slow);
                },
                null));
    reports.failure(new JMSException("first"));
    await().until(() -> told.size() == 1);

    for (int i = 0; i < Reports.MAX_WAITING + 5; i++) {
      reports.failure(new JMSException("failure " + i));
    }
    slow.countDown();

    await().until(() -> told.size() == 1 + Reports.MAX_WAITING + 1);
    assertThat(told)
        .filteredOn(each -> String.valueOf(each.getMessage()).startsWith("5 more failures"))
        .singleElement()
        .satisfies(each -> assertThat(each).hasMessageEndingWith("failure 1028"));
    reports.close(Deadline.in(1000));
  }
}
