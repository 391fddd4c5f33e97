// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.error;

import jakarta.jms.JMSException;
import java.util.List;

/**
 * Asynchronous sends whose messages have not gone out, and will not: the broker has none of them.
 * Why is the cause. One exception tells of all those of one link.
 */
public final class NotSentException extends JMSException {

  /** The error code. */
  public static final String CODE = "postrider:not-sent";

  private static final long serialVersionUID = 1L;

  private final int messages;
  private final String[] ids;

  /**
   * An exception with a text for a person.
   *
   * @param messageCount how many messages it is about
   * @param messageIds the ids of those that have one
   */
  public NotSentException(String message, int messageCount, List<String> messageIds) {
    super(message, CODE);
    messages = messageCount;
    ids = messageIds.toArray(new String[0]);
  }

  /** How many messages it is about. */
  public int messageCount() {
    return messages;
  }

  /** The {@code JMSMessageID}s of those messages that have one, in the order of their sends. */
  public List<String> messageIds() {
    return List.of(ids);
  }
}
