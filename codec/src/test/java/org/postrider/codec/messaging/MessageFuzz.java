// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.Allocations;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.ValueReader;

/**
 * The target of fuzzing for messages: whatever is asked of any octets gives nothing but {@link
 * DecodeException}, memory in proportion to them, and the same each time.
 *
 * <p>Stateless. The input is the message.
 */
public final class MessageFuzz {

  private static final long BYTES_PER_OCTET = 96;

  /**
   * Nearly all of it is for the fuzzer, which looks into each comparison and lookup: 2 MiB for 760
   * octets of the decoder's own were seen.
   */
  private static final long CONSTANT_BYTES = 8 * 1024 * 1024;

  private static final Symbol KEY = Symbol.of("x-opt-jms-dest");

  private MessageFuzz() {}

  /** Called by the fuzzer, and for each file of the corpus. */
  public static void fuzzerTestOneInput(byte[] input) {
    ValueReader family = new ValueReader(AmqpTypes.TABLE);
    same(input, () -> new EncodedMessage(input, family).bodyKind());
    EncodedMessage message;
    try {
      message = new EncodedMessage(input, family);
    } catch (DecodeException refused) {
      return;
    }
    for (Callable<Object> question : questions(message)) {
      same(input, question);
    }
  }

  private static List<Callable<Object>> questions(EncodedMessage message) {
    return List.of(
        message::ttlMs,
        message::header,
        () -> fields(message.properties()),
        message::applicationProperties,
        message::messageAnnotations,
        () -> Optional.ofNullable(message.messageAnnotation(KEY)),
        message::deliveryAnnotations,
        () -> Optional.ofNullable(message.deliveryAnnotation(KEY)),
        message::footer,
        message::body,
        () -> Optional.ofNullable(message.valueType()),
        () ->
            switch (message.bodyKind()) {
              case DATA -> List.of(message.data(), message.dataOffset());
              case SEQUENCE -> message.sequence();
              default -> Optional.ofNullable(message.value());
            });
  }

  private static List<Object> fields(PropertiesView properties) {
    return List.of(
        Optional.ofNullable(properties.messageId()),
        Optional.ofNullable(properties.to()),
        Optional.ofNullable(properties.contentType()),
        properties.creationTimeMs(-1),
        Optional.ofNullable(properties.replyToGroupId()));
  }

  private static void same(byte[] input, Callable<Object> question) {
    Allocations.within(BYTES_PER_OCTET * input.length + CONSTANT_BYTES, () -> answer(question));
    Object first = answer(question);
    Object second = answer(question);
    if (!Objects.equals(first, second)) {
      throw new AssertionError("first " + first + ", then " + second);
    }
  }

  private static @Nullable Object answer(Callable<Object> question) {
    try {
      return question.call();
    } catch (DecodeException refused) {
      return refused.condition() + ": " + refused.getMessage();
    } catch (RuntimeException unexpected) {
      throw unexpected;
    } catch (Exception checked) {
      throw new AssertionError(checked);
    }
  }
}
