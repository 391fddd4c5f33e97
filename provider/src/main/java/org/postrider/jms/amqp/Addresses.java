// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.transport.engine.LinkSettings;

/**
 * Puts another address into what a link asks for, where its node has moved with the connection.
 *
 * <p>Stateless.
 */
final class Addresses {

  private Addresses() {}

  static LinkSettings withTarget(LinkSettings settings, String address) {
    return settings.target() instanceof Target target
        ? settings.withTermini(
            settings.source(),
            new Target(
                address,
                target.durable(),
                target.expiryPolicy(),
                target.timeout(),
                target.dynamic(),
                target.dynamicNodeProperties(),
                target.capabilities()))
        : settings;
  }

  static LinkSettings withSource(LinkSettings settings, String address) {
    Source source = settings.source();
    return source == null
        ? settings
        : settings.withTermini(
            new Source(
                address,
                source.durable(),
                source.expiryPolicy(),
                source.timeout(),
                source.dynamic(),
                source.dynamicNodeProperties(),
                source.distributionMode(),
                source.filter(),
                source.defaultOutcome(),
                source.outcomes(),
                source.capabilities()),
            settings.target());
  }
}
