// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.trial;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The number of rounds at the head of a command line: 1 to 999, or left out.
 *
 * <p>Stateless.
 */
public final class Rounds {

  /** What is run where no number is given. */
  public static final int DEFAULT = 5;

  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+");
  private static final Pattern ALLOWED = Pattern.compile("[1-9]\\d{0,2}");

  private Rounds() {}

  /**
   * Takes the number away from the arguments if the first one is any.
   *
   * @throws IllegalArgumentException naming a number that is out of range
   */
  public static int takeFrom(List<String> arguments) {
    if (arguments.isEmpty() || !NUMBER.matcher(arguments.get(0)).matches()) {
      return DEFAULT;
    }
    String number = arguments.remove(0);
    if (!ALLOWED.matcher(number).matches()) {
      throw new IllegalArgumentException(
          "the number of rounds is '" + number + "', and is to be from 1 to 999");
    }
    return Integer.parseInt(number);
  }
}
