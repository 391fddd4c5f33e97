// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.io.ObjectInputFilter;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches one object being deserialized (JEP 290) and remembers why it refused.
 *
 * <p>Not thread-safe.
 */
final class DeserializationGuard implements ObjectInputFilter {

  /**
   * A hash table has up to four slots for each octet that its entries take, and an array fewer.
   * What claims more than twice that, all together, is not in the stream and would only take
   * memory.
   */
  private static final long ELEMENTS_PER_OCTET = 8;

  private static final long FEW_ELEMENTS = 1000;
  private static final double NANOS_PER_MILLI = 1e6;

  /** What a filter is to see in the place of {@link CollSer}. */
  private record Sent(
      @Nullable Class<?> serialClass,
      long arrayLength,
      long depth,
      long references,
      long streamBytes)
      implements FilterInfo {}

  private final DeserializationPolicy policy;
  private final long octets;
  private final long beganNanos = System.nanoTime();

  /** What the operator of the virtual machine has decided; ours would otherwise replace it. */
  private final @Nullable ObjectInputFilter system = ObjectInputFilter.Config.getSerialFilter();

  /** How many references it takes to walk through a collection. */
  private final IdentityHashMap<Object, Long> references = new IdentityHashMap<>();

  private @Nullable SerializedScan scan;
  private @Nullable Class<?> replaced;
  private long claimedElements;
  private @Nullable String refusal;

  DeserializationGuard(DeserializationPolicy policy, long octets) {
    this.policy = policy;
    this.octets = octets;
    int maxOctets = policy.limits().maxOctets();
    if (octets > maxOctets) {
      refusal = tooMuch("octets", octets, "maxBytes", maxOctets);
    }
  }

  /** Why it is refused, or null if it is not, so far. */
  @Nullable String refusal() {
    return refusal;
  }

  /** Looks through the octets of the object before any object is made of them. */
  boolean acceptsOctets(byte[] serialized) {
    scan = SerializedScan.of(serialized, policy);
    return isUnrefused(scan.refusal());
  }

  /**
   * Whether the JDK will read the objects of a class as they were looked through: of a record it
   * reads the fields only, whatever the stream says that there is behind them.
   */
  boolean acceptsForm(Class<?> found) {
    return isUnrefused(
        scan != null && found.isRecord() && scan.hasMore(found.getName())
            ? "record " + found.getName() + " must have nothing but its fields"
            : null);
  }

  /** Whether a class may be loaded, by the name that the stream gives it. */
  boolean allows(String className) {
    return isUnrefused(policy.refusalByName(className));
  }

  /** Whether such a class is the JDK's, or there is none. */
  boolean isOfTheJdk(String className) {
    return policy.isOfTheJdk(className);
  }

  /** The class in the stream whose place {@link CollSer} takes: lists and filters name that. */
  void replaced(Class<?> sent) {
    replaced = sent;
  }

  /** Whether there may be such an array. */
  boolean acceptsArray(int length) {
    return isUnrefused(
        length < 0 ? "a collection must not have " + length + " members" : checkArray(length));
  }

  /** Whether there is time to go on. */
  boolean hasTime() {
    return isUnrefused(checkTime());
  }

  /** Whether a proxy with these interfaces may be made. */
  boolean allowsProxy(String[] interfaces) {
    return isUnrefused(policy.refusalOfProxy(interfaces));
  }

  private boolean isUnrefused(@Nullable String found) {
    if (refusal == null) {
      refusal = found;
    }
    return refusal == null;
  }

  @Override
  public Status checkInput(FilterInfo info) {
    if (refusal == null) {
      refusal = check(info);
    }
    return refusal == null ? Status.ALLOWED : Status.REJECTED;
  }

  private @Nullable String check(FilterInfo info) {
    DeserializationLimits limits = policy.limits();
    if (info.depth() > limits.maxDepth()) {
      return tooMuch("objects in each other", info.depth(), "maxDepth", limits.maxDepth());
    }
    if (info.references() > limits.maxReferences()) {
      return tooMuch("references", info.references(), "maxReferences", limits.maxReferences());
    }
    String late = checkTime();
    if (late != null) {
      return late;
    }
    FilterInfo sent = sent(info);
    Class<?> type = sent.serialClass();
    String refused = type == null ? null : policy.refusal(type);
    if (refused == null && system != null && system.checkInput(sent) == Status.REJECTED) {
      return "the virtual machine's filter (jdk.serialFilter) refuses " + type;
    }
    return refused == null ? checkArray(info.arrayLength()) : refused;
  }

  private @Nullable String checkTime() {
    long maxMs = policy.limits().maxTimeMs();
    long elapsedNanos = System.nanoTime() - beganNanos;
    return maxMs >= 0 && elapsedNanos > maxMs * NANOS_PER_MILLI
        ? tooMuch("milliseconds", TimeUnit.NANOSECONDS.toMillis(elapsedNanos), "maxTime", maxMs)
        : null;
  }

  private FilterInfo sent(FilterInfo info) {
    return info.serialClass() == CollSer.class
        ? new Sent(
            replaced, info.arrayLength(), info.depth(), info.references(), info.streamBytes())
        : info;
  }

  private @Nullable String checkArray(long length) {
    DeserializationLimits limits = policy.limits();
    if (length > limits.maxArrayLength()) {
      return tooMuch("elements of an array", length, "maxArrayLength", limits.maxArrayLength());
    }
    claimedElements += Math.max(0, length);
    return claimedElements > FEW_ELEMENTS + ELEMENTS_PER_OCTET * octets
        ? octets + " octets must not claim to hold " + claimedElements + " elements of arrays"
        : null;
  }

  static String tooMuch(String what, long found, String option, long limit) {
    return found
        + " "
        + what
        + " must not be more than jms.deserializationPolicy."
        + option
        + ", which is "
        + limit;
  }

  /**
   * Sees an object that was read. Collections that share their members over many levels are small
   * in octets and take for ever to hash, so they are refused before that is done.
   *
   * @return whether it may be used
   */
  boolean accepts(Object object) {
    Iterable<?> members = members(object);
    if (members != null && refusal == null) {
      long limit = policy.limits().maxReferences();
      long sum = 1;
      for (Object member : members) {
        sum += referencesOf(member);
        if (sum > limit) {
          refusal = tooMuch("or more references", sum, "maxReferences", limit);
          break;
        }
      }
      references.put(object, sum);
    }
    return refusal == null;
  }

  private long referencesOf(@Nullable Object member) {
    return member instanceof Map.Entry<?, ?> entry
        ? referencesOf(entry.getKey()) + referencesOf(entry.getValue())
        : references.getOrDefault(member, 1L);
  }

  /** What is walked through to hash or compare an object, if it is one of the JDK's collections. */
  private static @Nullable Iterable<?> members(Object object) {
    if (object instanceof Object[] array) {
      return Arrays.asList(array);
    }
    if (!object.getClass().getName().startsWith("java.util.")) {
      return null;
    }
    return object instanceof Map<?, ?> map
        ? map.entrySet()
        : object instanceof Collection<?> collection ? collection : null;
  }
}
