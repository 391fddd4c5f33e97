// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Options;

/**
 * How large a serialized object may be, in what it takes to read it.
 *
 * <p>Immutable.
 *
 * @param maxDepth of objects in each other
 * @param maxReferences between objects
 * @param maxArrayLength in elements
 * @param maxOctets of the serialized form
 * @param maxTimeMs of reading it; negative for none
 */
public record DeserializationLimits(
    int maxDepth, int maxReferences, int maxArrayLength, int maxOctets, long maxTimeMs) {

  static DeserializationLimits of(Options options) {
    return new DeserializationLimits(
        options.get(JmsOptions.DESERIALIZATION_MAX_DEPTH),
        options.get(JmsOptions.DESERIALIZATION_MAX_REFERENCES),
        options.get(JmsOptions.DESERIALIZATION_MAX_ARRAY_LENGTH),
        options.get(JmsOptions.DESERIALIZATION_MAX_BYTES),
        options.get(JmsOptions.DESERIALIZATION_MAX_TIME));
  }
}
