// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import org.postrider.jms.destination.AddressPrefixes;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Options;

/**
 * What messages need to know of their connection.
 *
 * <p>Immutable.
 *
 * @param validatePropertyNames whether property names must be Java identifiers
 * @param prefixes what makes addresses of names
 * @param deserialization which classes an ObjectMessage may bring
 */
public record MessageSettings(
    boolean validatePropertyNames,
    AddressPrefixes prefixes,
    DeserializationPolicy deserialization) {

  /** The settings of a connection with these options. */
  public static MessageSettings of(Options options) {
    return new MessageSettings(
        options.get(JmsOptions.VALIDATE_PROPERTY_NAMES),
        AddressPrefixes.of(
            options.find(JmsOptions.QUEUE_PREFIX), options.find(JmsOptions.TOPIC_PREFIX)),
        DeserializationPolicy.of(options));
  }

  /** The same with the prefixes that the broker told. */
  public MessageSettings withPrefixes(AddressPrefixes others) {
    return others.equals(prefixes)
        ? this
        : new MessageSettings(validatePropertyNames, others, deserialization);
  }
}
