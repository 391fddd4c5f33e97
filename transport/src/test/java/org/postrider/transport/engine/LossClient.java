// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.transport.engine.LossyClient.SenderEvents;

/**
 * An application that sends what it has until all of it is confirmed, receives until it has all,
 * and then closes everything; it sends again what was lost, and acknowledges late, so that it
 * acknowledges what was lost too.
 *
 * <p>Confined to the test's thread.
 */
final class LossClient {

  final LossyClient end;
  final List<String> confirmed = new ArrayList<>();
  final List<String> lost = new ArrayList<>();
  final List<String> received = new ArrayList<>();
  final List<String> late = new ArrayList<>();
  private final Deque<String> toSend = new ArrayDeque<>();
  private final List<String> lostNow = new ArrayList<>();
  private final int expected;
  private final SenderLink sender;
  private final ReceiverLink receiver;
  private @Nullable IncomingDelivery held;
  private int underWay;
  private boolean closing;

  LossClient(List<String> messages, int expected, int maxFrameSize) {
    this.expected = expected;
    toSend.addAll(messages);
    end = new LossyClient(maxFrameSize, () -> {});
    sender = end.attachSender(new SenderEvents(this::sendable, this::answered, this::unanswered));
    receiver = end.attachReceiver(this::delivered);
  }

  private void sendable() {
    // What was lost goes first, in its order.
    for (int i = lostNow.size() - 1; i >= 0; i--) {
      toSend.addFirst(lostNow.get(i));
    }
    lostNow.clear();
    pump();
  }

  private void pump() {
    while (sender.credit() > 0 && !toSend.isEmpty()) {
      String message = toSend.remove();
      underWay++;
      byte[] octets = message.getBytes(StandardCharsets.UTF_8);
      sender.send(OutgoingMessage.unsettled(Unpooled.wrappedBuffer(octets), message));
    }
  }

  private void answered(OutgoingDelivery delivery) {
    delivery.settle();
    underWay--;
    confirmed.add(String.valueOf(delivery.context()));
    pump();
    if (lostNow.isEmpty()) {
      closeIfDone();
    }
  }

  private void unanswered(OutgoingDelivery delivery) {
    underWay--;
    lost.add(String.valueOf(delivery.context()));
    lostNow.add(String.valueOf(delivery.context()));
  }

  private void delivered(IncomingDelivery delivery) {
    accept();
    held = delivery;
    received.add(new String(delivery.payload(), StandardCharsets.UTF_8));
    if (receiver.credit() == 0) {
      receiver.credit(2);
    }
    closeIfDone();
  }

  private void closeIfDone() {
    boolean done = toSend.isEmpty() && underWay == 0 && new TreeSet<>(received).size() == expected;
    if (done && !closing) {
      closing = true;
      accept();
      sender.detach(true, null);
      end.close();
    }
  }

  private void accept() {
    IncomingDelivery before = held;
    held = null;
    if (before != null) {
      if (before.phase() == DeliveryPhase.LOST) {
        late.add(new String(before.payload(), StandardCharsets.UTF_8));
      }
      before.update(Accepted.INSTANCE, true);
    }
  }
}
