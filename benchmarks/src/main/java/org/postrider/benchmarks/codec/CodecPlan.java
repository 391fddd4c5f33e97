// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.codec;

import java.util.ArrayList;
import java.util.List;
import org.postrider.benchmarks.trial.Rounds;

/**
 * What the command line of {@link CodecComparison} asks for.
 *
 * <p>Immutable.
 *
 * @param rounds how often each benchmark is run with each codec
 * @param methods the benchmarks
 */
record CodecPlan(int rounds, List<String> methods) {

  private static final List<String> METHODS =
      List.of("encode", "readAll", "readBody", "transfer", "disposition");

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException naming the argument that is out of range or unknown
   */
  static CodecPlan of(List<String> arguments) {
    List<String> names = new ArrayList<>(arguments);
    int rounds = Rounds.takeFrom(names);
    for (String name : names) {
      if (!METHODS.contains(name)) {
        throw new IllegalArgumentException(
            "'"
                + name
                + "' is no benchmark: after the number of rounds there may be "
                + String.join(", ", METHODS));
      }
    }
    return new CodecPlan(rounds, names.isEmpty() ? METHODS : names.stream().distinct().toList());
  }
}
