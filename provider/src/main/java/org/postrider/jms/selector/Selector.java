// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.selector;

import jakarta.jms.InvalidSelectorException;

/**
 * Checks message selectors (Jakarta Messaging 3.8.1.1).
 *
 * <p>Stateless. The broker evaluates a selector, so only its syntax and the types of its literals
 * are looked at here. Besides the specification's grammar these extensions of brokers are taken:
 * names in double quotes, the operator {@code %}, comments, comparisons of comparisons, and any
 * operand before {@code IS NULL}.
 */
public final class Selector {

  private Selector() {}

  /**
   * Refuses what is no selector.
   *
   * @throws InvalidSelectorException if it breaks the grammar; the message tells what must stand at
   *     which position, counted from 1, and what stands there
   */
  public static void check(String selector) throws InvalidSelectorException {
    new SelectorParser(new Tokens(selector)).selector();
  }
}
