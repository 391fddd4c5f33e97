// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.List;
import java.util.Objects;

/**
 * The options of a server that nobody but a broker names: those of that broker, so that whatever
 * restricts or proves there holds for it too. What makes things looser, or is a secret of one
 * server's, is not handed on.
 *
 * <p>Stateless.
 */
final class HandedOn {

  private static final List<Option<?>> KEPT =
      OptionTable.rows().stream().filter(option -> option.is(Option.Trait.KEPT)).toList();

  private HandedOn() {}

  /** All that are not handed on, in the order of the reference page. */
  static List<Option<?>> kept() {
    return KEPT;
  }

  /**
   * The options of a server that another one names.
   *
   * @param whole the options of the whole: what is not handed on is as they say
   */
  static Options by(Endpoint from, Options whole) {
    Options handedOn = from.options();
    for (Option<?> option : KEPT) {
      // Where it has the default it is as strict as can be, whatever the whole says.
      if (!Objects.equals(handedOn.find(option), option.defaultValue())) {
        handedOn = taken(handedOn, option, whole);
      }
    }
    return handedOn;
  }

  private static <T> Options taken(Options options, Option<T> option, Options from) {
    T value = from.find(option);
    if (Objects.equals(options.find(option), value)) {
      return options;
    }
    Options.Builder builder = options.toBuilder();
    return value != null && from.isSet(option)
        ? builder.set(option, value).build()
        : builder.clear(option).build();
  }
}
