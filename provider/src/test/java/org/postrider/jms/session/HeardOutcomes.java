// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.CompletionListener;
import jakarta.jms.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A completion listener that writes down what it hears: "completed", or the exception's name.
 *
 * <p>Thread-safe.
 */
final class HeardOutcomes implements CompletionListener {

  final List<String> heard = new CopyOnWriteArrayList<>();

  @Override
  public void onCompletion(Message message) {
    heard.add("completed");
  }

  @Override
  public void onException(Message message, Exception exception) {
    heard.add(exception.getClass().getSimpleName());
  }
}
