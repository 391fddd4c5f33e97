// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.event;

import java.io.PrintWriter;
import org.postrider.amqp.Connection;
import org.postrider.amqp.Container;
import org.postrider.amqp.Delivery;
import org.postrider.amqp.Event;
import org.postrider.amqp.MessagingHandler;
import org.postrider.amqp.ReceiverOptions;

/**
 * Receives jobs and decides itself: accepts each, but rejects what is no text. Confined to its
 * container's loop.
 */
public final class ReceiveJobs implements MessagingHandler {

  private final String url;
  private final int jobs;
  private final PrintWriter out;
  private int received;

  /** A program for a broker. */
  public ReceiveJobs(String url, int jobs, PrintWriter out) {
    this.url = url;
    this.jobs = jobs;
    this.out = out;
  }

  /** Receives so many jobs. */
  public static void run(String url, int jobs, PrintWriter out) {
    new Container(new ReceiveJobs(url, jobs, out), "job-processor-3").run();
  }

  @Override
  public void onStart(Event event) {
    Connection connection = event.container().connect(url);
    event.container().createReceiver(connection, "jobs", new ReceiverOptions().autoAccept(false));
  }

  @Override
  public void onMessage(Event event) {
    if (event.message().body() instanceof String job) {
      out.println(job);
      event.delivery().update(Delivery.ACCEPTED);
    } else {
      event.delivery().update(Delivery.REJECTED);
    }
    received++;
    if (received == jobs) {
      event.receiver().close();
      event.connection().close();
    }
  }
}
