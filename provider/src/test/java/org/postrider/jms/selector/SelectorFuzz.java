// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.selector;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.jms.InvalidSelectorException;
import org.postrider.jms.FuzzMemory;

/**
 * The target of fuzzing for selectors: they are taken or refused, in a message of a bounded size
 * and within a limit of memory.
 *
 * <p>Stateless. The input is the selector in UTF-8.
 */
public final class SelectorFuzz {

  /** Most of it is for the fuzzer, which looks into each comparison of texts. */
  private static final long BYTES_PER_OCTET = 16 * 1024;

  private static final long CONSTANT_BYTES = 2 * 1024 * 1024;
  private static final int MAX_MESSAGE_CHARS = 1_000;

  private SelectorFuzz() {}

  /** Called by the fuzzer, and for each file of the corpus. */
  public static void fuzzerTestOneInput(byte[] input) {
    FuzzMemory.within(
        BYTES_PER_OCTET * input.length + CONSTANT_BYTES, () -> check(new String(input, UTF_8)));
  }

  private static void check(String text) {
    try {
      Selector.check(text);
    } catch (InvalidSelectorException refused) {
      String message = refused.getMessage();
      if (message == null || message.length() > MAX_MESSAGE_CHARS) {
        throw new AssertionError("refused with the message " + message, refused);
      }
    }
  }
}
