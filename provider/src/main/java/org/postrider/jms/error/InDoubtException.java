// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.error;

import jakarta.jms.JMSException;
import java.util.List;

/**
 * A wait ended between a request and its answer, by a loss, an error, a close or a time-out, so
 * that nobody can tell whether the broker did what it was asked for: whether it has the message, or
 * has committed, or has ended a subscription. What ended the wait is the cause, with the peer's
 * condition where it told one. A commit's answer that tells neither yes nor no has no cause.
 *
 * <p>Where asynchronous sends end so, one exception tells of all those of one link.
 */
public final class InDoubtException extends JMSException {

  /** The error code. */
  public static final String CODE = "postrider:in-doubt";

  private static final long serialVersionUID = 1L;

  private final int messages;
  private final String[] ids;

  /** An exception with a text for a person, which is not about messages. */
  public InDoubtException(String message) {
    this(message, 0, List.of());
  }

  /**
   * An exception about messages.
   *
   * @param messageCount how many they are
   * @param messageIds the ids of those that have one
   */
  public InDoubtException(String message, int messageCount, List<String> messageIds) {
    super(message, CODE);
    messages = messageCount;
    ids = messageIds.toArray(new String[0]);
  }

  /** How many messages it is about; 0 where it is about a commit or an unsubscribe. */
  public int messageCount() {
    return messages;
  }

  /** The {@code JMSMessageID}s of those messages that have one, in the order of their sends. */
  public List<String> messageIds() {
    return List.of(ids);
  }
}
