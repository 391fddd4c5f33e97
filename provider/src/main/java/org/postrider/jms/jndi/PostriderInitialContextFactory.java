// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.jndi;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.options.ConnectionUri;

/**
 * Makes a JNDI context of properties.
 *
 * <p>Stateless. The properties are those of the environment and, under them, of the file that
 * {@code java.naming.provider.url} names; that may be a connection URI instead, for factories that
 * have none of their own.
 *
 * <table>
 * <caption>Properties</caption>
 * <tr><td>{@code connectionfactory.<name>=<uri>}</td><td>a connection factory</td></tr>
 * <tr><td>{@code property.connectionfactory.<name>.<option>=<value>}</td><td>an option of
 *     it</td></tr>
 * <tr><td>{@code default.connectionfactory.<option>=<value>}</td><td>an option of all</td></tr>
 * <tr><td>{@code queue.<name>=<address>}, {@code topic.<name>=<address>}</td><td>a
 *     destination</td></tr>
 * </table>
 *
 * <p>In values, <code>${name}</code> and <code>${name:-default}</code> are replaced by system
 * properties, environment variables and other properties. The names {@code dynamicQueues/<address>}
 * and {@code dynamicTopics/<address>} need no property.
 */
public final class PostriderInitialContextFactory implements InitialContextFactory {

  private static final long MAX_FILE_OCTETS = 1 << 20;

  /** Begins the options of an URI, even where it should not. */
  private static final Pattern OPTIONS = Pattern.compile("[?;&=]");

  /** A factory, as JNDI makes it. */
  public PostriderInitialContextFactory() {}

  /**
   * The context.
   *
   * @throws NamingException if a property is wrong; the message names it, its value and the rule
   */
  @Override
  public Context getInitialContext(@Nullable Hashtable<?, ?> environment) throws NamingException {
    Map<String, String> properties = new TreeMap<>();
    if (environment != null) {
      addTexts(properties, environment);
    }
    String url = properties.get(Context.PROVIDER_URL);
    String provider = url == null ? "" : new Variables(properties).expand(url).strip();
    boolean isUri = isConnectionUri(provider);
    if (!provider.isEmpty() && !isUri) {
      load(provider).forEach(properties::putIfAbsent);
    }
    Map<String, String> expanded = expanded(properties);
    return new PostriderContext(
        Bindings.of(expanded, isUri ? provider : null),
        environment == null ? Map.of() : environment);
  }

  private static void addTexts(Map<String, String> properties, Map<?, ?> source) {
    source.forEach(
        (key, value) -> {
          if (key instanceof String name && value instanceof String text) {
            properties.put(name, text);
          }
        });
  }

  private static Map<String, String> expanded(Map<String, String> properties)
      throws NamingException {
    Variables variables = new Variables(properties);
    Map<String, String> expanded = new TreeMap<>();
    for (Map.Entry<String, String> property : properties.entrySet()) {
      if (Bindings.isOurs(property.getKey())) {
        expanded.put(property.getKey(), expanded(variables, property));
      }
    }
    return expanded;
  }

  private static String expanded(Variables variables, Map.Entry<String, String> property)
      throws NamingException {
    try {
      return variables.expand(property.getValue());
    } catch (NamingException refused) {
      throw Bindings.caused(
          "property '" + property.getKey() + "': " + refused.getMessage(), refused);
    }
  }

  private static boolean isConnectionUri(String provider) {
    return provider.matches("(?is)(amqp|amqps|amqpws|amqpwss)://.*|(failover|discovery):.*");
  }

  private static Map<String, String> load(String provider) throws NamingException {
    Path file = file(provider);
    Properties loaded = new Properties();
    try {
      if (Files.size(file) > MAX_FILE_OCTETS) {
        throw new NamingException(
            "file '"
                + shown(provider)
                + "' must not be larger than "
                + MAX_FILE_OCTETS
                + " octets");
      }
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        loaded.load(reader);
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      throw unusable(
          provider,
          "must be a connection URI like "
              + ConnectionUri.DEFAULT
              + " or a properties file that can be read",
          unreadable);
    }
    Map<String, String> properties = new TreeMap<>();
    addTexts(properties, loaded);
    return properties;
  }

  /** Without what may be a password. */
  private static String shown(String provider) {
    Matcher mark = OPTIONS.matcher(provider);
    String place = mark.find() ? provider.substring(0, mark.end()) + "…" : provider;
    return place.substring(place.lastIndexOf('@') + 1);
  }

  /**
   * Only files: a context that fetched its properties from elsewhere would trust whoever answers.
   */
  private static Path file(String provider) throws NamingException {
    if (provider.contains("://") && !provider.startsWith("file:")) {
      throw new NamingException(
          Context.PROVIDER_URL + " '" + shown(provider) + "' must be a connection URI or a file");
    }
    try {
      return provider.startsWith("file:") ? Path.of(URI.create(provider)) : Path.of(provider);
    } catch (IllegalArgumentException malformed) {
      throw unusable(provider, "must be a connection URI or a file", malformed);
    }
  }

  /** The cause shows the whole text. */
  private static NamingException unusable(String provider, String rule, Exception cause) {
    String shown = shown(provider);
    String message = Context.PROVIDER_URL + " '" + shown + "' " + rule;
    return shown.equals(provider) ? Bindings.caused(message, cause) : new NamingException(message);
  }
}
