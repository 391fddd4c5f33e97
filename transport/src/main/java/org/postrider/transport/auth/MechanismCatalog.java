// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
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
      String name = factory.name();
      if (!NAME.matcher(name).matches()) {
        LOG.warn("SASL mechanism {} is not used: its name is none", factory.getClass().getName());
      } else if (all.stream().anyMatch(each -> each.name().equals(name))) {
        LOG.warn("SASL mechanism {} of {} is there already", name, factory.getClass().getName());
      } else {
        all.add(factory);
      }
    }
    all.sort(Comparator.comparingInt(SaslMechanismFactory::strength).reversed());
    strongestFirst = List.copyOf(all);
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
      } catch (ServiceConfigurationError e) {
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
