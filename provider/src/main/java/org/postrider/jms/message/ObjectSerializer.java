// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import jakarta.jms.MessageFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.Printable;
import org.postrider.jms.error.JmsErrors;

/**
 * Serializes and, within its policy, deserializes objects.
 *
 * <p>Immutable.
 */
final class ObjectSerializer {

  /** For what was serialized here: what it holds was ours before. */
  private static final DeserializationPolicy OWN =
      new DeserializationPolicy(
          List.of("*"),
          List.of(),
          new DeserializationLimits(
              Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, -1));

  /** More is no name of a class. */
  private static final int MAX_SHOWN = 500;

  private final DeserializationPolicy policy;

  ObjectSerializer(DeserializationPolicy policy) {
    this.policy = policy;
  }

  Binary serialize(@Nullable Serializable object) throws MessageFormatException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
      out.writeObject(object);
    } catch (IOException unserializable) {
      throw JmsErrors.withCause(
          new MessageFormatException("the object cannot be serialized: " + unserializable),
          unserializable);
    }
    return Binary.wrap(octets.toByteArray());
  }

  /**
   * The object of octets that came from elsewhere.
   *
   * @throws MessageFormatException if they break the policy, which the message tells with the
   *     option, or are no object
   */
  @Nullable Serializable deserialize(Binary octets) throws MessageFormatException {
    return deserialize(octets, policy);
  }

  /**
   * The object of octets that were serialized here: whatever its class, no list decides about it.
   */
  @Nullable Serializable deserializeOwn(Binary octets) throws MessageFormatException {
    return deserialize(octets, OWN);
  }

  private static @Nullable Serializable deserialize(Binary octets, DeserializationPolicy policy)
      throws MessageFormatException {
    DeserializationGuard guard = new DeserializationGuard(policy, octets.length());
    if (guard.refusal() != null) {
      // The filter is not asked about a text that stands alone.
      throw undeserializable(guard.refusal(), null);
    }
    try {
      byte[] array = octets.toByteArray();
      if (policy == OWN || guard.acceptsOctets(array)) {
        return read(array, guard);
      }
    } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError fault) {
      throw undeserializable(guard.refusal(), fault);
    } catch (StackOverflowError tooDeep) {
      // Objects that hold themselves can be hashed until the stack is full.
      throw undeserializable("its objects lie too deep in each other", tooDeep);
    }
    throw undeserializable(guard.refusal(), null);
  }

  private static @Nullable Serializable read(byte[] octets, DeserializationGuard guard)
      throws IOException, ClassNotFoundException {
    InputStream source = new TimedOctets(new ByteArrayInputStream(octets), guard);
    try (ObjectInputStream in = new GuardedObjectInput(source, guard)) {
      return (Serializable) in.readObject();
    }
  }

  /** There may be names of classes in it as the sender wrote them: a log prints it as it is. */
  private static MessageFormatException undeserializable(
      @Nullable String refusal, @Nullable Throwable fault) {
    String why = refusal == null ? String.valueOf(fault) : refusal;
    MessageFormatException told =
        new MessageFormatException(
            "the object cannot be deserialized: " + Printable.of(why, MAX_SHOWN));
    return isPrintable(fault) ? JmsErrors.withCause(told, fault) : told;
  }

  private static boolean isPrintable(@Nullable Throwable fault) {
    for (Throwable each = fault; each != null; each = each.getCause()) {
      String message = each.getMessage();
      if (message != null && !message.equals(Printable.of(message, MAX_SHOWN))) {
        return false;
      }
    }
    return true;
  }
}
