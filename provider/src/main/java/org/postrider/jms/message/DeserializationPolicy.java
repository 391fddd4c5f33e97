// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.io.ObjectInputFilter;
import java.util.List;
import java.util.Set;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Options;

/**
 * Which classes a serialized object may bring: plain JDK values and collections, what the allow
 * list names, and never what the deny list names.
 *
 * <p>Immutable.
 */
public final class DeserializationPolicy {

  /** Objects that lie deeper in each other are refused, so that they cannot exhaust the stack. */
  static final int MAX_DEPTH = 500;

  private static final String ANY = "*";

  /** Nothing in here does anything when it is read, beyond holding its members. */
  private static final Set<String> SAFE =
      Set.of(
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Double",
          "java.lang.Enum",
          "java.lang.Float",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Number",
          "java.lang.Object",
          "java.lang.Short",
          "java.lang.String",
          "java.math.BigDecimal",
          "java.math.BigInteger",
          "java.util.ArrayDeque",
          "java.util.ArrayList",
          "java.util.Arrays$ArrayList",
          "java.util.Collections$EmptyList",
          "java.util.Collections$EmptyMap",
          "java.util.Collections$EmptySet",
          "java.util.Collections$SingletonList",
          "java.util.Collections$SingletonMap",
          "java.util.Collections$SingletonSet",
          "java.util.CollSer",
          "java.util.Date",
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.Hashtable",
          "java.util.LinkedHashMap",
          "java.util.LinkedHashSet",
          "java.util.LinkedList",
          "java.util.Map$Entry",
          "java.util.TreeMap",
          "java.util.TreeSet",
          "java.util.UUID",
          "java.util.Vector");

  private static final List<String> SAFE_PREFIXES =
      List.of(
          "java.time.", "java.util.Collections$Unmodifiable", "java.util.ImmutableCollections$");

  private final List<String> allowed;
  private final List<String> denied;

  /** A policy of two lists of classes or packages; {@code *} is all. */
  public DeserializationPolicy(List<String> allowed, List<String> denied) {
    this.allowed = List.copyOf(allowed);
    this.denied = List.copyOf(denied);
  }

  static DeserializationPolicy of(Options options) {
    return new DeserializationPolicy(
        options.get(JmsOptions.DESERIALIZATION_ALLOW_LIST),
        options.get(JmsOptions.DESERIALIZATION_DENY_LIST));
  }

  /** Whether a class may be brought; what an array holds decides about the array. */
  public boolean allows(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    String name = element.getName();
    if (lists(denied, name)) {
      return false;
    }
    return element.isPrimitive()
        || SAFE.contains(name)
        || SAFE_PREFIXES.stream().anyMatch(name::startsWith)
        || lists(allowed, name);
  }

  private static boolean lists(List<String> entries, String name) {
    for (String entry : entries) {
      if (entry.equals(ANY)
          || name.equals(entry)
          || name.startsWith(entry)
              && (name.charAt(entry.length()) == '.' || name.charAt(entry.length()) == '$')) {
        return true;
      }
    }
    return false;
  }

  ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
    Class<?> type = info.serialClass();
    boolean refused = info.depth() > MAX_DEPTH || type != null && !allows(type);
    return refused ? ObjectInputFilter.Status.REJECTED : ObjectInputFilter.Status.ALLOWED;
  }
}
