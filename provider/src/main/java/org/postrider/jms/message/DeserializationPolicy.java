// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Options;

/**
 * Which classes a serialized object may bring: plain JDK values and collections, what the allow
 * list names, and never what the deny list names.
 *
 * <p>Immutable.
 */
public final class DeserializationPolicy {

  private static final String ANY = "*";

  /**
   * Nothing in here does anything when it is read, beyond holding its members. No {@code
   * ConcurrentHashMap}: it compares its keys when all are there, for minutes where their hashes are
   * alike, and nobody is asked meanwhile whether there is time. No {@code CopyOnWriteArraySet}:
   * some versions compare each of its members with each other then, whatever that takes.
   */
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
          "java.lang.String$CaseInsensitiveComparator",
          "java.lang.StringBuffer",
          "java.lang.StringBuilder",
          "java.math.BigDecimal",
          "java.math.BigInteger",
          "java.net.URI",
          "java.util.ArrayDeque",
          "java.util.ArrayList",
          "java.util.Arrays$ArrayList",
          "java.util.Collections$EmptyList",
          "java.util.Collections$EmptyMap",
          "java.util.Collections$EmptySet",
          "java.util.Collections$SingletonList",
          "java.util.Collections$SingletonMap",
          "java.util.Collections$SingletonSet",
          "java.util.Collections$ReverseComparator",
          "java.util.CollSer",
          "java.util.BitSet",
          "java.util.Currency",
          "java.util.Date",
          "java.util.EnumMap",
          "java.util.EnumSet$SerializationProxy",
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.Hashtable",
          "java.util.LinkedHashMap",
          "java.util.LinkedHashSet",
          "java.util.LinkedList",
          "java.util.Locale",
          "java.util.Map$Entry",
          "java.util.Properties",
          "java.util.Stack",
          "java.util.TreeMap",
          "java.util.TreeSet",
          "java.util.UUID",
          "java.util.Vector",
          "java.util.concurrent.CopyOnWriteArrayList",
          "java.util.concurrent.TimeUnit",
          "java.util.concurrent.atomic.AtomicBoolean",
          "java.util.concurrent.atomic.AtomicInteger",
          "java.util.concurrent.atomic.AtomicLong",
          "java.util.concurrent.locks.AbstractOwnableSynchronizer",
          "java.util.concurrent.locks.AbstractQueuedSynchronizer",
          "java.util.concurrent.locks.ReentrantLock",
          "java.util.concurrent.locks.ReentrantLock$NonfairSync",
          "java.util.concurrent.locks.ReentrantLock$Sync");

  private static final Set<String> PRIMITIVES =
      Set.of("boolean", "byte", "char", "double", "float", "int", "long", "short", "void");

  private static final List<String> SAFE_PREFIXES =
      List.of(
          "java.time.",
          "java.util.Collections$Synchronized",
          "java.util.Collections$Unmodifiable",
          "java.util.ImmutableCollections$");

  /** No class that anybody sends has a longer one. */
  private static final int MAX_NAME = 1000;

  private final List<String> allowed;
  private final List<String> denied;
  private final DeserializationLimits limits;

  /** A policy of two lists of classes or packages, where {@code *} is all, and of limits. */
  public DeserializationPolicy(
      List<String> allowed, List<String> denied, DeserializationLimits limits) {
    this.allowed = entries(allowed);
    this.denied = entries(denied);
    this.limits = limits;
  }

  /** The policy of these options. */
  public static DeserializationPolicy of(Options options) {
    return new DeserializationPolicy(
        options.get(JmsOptions.DESERIALIZATION_ALLOW_LIST),
        options.get(JmsOptions.DESERIALIZATION_DENY_LIST),
        DeserializationLimits.of(options));
  }

  private static List<String> entries(List<String> texts) {
    return texts.isEmpty() ? List.of() : texts.stream().map(DeserializationPolicy::entry).toList();
  }

  /** A package may be written as in an import. */
  private static String entry(String text) {
    return text.length() > 2 && text.endsWith(".*") ? text.substring(0, text.length() - 2) : text;
  }

  /**
   * Whether a class may be brought only because the allow list names it, by the name that a stream
   * gives it: how such a class writes itself is not known here. Arrays do not write themselves.
   */
  boolean isAllowedOnly(String name) {
    return !name.startsWith("[") && !isSafe(name) && lists(allowed, name);
  }

  private static boolean isSafe(String name) {
    return SAFE.contains(name) || SAFE_PREFIXES.stream().anyMatch(name::startsWith);
  }

  DeserializationLimits limits() {
    return limits;
  }

  /**
   * Why a class may not be brought, or null if it may; what an array holds decides about the array,
   * and the interfaces of a proxy about the proxy.
   */
  @Nullable String refusal(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return element.isPrimitive()
        ? null
        : Proxy.isProxyClass(element) ? refusalOfProxy(element) : refusal(element.getName());
  }

  private @Nullable String refusalOfProxy(Class<?> proxy) {
    return refusalOfProxy(
        Arrays.stream(proxy.getInterfaces()).map(Class::getName).toArray(String[]::new));
  }

  /** The same of a proxy's interfaces by their names, before there is one. */
  @Nullable String refusalOfProxy(String[] interfaces) {
    String refusal = null;
    for (String implemented : interfaces) {
      refusal = refusal == null ? refusal(implemented) : refusal;
    }
    return refusal == null ? refusal(Proxy.class.getName()) : refusal;
  }

  /** The same of a class or array by the name that a stream gives it, before it is loaded. */
  @Nullable String refusalByName(String name) {
    if (name.length() > MAX_NAME) {
      return "the name of a class must not have more than " + MAX_NAME + " characters";
    }
    String element = element(name);
    return element.isEmpty() || PRIMITIVES.contains(element) ? null : refusal(element);
  }

  /**
   * Whether it may be a class of the JDK's only, by how its name begins: there is no end of such
   * names, and a class loader remembers each that it is asked for, also in vain.
   */
  boolean isOfTheJdk(String name) {
    String element = element(name);
    return SAFE_PREFIXES.stream().anyMatch(element::startsWith);
  }

  /** What an array holds, or the class itself; empty for an array of primitives. */
  private static String element(String name) {
    int dimensions = 0;
    while (name.startsWith("[", dimensions)) {
      dimensions++;
    }
    if (dimensions == 0) {
      return name;
    }
    boolean ofObjects = name.startsWith("L", dimensions) && name.endsWith(";");
    return ofObjects
        ? name.substring(dimensions + 1, name.length() - 1)
        : name.length() == dimensions + 1 ? "" : name;
  }

  private @Nullable String refusal(String name) {
    if (lists(denied, name)) {
      return "class " + name + " must not be received: jms.deserializationPolicy.denyList names it";
    }
    return isSafe(name) || lists(allowed, name)
        ? null
        : "class " + name + " must be in jms.deserializationPolicy.allowList to be received";
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
}
