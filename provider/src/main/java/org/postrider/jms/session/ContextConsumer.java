// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageListener;
import jakarta.jms.StreamMessage;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.message.PostriderMessage;

/**
 * A context's consumer (Jakarta Messaging 8).
 *
 * <p>Not thread-safe, as JMS has it; close may be called from anywhere.
 */
final class ContextConsumer implements JMSConsumer {

  private final PostriderConsumer consumer;

  ContextConsumer(PostriderConsumer consumer) {
    this.consumer = consumer;
  }

  @Override
  public @Nullable String getMessageSelector() {
    return Unchecked.find(consumer::getMessageSelector);
  }

  @Override
  public @Nullable MessageListener getMessageListener() {
    return Unchecked.find(consumer::getMessageListener);
  }

  @Override
  public void setMessageListener(@Nullable MessageListener listener) {
    Unchecked.run(() -> consumer.setMessageListener(listener));
  }

  @Override
  public @Nullable Message receive() {
    return Unchecked.find(() -> consumer.receive());
  }

  @Override
  public @Nullable Message receive(long timeoutMs) {
    return Unchecked.find(() -> consumer.receive(timeoutMs));
  }

  @Override
  public @Nullable Message receiveNoWait() {
    return Unchecked.find(consumer::receiveNoWait);
  }

  @Override
  public void close() {
    Unchecked.run(consumer::close);
  }

  @Override
  public <T> @Nullable T receiveBody(Class<T> type) {
    return body(type, -1);
  }

  @Override
  public <T> @Nullable T receiveBody(Class<T> type, long timeoutMs) {
    return body(type, Unchecked.get(() -> PostriderConsumer.checkedTimeoutNanos(timeoutMs)));
  }

  @Override
  public <T> @Nullable T receiveBodyNoWait(Class<T> type) {
    return body(type, 0);
  }

  private <T> @Nullable T body(Class<T> type, long nanos) {
    try {
      return consumer.receiveBodyWithin(nanos, message -> checkedBody(message, type));
    } catch (JMSException failed) {
      throw JmsErrors.toRuntime(failed);
    }
  }

  /** Unlike getBody, this refuses a message without body. */
  private static <T> T checkedBody(PostriderMessage message, Class<T> type) throws JMSException {
    if (message instanceof StreamMessage || !message.hasBody()) {
      throw new MessageFormatException(
          "a "
              + message.getClass().getSimpleName()
              + " without a body that could be received as "
              + type.getName());
    }
    return message.getBody(type);
  }

  @Override
  public String toString() {
    return consumer.toString();
  }
}
