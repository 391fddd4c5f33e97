// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.jms.options.RedeliveryOutcome;

/** The AMQP outcomes behind the numbers of options and properties. */
public final class Outcomes {

  private Outcomes() {}

  /** The outcome of a number's name. */
  public static Outcome of(RedeliveryOutcome name) {
    return switch (name) {
      case ACCEPTED -> Accepted.INSTANCE;
      case REJECTED -> new Rejected(null);
      case RELEASED -> Released.INSTANCE;
      case MODIFIED_FAILED -> Modified.FAILED;
      case MODIFIED_FAILED_UNDELIVERABLE -> Modified.FAILED_UNDELIVERABLE;
    };
  }
}
