// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.value.Symbol;

/** A delivery shows its link and its states, and nothing of what is in it. */
@Timeout(60)
class DeliveryTextTest {

  private static final SenderOptions TO_JOBS = new SenderOptions().name("out");

  private final Recorder client = new Recorder(EventType.SETTLED);

  /** A server that grants no credit. */
  private static Recorder withoutCredit() {
    return new Recorder() {
      @Override
      public void onLinkOpening(Event event) {
        event.receiver().open(null, new ReceiverOptions().credit(0));
      }
    };
  }

  private static Recorder rejecting(Rejected why) {
    return new Recorder() {
      @Override
      public void onMessage(Event event) {
        event.delivery().update(why);
        record(event);
      }
    };
  }

  @Test
  void whatWaitsForCreditHasNoTag() {
    try (Loopback loopback = new Loopback(withoutCredit(), client)) {
      Sender sender = loopback.client.createSender(loopback.connect(), "jobs", TO_JOBS);

      Delivery waiting = sender.send(new Message("geheim"));

      assertThat(waiting).hasToString("delivery not sent yet over sender out to jobs, unsettled");
    }
  }

  @Test
  void bothEndsShowWhatBecameOfIt() throws Exception {
    Rejected why = new Rejected(new AmqpError(Symbol.of("x:y"), "two\nlines"));
    Recorder server = rejecting(why);
    try (Loopback loopback = new Loopback(server, client)) {
      Sender sender = loopback.client.createSender(loopback.connect(), "jobs", TO_JOBS);
      Delivery sent = sender.send(new Message("geheim"));
      Delivery received = server.next(EventType.MESSAGE).delivery();
      client.next(EventType.SETTLED);

      String state = " state Rejected[error=two?lines [condition = x:y]], settled";
      assertThat(sent).hasToString("delivery 00 over sender out to jobs, remote" + state);
      assertThat(received)
          .hasToString("delivery 00 over receiver out from null, local" + state + " here");
    }
  }
}
