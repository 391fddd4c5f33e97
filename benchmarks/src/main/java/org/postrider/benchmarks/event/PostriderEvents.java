// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.event;

import java.util.Objects;
import org.postrider.amqp.Container;
import org.postrider.amqp.Event;
import org.postrider.amqp.Message;
import org.postrider.amqp.MessagingHandler;
import org.postrider.amqp.ReceiverOptions;
import org.postrider.amqp.Sender;
import org.postrider.codec.value.Binary;

/**
 * Our event API, by callbacks on the container's loop.
 *
 * @param url where to connect
 * @param address of the node
 * @param octets of each message's body
 */
record PostriderEvents(String url, String address, int octets) implements EventClient {

  @Override
  public void send(Course course) {
    new Container(new Sending(course)).run();
  }

  @Override
  public void sendAwaited(Course course) {
    new Container(new SendingAwaited(course)).run();
  }

  @Override
  public void receive(Course course) {
    new Container(new Receiving(course)).run();
  }

  private static IllegalStateException notAccepted(Event event) {
    return new IllegalStateException("a message was not accepted: " + event.delivery());
  }

  /** Confined to the container's loop. */
  private final class Sending implements MessagingHandler {

    private final Course course;
    private final byte[] body = new byte[octets];

    private Sending(Course course) {
      this.course = course;
    }

    @Override
    public void onStart(Event event) {
      event.container().createSender(event.container().connect(url), address);
    }

    @Override
    public void onSendable(Event event) {
      Sender sender = event.sender();
      while (course.hasNext() && sender.credit() > 0) {
        course.begin();
        sender.send(new Message(body));
      }
    }

    @Override
    public void onAccepted(Event event) {
      course.end();
      if (course.isOver()) {
        event.connection().close();
      }
    }

    @Override
    public void onRejected(Event event) {
      throw notAccepted(event);
    }

    @Override
    public void onReleased(Event event) {
      throw notAccepted(event);
    }
  }

  /** Confined to the container's loop. */
  private final class SendingAwaited implements MessagingHandler {

    private final Course course;
    private final byte[] body = new byte[octets];
    private boolean awaiting;

    private SendingAwaited(Course course) {
      this.course = course;
    }

    @Override
    public void onStart(Event event) {
      event.container().createSender(event.container().connect(url), address);
    }

    @Override
    public void onSendable(Event event) {
      if (!awaiting) {
        next(event.sender());
      }
    }

    /** Without credit it waits for the next sendable event. */
    private void next(Sender sender) {
      awaiting = sender.credit() > 0;
      if (awaiting) {
        course.beginTimed();
        sender.send(new Message(body));
      }
    }

    @Override
    public void onAccepted(Event event) {
      course.endTimed();
      if (course.isOver()) {
        event.connection().close();
      } else {
        next(event.sender());
      }
    }

    @Override
    public void onRejected(Event event) {
      throw notAccepted(event);
    }

    @Override
    public void onReleased(Event event) {
      throw notAccepted(event);
    }
  }

  /** Confined to the container's loop. */
  private final class Receiving implements MessagingHandler {

    private final Course course;

    private Receiving(Course course) {
      this.course = course;
    }

    @Override
    public void onStart(Event event) {
      event
          .container()
          .createReceiver(
              event.container().connect(url),
              address,
              new ReceiverOptions().credit(EventTrial.CREDIT));
    }

    @Override
    public void onMessage(Event event) {
      if (course.isOver()) {
        return;
      }
      Binary received = (Binary) Objects.requireNonNull(event.message().body(), "body");
      EventTrial.check(received.length(), octets);
      course.end();
      if (course.isOver()) {
        event.connection().close();
      }
    }
  }
}
