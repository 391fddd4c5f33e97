// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.amqp.ConnectionOptions;
import org.postrider.amqp.Container;
import org.postrider.amqp.Event;
import org.postrider.amqp.MessagingHandler;
import org.postrider.amqp.Receiver;
import org.postrider.amqp.Session;
import org.postrider.tck.broker.BrokerExtension;

/**
 * What is asked for and given up in one step, at a real broker: Artemis answers neither an attach
 * nor a detach that it reads together, and with an attach and an end its connection falls silent.
 */
@Tag("conformance")
@Timeout(60)
class ClosedAtOnceTest {

  /** Longer than the test waits: the broker's answers end it, or nothing. */
  private static final ConnectionOptions PATIENT =
      new ConnectionOptions().reconnect(false).closeTimeout(Duration.ofMinutes(5));

  @RegisterExtension final BrokerExtension broker = BrokerExtension.shared();

  private final CountDownLatch done = new CountDownLatch(1);

  /** Asks for a link of a session of its own, gives one of both up, and then asks for another. */
  private final class Hasty implements MessagingHandler {
    private final String queue;
    private final Consumer<Receiver> givingUp;
    private Session hasty;
    private Session next;

    Hasty(String queue, Consumer<Receiver> givingUp) {
      this.queue = queue;
      this.givingUp = givingUp;
    }

    @Override
    public void onConnectionOpened(Event event) {
      hasty = event.connection().createSession();
    }

    @Override
    public void onSessionOpened(Event event) {
      Receiver receiver = event.session().createReceiver(queue);
      if (event.session() == hasty) {
        givingUp.accept(receiver);
      }
    }

    @Override
    public void onLinkClosed(Event event) {
      if (event.session() == hasty && next == null) {
        next = event.connection().createSession();
      }
    }

    @Override
    public void onLinkOpened(Event event) {
      if (event.session() == next) {
        done.countDown();
      }
    }
  }

  private void anotherLinkIsThereAfter(Consumer<Receiver> givingUp) throws Exception {
    Container container = new Container(new Hasty(broker.queueName(), givingUp));
    try {
      container.start();
      container.connect(broker.url(), PATIENT);

      assertThat(done.await(40, TimeUnit.SECONDS)).as("another link opened").isTrue();
    } finally {
      container.stop();
    }
  }

  @Test
  void aLinkIsAtItsEnd() throws Exception {
    anotherLinkIsThereAfter(Receiver::close);
  }

  @Test
  void aSessionIsAtItsEnd() throws Exception {
    anotherLinkIsThereAfter(receiver -> receiver.session().close());
  }
}
