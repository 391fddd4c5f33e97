// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.postrider.transport.engine.ConnectionSettings;

/**
 * What a connection's open tells the peer, and what its engine keeps, by the options (AMQP 2.7.1).
 *
 * <p>Stateless.
 */
final class OpenSettings {

  private OpenSettings() {}

  /** The settings of a connection of this container. */
  static ConnectionSettings of(ConnectionOptions options, Container container) {
    OptionValues values = options.values();
    String id = values.find(ConnectionOptions.CONTAINER_ID);
    return new ConnectionSettings(
        id == null ? container.id() : id,
        values.find(ConnectionOptions.VIRTUAL_HOST),
        values.get(ConnectionOptions.MAX_FRAME_SIZE).intValue(),
        values.get(ConnectionOptions.CHANNEL_MAX).intValue(),
        values.get(ConnectionOptions.IDLE_TIMEOUT).toMillis(),
        values.get(ConnectionOptions.OFFERED_CAPABILITIES),
        values.get(ConnectionOptions.DESIRED_CAPABILITIES),
        values.get(ConnectionOptions.PROPERTIES),
        values.get(ConnectionOptions.MAX_INCOMPLETE_SIZE));
  }
}
