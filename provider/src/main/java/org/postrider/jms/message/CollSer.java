// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for {@code java.util.CollSer}, the serialized form of {@code List.of} and its like. The
 * JDK's own compares each member with each other where their hashes are alike, for minutes, and
 * asks no filter meanwhile; this one has a tree for them, and looks at the time. The name and
 * number are those by which a stream takes it for the JDK's.
 *
 * <p>Not thread-safe. It lives while an object is read.
 */
final class CollSer implements Serializable {

  /** Whose place it takes. */
  static final String REPLACED = "java.util.CollSer";

  @Serial private static final long serialVersionUID = 6309168927139932177L;

  /** So many may be compared with each other. */
  private static final int FEW = 100;

  private static final int KIND = 0xff;
  private static final int LIST = 1;
  static final int SET = 2;
  static final int MAP = 3;
  private static final int LIST_WITH_NULLS = 4;

  private int tag;
  private transient @Nullable GuardedObjectInput source;
  private transient @Nullable Object[] members = {};

  private CollSer() {}

  @Serial
  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    if (!(in instanceof GuardedObjectInput guarded)) {
      throw new InvalidObjectException("it must be part of a received message");
    }
    in.defaultReadObject();
    int count = in.readInt();
    guarded.requireArray(count);
    @Nullable Object[] read = new @Nullable Object[count];
    for (int i = 0; i < count; i++) {
      read[i] = in.readObject();
    }
    members = read;
    source = guarded;
  }

  @Serial
  private Object readResolve() throws InvalidObjectException {
    int kind = tag & KIND;
    if (kind != LIST_WITH_NULLS && Arrays.stream(members).anyMatch(Objects::isNull)) {
      throw new InvalidObjectException("a collection must not hold null");
    }
    return switch (kind) {
      case LIST -> List.of(members);
      case SET -> set();
      case MAP -> map();
      case LIST_WITH_NULLS -> Collections.unmodifiableList(Arrays.asList(members));
      default -> throw new InvalidObjectException("unknown collection " + kind);
    };
  }

  private Set<Object> set() throws InvalidObjectException {
    Set<Object> set = new HashSet<>();
    for (Object member : members) {
      requireTime();
      if (!set.add(member)) {
        throw new InvalidObjectException("a set must not hold anything twice");
      }
    }
    return set.size() <= FEW ? Set.copyOf(set) : Collections.unmodifiableSet(set);
  }

  private Map<Object, Object> map() throws InvalidObjectException {
    if (members.length % 2 != 0) {
      throw new InvalidObjectException("a map must hold a value for each key");
    }
    Map<Object, Object> map = new HashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      requireTime();
      if (map.put(members[i], members[i + 1]) != null) {
        throw new InvalidObjectException("a map must not hold a key twice");
      }
    }
    return map.size() <= FEW ? Map.copyOf(map) : Collections.unmodifiableMap(map);
  }

  private void requireTime() throws InvalidObjectException {
    if (source != null) {
      source.requireTime();
    }
  }
}
