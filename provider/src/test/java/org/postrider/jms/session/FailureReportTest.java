// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.error.RequestTimedOutException;

/** Who tells that a session has failed. */
class FailureReportTest {

  private final JMSException failure = new JMSException("oops [condition = amqp:internal-error]");
  private final List<JMSException> told = new ArrayList<>();
  private Runnable loop = () -> {};
  private final FailureReport report = new FailureReport(told::add, () -> loop.run());

  private void isThrown(Unchecked.Action call) {
    assertThatThrownBy(() -> report.running(call)).isInstanceOf(JMSException.class);
  }

  @Test
  void aFailureForWhichNoCallWaitsIsTold() {
    report.failed(failure);

    assertThat(told).containsExactly(failure);
  }

  @Test
  void aFailureThatACallThrowsIsToldByItAlone() {
    isThrown(
        () -> {
          report.failed(failure);
          throw JmsErrors.again(failure);
        });

    assertThat(told).isEmpty();
  }

  @Test
  void aFailureThatTheEventLoopTellsJustBehindThatOfALinkIsToldByTheCall() {
    loop = () -> report.failed(failure);

    isThrown(
        () -> {
          JMSException ofLink = new InvalidDestinationException(failure.getMessage());
          throw JmsErrors.withCause(new TransactionRolledBackException("rolled back"), ofLink);
        });

    assertThat(told).isEmpty();
  }

  @Test
  void aFailureThatNoCallThrowsIsToldWhenTheCallIsOver() throws JMSException {
    String result =
        report.calling(
            () -> {
              report.failed(failure);
              assertThat(told).isEmpty();
              return "answered before";
            });

    assertThat(result).isEqualTo("answered before");
    assertThat(told).containsExactly(failure);
  }

  @Test
  void aFailureIsToldWhereItsCallThrowsSomethingElse() {
    isThrown(
        () -> {
          report.failed(failure);
          throw new RequestTimedOutException("rollback took longer than 1 ms");
        });

    assertThat(told).containsExactly(failure);
  }

  @Test
  void aCallThatIsOverLeavesTheFailureToTheOneThatWaits() {
    isThrown(
        () -> {
          report.running(() -> report.failed(failure));
          assertThat(told).isEmpty();
          throw failure;
        });

    assertThat(told).isEmpty();
  }

  @Test
  void aFailureThatAReceiveThrowsIsNotToldOnceMore() {
    report.toldByCall();

    report.failed(failure);

    assertThat(told).isEmpty();
  }
}
