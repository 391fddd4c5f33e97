// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Close;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/** AMQP errors made of plain text. Stateless. */
final class Errors {

  private static final int MAX_DESCRIPTION_CHARACTERS = 1_000;

  private Errors() {}

  static AmqpError of(String condition, String description) {
    return new AmqpError(Symbol.of(condition), description);
  }

  /** The close that tells the other end that the script failed. */
  static Close scriptFailed(String why) {
    int length = Math.min(why.length(), MAX_DESCRIPTION_CHARACTERS);
    return new Close(
        new AmqpError(
            ErrorConditions.INTERNAL_ERROR, "scripted peer: " + why.substring(0, length)));
  }
}
