// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.event;

import java.io.PrintWriter;
import org.postrider.amqp.Connection;
import org.postrider.amqp.Container;
import org.postrider.amqp.Event;
import org.postrider.amqp.Message;
import org.postrider.amqp.MessagingHandler;

/**
 * Sends jobs while there is credit, and counts what becomes of them. Confined to its container's
 * loop.
 *
 * <p>What was sent and not confirmed when the connection is lost is sent again.
 */
public final class SendJobs implements MessagingHandler {

  private final String url;
  private final String queue;
  private final int jobs;
  private final PrintWriter out;
  private int sent;
  private int confirmed;
  private int refused;

  /** A program for a broker. */
  public SendJobs(String url, String queue, int jobs, PrintWriter out) {
    this.url = url;
    this.queue = queue;
    this.jobs = jobs;
    this.out = out;
  }

  /** Sends so many jobs to a queue; returns when each has its outcome. */
  public static void run(String url, String queue, int jobs, PrintWriter out) {
    new Container(new SendJobs(url, queue, jobs, out), "job-sender").run();
  }

  @Override
  public void onStart(Event event) {
    Connection connection = event.container().connect(url);
    event.container().createSender(connection, queue);
  }

  @Override
  public void onSendable(Event event) {
    while (event.sender().credit() > 0 && sent < jobs) {
      event.sender().send(new Message("job " + sent));
      sent++;
    }
  }

  @Override
  public void onAccepted(Event event) {
    confirmed++;
    finishWhenDone(event);
  }

  @Override
  public void onRejected(Event event) {
    out.println("Rejected: " + event.description());
    refused++;
    finishWhenDone(event);
  }

  @Override
  public void onReleased(Event event) {
    refused++;
    finishWhenDone(event);
  }

  @Override
  public void onModified(Event event) {
    refused++;
    finishWhenDone(event);
  }

  private void finishWhenDone(Event event) {
    if (confirmed + refused == jobs) {
      out.println(confirmed + " jobs accepted, " + refused + " refused");
      event.connection().close();
    }
  }

  @Override
  public void onDisconnected(Event event) {
    sent = confirmed + refused;
  }
}
