// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.SenderLink;

/** What a sender's attach says, from its options. */
final class SenderSettings {

  private SenderSettings() {}

  /** Of a link of our own. */
  static LinkSettings wanted(String name, @Nullable String target, SenderOptions options) {
    OptionValues values = options.values();
    Target wanted = Termini.wanted(target, options);
    LinkSettings link =
        LinkSettings.of(name, Source.of(values.find(SenderOptions.SOURCE_ADDRESS)), wanted);
    return SettleModes.OF_SENDER
        .wanted(link, values)
        .withCapabilities(
            List.of(),
            values.get(SenderOptions.DESIRED_CAPABILITIES),
            values.get(SenderOptions.PROPERTIES));
  }

  /**
   * Of a link that the peer asks for.
   *
   * @param sourceAddress null for what the peer asked for
   * @return null if there is no source: neither did the peer ask for one
   */
  static @Nullable LinkSettings granted(
      SenderLink asked, @Nullable String sourceAddress, SenderOptions options) {
    LinkSettings granted = SettleModes.OF_SENDER.granted(asked.settings(), options.values());
    Source source = asked.remoteSource();
    if (source == null) {
      return sourceAddress == null
          ? null
          : granted.withTermini(Source.of(sourceAddress), asked.remoteTarget());
    }
    if (sourceAddress == null && !source.dynamic()) {
      return granted;
    }
    String address = sourceAddress == null ? UUID.randomUUID().toString() : sourceAddress;
    return granted.withTermini(Termini.at(source, address), asked.remoteTarget());
  }
}
