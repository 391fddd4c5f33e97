// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Makes new messages.
 *
 * <p>Thread-safe.
 */
public final class MessageFactory {

  private final MessageSettings settings;

  /** A factory for a connection or session. */
  public MessageFactory(MessageSettings settings) {
    this.settings = settings;
  }

  /** A message without body. */
  public Message createMessage() {
    return new PlainMessage(settings);
  }

  /** A message with a text, or none yet. */
  public TextMessage createTextMessage(@Nullable String text) {
    return new PostriderTextMessage(settings, text);
  }

  /** A message to write octets to. */
  public BytesMessage createBytesMessage() {
    return new PostriderBytesMessage(settings);
  }

  /** A message with names and values. */
  public MapMessage createMapMessage() {
    return new PostriderMapMessage(settings);
  }

  /** A message to write values to. */
  public StreamMessage createStreamMessage() {
    return new PostriderStreamMessage(settings);
  }

  /** A message with an object, or none yet. */
  public ObjectMessage createObjectMessage(@Nullable Serializable object) throws JMSException {
    PostriderObjectMessage message = new PostriderObjectMessage(settings);
    if (object != null) {
      message.setObject(object);
    }
    return message;
  }

  /** A message of any provider as one of ours: itself, or a copy of another provider's. */
  public PostriderMessage toPostrider(Message message) throws JMSException {
    return message instanceof PostriderMessage own ? own : new ForeignMessages(this).copy(message);
  }

  /** Sets on another provider's message what a send set on its copy; nothing else is touched. */
  public static void copyHeadersBack(PostriderMessage sent, Message original) throws JMSException {
    if (sent != original) {
      ForeignMessages.copyHeadersBack(sent, original);
    }
  }
}
