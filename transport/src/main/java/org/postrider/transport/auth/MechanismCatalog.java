// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.sasl.SaslMechanismFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All mechanisms that there are, strongest first: those that we bring, and those that others have
 * added.
 *
 * <p>Immutable. The order is ours: a server, or somebody between, cannot make us take a weaker
 * mechanism by the order of its offer.
 */
final class MechanismCatalog {

  private static final Logger LOG = LoggerFactory.getLogger(MechanismCatalog.class);

  /** RFC 4422, 3.1. */
  private static final Pattern NAME = Pattern.compile("[A-Z0-9_-]{1,20}");

  /** More are a mistake. */
  private static final int MAX_ADDED = 100;

  /** Those found when the first connection is made. */
  static final MechanismCatalog INSTANCE = new MechanismCatalog(added());

  private final List<SaslMechanismFactory> strongestFirst;

  MechanismCatalog(List<SaslMechanismFactory> added) {
    List<SaslMechanismFactory> all = new ArrayList<>(BuiltInMechanism.TABLE);
    for (SaslMechanismFactory factory : added) {
      String objection = objection(factory, all);
      if (objection == null) {
        all.add(factory);
      } else {
        LOG.warn(
            "the SASL mechanism of {} is not used: {}", factory.getClass().getName(), objection);
      }
    }
    all.sort(Comparator.comparingInt(SaslMechanismFactory::strength).reversed());
    strongestFirst = List.copyOf(all);
  }

  /** Others' code may do anything, and must not cost us the mechanisms that are good; or null. */
  private static @Nullable String objection(
      SaslMechanismFactory factory, List<SaslMechanismFactory> there) {
    String name;
    try {
      name = factory.name();
      factory.strength();
    } catch (RuntimeException | Error e) {
      return "it fails with " + e;
    }
    if (name == null || !NAME.matcher(name).matches()) {
      return "its name must be 1 to 20 of A-Z, 0-9, '-' and '_' (RFC 4422, 3.1), and is "
          + (name == null ? "null" : "'" + Shown.of(name) + "'");
    }
    return there.stream().anyMatch(each -> each.name().equals(name))
        ? "there is one of the name " + name
        : null;
  }

  private static List<SaslMechanismFactory> added() {
    List<SaslMechanismFactory> found = new ArrayList<>();
    Iterator<SaslMechanismFactory> each =
        ServiceLoader.load(SaslMechanismFactory.class, SaslMechanismFactory.class.getClassLoader())
            .iterator();
    for (int i = 0; i < MAX_ADDED; i++) {
      try {
        if (!each.hasNext()) {
          break;
        }
        found.add(each.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        LOG.warn("a SASL mechanism cannot be loaded", e);
      }
    }
    return found;
  }

  List<SaslMechanismFactory> strongestFirst() {
    return strongestFirst;
  }

  List<String> names() {
    return strongestFirst.stream().map(SaslMechanismFactory::name).toList();
  }
}
