// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.io.ObjectStreamConstants;
import java.io.StreamCorruptedException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a stream says of a class: which octets and objects each object of it has there.
 *
 * <p>Immutable.
 *
 * @param name as the stream gives it
 * @param flags of the class
 * @param primitiveOctets of its own fields
 * @param references how many of its own fields are objects
 * @param parent the class above, or null
 */
record SerializedShape(
    String name,
    byte flags,
    int primitiveOctets,
    int references,
    @Nullable SerializedShape parent) {

  /** Which of the objects behind the fields are hashed while they are read. */
  enum Keys {
    NONE,
    ALL,
    EVERY_OTHER
  }

  Keys keys() {
    return switch (name) {
      case "java.util.HashSet" -> Keys.ALL;
      case "java.util.HashMap", "java.util.Hashtable", "java.util.concurrent.ConcurrentHashMap" ->
          Keys.EVERY_OTHER;
      default -> Keys.NONE;
    };
  }

  /**
   * Whether to hash an object is to walk through what it holds. How others are hashed, say entities
   * that hold each other, is known to who allows their classes.
   */
  boolean isWalked() {
    for (SerializedShape part = this; part != null; part = part.parent) {
      if (part.name.startsWith("java.util.") || part.name.startsWith("java.math.")) {
        return true;
      }
    }
    return false;
  }

  /** The class with those above it, the highest first, as their data stand in the stream. */
  Iterable<SerializedShape> fromTop() {
    Deque<SerializedShape> parts = new ArrayDeque<>();
    for (SerializedShape part = this; part != null; part = part.parent) {
      parts.addFirst(part);
    }
    return parts;
  }

  boolean isExternalizable() {
    return (flags & ObjectStreamConstants.SC_EXTERNALIZABLE) != 0;
  }

  /** Whether what an externalizable class has written has a mark at its end. */
  boolean hasBlocks() {
    return (flags & ObjectStreamConstants.SC_BLOCK_DATA) != 0;
  }

  /** Whether there is more than the fields of this class, if it is not externalizable. */
  boolean hasContents() {
    return (flags & ObjectStreamConstants.SC_WRITE_METHOD) != 0;
  }

  /** Whether an object has nothing but the fields of its class and those above it. */
  boolean hasOnlyFields() {
    for (SerializedShape part = this; part != null; part = part.parent) {
      if (part.hasContents()) {
        return false;
      }
    }
    return !isExternalizable();
  }

  static boolean isReference(char type) {
    return type == 'L' || type == '[';
  }

  static int octets(char type) throws StreamCorruptedException {
    return switch (type) {
      case 'B', 'Z' -> Byte.BYTES;
      case 'C', 'S' -> Short.BYTES;
      case 'I', 'F' -> Integer.BYTES;
      case 'J', 'D' -> Long.BYTES;
      default -> throw new StreamCorruptedException("type " + (int) type);
    };
  }
}
