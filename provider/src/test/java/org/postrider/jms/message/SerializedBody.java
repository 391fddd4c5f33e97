// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import java.io.Serializable;
import org.postrider.jms.destination.AddressPrefixes;
import org.postrider.jms.options.Options;

/** Object messages on their way through the policy that says what is deserialized. */
final class SerializedBody {

  static final String POLICY = "jms.deserializationPolicy.";

  private SerializedBody() {}

  static byte[] encoded(Serializable object) throws JMSException {
    return Wire.encode(Wire.FACTORY.createObjectMessage(object));
  }

  /** The message as one receives it who has these options. */
  static ObjectMessage received(Serializable object, String... options) throws JMSException {
    Options.Builder builder = Options.builder();
    for (int i = 0; i < options.length; i += 2) {
      builder.set(POLICY + options[i], options[i + 1]);
    }
    MessageSettings settings =
        new MessageSettings(true, AddressPrefixes.NONE, DeserializationPolicy.of(builder.build()));
    return (ObjectMessage) new MessageDecoder(settings).decode(encoded(object), Wire.ARRIVAL);
  }

  static void assertRefused(ObjectMessage message, String... words) {
    assertThatThrownBy(message::getObject)
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContainingAll(words);
  }
}
