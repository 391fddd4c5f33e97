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
 * A client that can take part, as {@code providers.properties} describes it.
 *
 * <p>Immutable.
 *
 * @param face what it is used through
 * @param name short, for tables
 * @param title for readers
 * @param program of its trials: a class, or a Python script, and the first arguments
 * @param uri with {@code %d} where the port belongs
 * @param jars how the names of its class path's jars begin
 * @param pace how many times as many operations as others' a trial of rates has, 1 at least
 */
record Provider(
    Face face,
    String name,
    String title,
    List<String> program,
    String uri,
    List<String> jars,
    int pace) {

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
    for (Face face : Face.values()) {
      String group = face.name().toLowerCase(Locale.ROOT);
      for (String name : value(properties, group).split(" *, *", -1)) {
        providers.add(read(properties, face, group, name));
      }
    }
    return List.copyOf(providers);
  }

  private static Provider read(Properties properties, Face face, String group, String name) {
    String key = group + "." + name;
    return new Provider(
        face,
        name,
        value(properties, key + ".title"),
        List.of(value(properties, key + ".program").split(" +", -1)),
        value(properties, key + ".uri"),
        List.of(properties.getProperty(key + ".jars", "").trim().split(" *, *", -1)),
        Integer.parseInt(properties.getProperty(key + ".pace", "1").trim()));
  }

  private static String value(Properties properties, String key) {
    return Objects.requireNonNull(properties.getProperty(key), key).trim();
  }

  String uriOf(int port) {
    return String.format(Locale.ROOT, uri, port);
  }

  boolean isAmqp() {
    return uri.startsWith("amqp:");
  }

  /** Whether it runs on Python, and not on Java. */
  boolean isPython() {
    return program.get(0).endsWith(".py");
  }
}
