// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import org.postrider.benchmarks.trial.Allocation;
import org.postrider.benchmarks.trial.Meter;

/**
 * One thread receives messages that wait for it, and acknowledges now and then.
 *
 * @param payload what is received
 * @param batch messages an acknowledgement; 0 leaves that to the session
 */
record ReceiveScenario(Payload payload, int batch) implements Scenario {

  private static final long PATIENCE_MS = 30_000;

  @Override
  public void run(Trial trial) throws JMSException, InterruptedException {
    int mode = batch == 0 ? Session.AUTO_ACKNOWLEDGE : Session.CLIENT_ACKNOWLEDGE;
    try (Connection connection = trial.factory().createConnection();
        Session session = connection.createSession(false, mode)) {
      MessageConsumer consumer =
          session.createConsumer(Filler.queue(trial, session, payload, trial.all()));
      connection.start();
      Payload.Maker maker = payload.maker();
      receive(consumer, maker, trial.warmUp());
      Meter meter = new Meter(Allocation.ofLivingThreads());
      meter.start();
      receive(consumer, maker, trial.measured());
      trial.results().reading(meter.stop(trial.measured()));
    }
  }

  private void receive(MessageConsumer consumer, Payload.Maker maker, int count)
      throws JMSException {
    for (int i = 1; i <= count; i++) {
      Message message = consumer.receive(PATIENCE_MS);
      if (message == null) {
        throw new IllegalStateException("only " + (i - 1) + " of " + count + " messages came");
      }
      maker.read(message);
      if (batch > 0 && (i % batch == 0 || i == count)) {
        message.acknowledge();
      }
    }
  }
}
