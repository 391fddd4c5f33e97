// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Timestamp;

/**
 * A broker with claims-based security: it lets a link attach only to a node whose token the same
 * connection has put. It keeps what happens, as {@code put AUDIENCE TOKEN} and {@code attach
 * ADDRESS}. Confined to its container's loop, but for {@link #next}.
 */
final class CbsServer implements MessagingHandler {

  static final String AUDIENCE = "amqps://broker.example/";

  private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();
  private final Map<Connection, Set<String>> opened = new HashMap<>();
  private final Map<String, Sender> repliesTo = new HashMap<>();
  private volatile int status = 202;

  /** From now on a token is answered so. */
  void answer(int newStatus) {
    status = newStatus;
  }

  /** What happened next. */
  String next() throws InterruptedException {
    return happened.poll(Recorder.TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void onLinkOpening(Event event) {
    Link link = event.link();
    if (link instanceof Sender sender && sender.remoteTarget() instanceof Target replyTo) {
      repliesTo.put(replyTo.address(), sender);
    }
    String address = address(link);
    if ("$cbs".equals(address)) {
      return;
    }
    happened.add("attach " + address);
    if (!opened.getOrDefault(event.connection(), Set.of()).contains(AUDIENCE + address)) {
      link.refuse(new AmqpError(ErrorConditions.UNAUTHORIZED_ACCESS, "no token for " + address));
    }
  }

  private static String address(Link link) {
    return link instanceof Sender
        ? link.remoteSource().address()
        : ((Target) link.remoteTarget()).address();
  }

  @Override
  public void onMessage(Event event) {
    Message request = event.message();
    String audience = (String) request.property("name");
    happened.add("put " + audience.substring(AUDIENCE.length()) + " " + request.body());
    if (!"put-token".equals(request.property("operation"))
        || !"jwt".equals(request.property("type"))
        || !(request.property("expiration") instanceof Timestamp)) {
      happened.add("malformed " + request);
    }
    if (status == 202) {
      opened.computeIfAbsent(event.connection(), any -> new HashSet<>()).add(audience);
    }
    Sender replies = repliesTo.get(request.replyTo());
    replies.send(
        new Message("")
            .correlationId(request.messageId())
            .property("status-code", status)
            .property("status-description", "no access for " + request.body()));
  }
}
