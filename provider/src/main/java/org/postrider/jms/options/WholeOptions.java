// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Those options of servers that hold for the connection as a whole: given at the servers, they must
 * be the same at all of them.
 *
 * <p>Stateless.
 */
final class WholeOptions {

  /** What is told of one that is not. */
  static final String RULE =
      " holds for the connection as a whole: it must stand behind the servers' bracket, or be the"
          + " same at all servers";

  private static final List<Option<?>> ALL =
      OptionTable.rows().stream().filter(option -> option.is(Option.Trait.WHOLE)).toList();

  private WholeOptions() {}

  /** All of them, in the order of the reference page. */
  static List<Option<?>> all() {
    return ALL;
  }

  /** The first that two have not alike, or null. */
  static @Nullable Option<?> differing(Options one, Options other) {
    for (Option<?> option : ALL) {
      if (!Objects.equals(one.find(option), other.find(option))) {
        return option;
      }
    }
    return null;
  }

  /** The options of a connection whose servers all have them as this one does. */
  static Options with(Options common, Endpoint server) {
    Options.Builder whole = common.toBuilder();
    for (Option<?> option : ALL) {
      take(whole, option, server.options());
    }
    return whole.build();
  }

  private static <T> void take(Options.Builder whole, Option<T> option, Options from) {
    T value = from.find(option);
    if (value != null && from.isSet(option)) {
      whole.set(option, value);
    }
  }
}
