// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

/**
 * The target of fuzzing for the engine as a whole: a hostile peer's frames in any order, in either
 * role, among what this end does itself.
 *
 * <p>Stateless. What the octets of the input mean is {@link FuzzScript}'s matter.
 */
public final class EngineFuzz {

  // Most is the test's own: what the engine tells is written down as text, and its frames decoded.
  private static final long BYTES_PER_OCTET = 8192;
  private static final long CONSTANT_BYTES = 4 * 1024 * 1024;

  /** An echo that is asked for costs the peer a tenth of what is answered; so does a begin. */
  private static final long OUTPUT_PER_OCTET = 16;

  private static final long CONSTANT_OUTPUT = 16 * 1024;

  private EngineFuzz() {}

  /** Called by the fuzzer, and for each file of the corpus. */
  public static void fuzzerTestOneInput(byte[] input) {
    FuzzMemory.within(
        fed -> BYTES_PER_OCTET * (input.length + fed) + CONSTANT_BYTES,
        () -> {
          FuzzScript script = new FuzzScript(input);
          long written = script.play();
          if (written > OUTPUT_PER_OCTET * (input.length + script.fed()) + CONSTANT_OUTPUT) {
            throw new AssertionError(
                script.fed() + " octets were answered with " + written + " octets");
          }
          return script.fed();
        });
  }
}
