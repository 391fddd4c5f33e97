// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/**
 * A JMS provider, as {@code providers.properties} describes it.
 *
 * <p>Immutable.
 *
 * @param name short, for tables
 * @param title for readers
 * @param factory the class of its ConnectionFactory, which has a constructor for a URI
 * @param uri with {@code %d} where the port belongs
 * @param jars how the names of its class path's jars begin
 */
record Provider(String name, String title, String factory, String uri, List<String> jars) {

  private static final String FILE = "providers.properties";

  /** All that are described. */
  static List<Provider> all() {
    Properties properties = new Properties();
    try (InputStream in = Objects.requireNonNull(Provider.class.getResourceAsStream(FILE), FILE)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Provider> providers = new ArrayList<>();
    for (String name : list(properties, "names")) {
      providers.add(
          new Provider(
              name,
              value(properties, name + ".title"),
              value(properties, name + ".factory"),
              value(properties, name + ".uri"),
              list(properties, name + ".jars")));
    }
    return List.copyOf(providers);
  }

  private static String value(Properties properties, String key) {
    return Objects.requireNonNull(properties.getProperty(key), key).trim();
  }

  private static List<String> list(Properties properties, String key) {
    return List.of(value(properties, key).split(" *, *", -1));
  }

  String uriOf(int port) {
    return String.format(Locale.ROOT, uri, port);
  }

  boolean isAmqp() {
    return uri.startsWith("amqp:");
  }
}
