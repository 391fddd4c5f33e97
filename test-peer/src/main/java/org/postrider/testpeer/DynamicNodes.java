// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.messaging.TargetArchetype;

/** Gives dynamic nodes their addresses, as the answering end must (AMQP 3.5.3). Stateless. */
final class DynamicNodes {

  private static final String PREFIX = "dynamic-";

  private DynamicNodes() {}

  static @Nullable Source addressed(@Nullable Source source, String link) {
    if (source == null || !source.dynamic()) {
      return source;
    }
    return new Source(
        PREFIX + link,
        source.durable(),
        source.expiryPolicy(),
        source.timeout(),
        true,
        source.dynamicNodeProperties(),
        source.distributionMode(),
        source.filter(),
        source.defaultOutcome(),
        source.outcomes(),
        source.capabilities());
  }

  static @Nullable TargetArchetype addressed(@Nullable TargetArchetype any, String link) {
    if (!(any instanceof Target target) || !target.dynamic()) {
      return any;
    }
    return new Target(
        PREFIX + link,
        target.durable(),
        target.expiryPolicy(),
        target.timeout(),
        true,
        target.dynamicNodeProperties(),
        target.capabilities());
  }
}
