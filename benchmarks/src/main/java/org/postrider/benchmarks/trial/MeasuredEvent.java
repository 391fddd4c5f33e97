// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.trial;

import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Tells a flight recording from when to when a trial was measured. Without a recorder it does
 * nothing.
 */
@Name(MeasuredEvent.NAME)
@StackTrace(false)
public final class MeasuredEvent extends Event {

  /** Its name in a recording. */
  public static final String NAME = "org.postrider.benchmarks.Measured";

  MeasuredEvent() {}
}
