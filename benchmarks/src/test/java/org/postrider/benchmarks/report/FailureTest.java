// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureTest {

  @Test
  void theReasonIsWhatWasThrownAndItsInnermostCause() {
    String said =
        """
        [main] WARN something else
        Exception in thread "main" jakarta.jms.JMSException: no connection
        \tat a.B.c(B.java:1)
        Caused by: java.io.IOException: outer
        Caused by: java.net.ConnectException: connection refused
        \tat d.E.f(E.java:2)
        Qpid JMS failed in send-1024@memory: no results, exit value 1
        """;

    assertThat(Failure.reason(said))
        .isEqualTo(
            "jakarta.jms.JMSException: no connection; caused by java.net.ConnectException:"
                + " connection refused");
  }

  @Test
  void aProcessThatThrewNothingIsToldByItsLastLine() {
    assertThat(Failure.reason("something\nit did not end within 300 s\n\n"))
        .isEqualTo("it did not end within 300 s");
  }

  @Test
  void aLongReasonIsCut() {
    assertThat(Failure.reason("x".repeat(5000))).hasSizeLessThan(320).endsWith(" ...");
  }
}
