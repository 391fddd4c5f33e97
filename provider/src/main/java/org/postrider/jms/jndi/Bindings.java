// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.jndi;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.naming.Context;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.jms.destination.DestinationKind;
import org.postrider.jms.destination.PostriderDestination;

/**
 * Makes the objects that properties describe.
 *
 * <p>Confined to one call of the context factory.
 */
final class Bindings {

  private static final String FACTORY = "connectionfactory.";
  private static final String FACTORY_DEFAULT = "default.connectionfactory.";
  private static final String FACTORY_PROPERTY = "property.connectionfactory.";
  private static final String QUEUE = "queue.";
  private static final String TOPIC = "topic.";

  /** Factories that there are where the properties describe none. */
  private static final String[] DEFAULT_FACTORIES = {
    "ConnectionFactory", "QueueConnectionFactory", "TopicConnectionFactory"
  };

  private final Map<String, String> properties;
  private final Map<String, Object> objects = new LinkedHashMap<>();

  private Bindings(Map<String, String> properties) {
    this.properties = properties;
  }

  /** The objects by name that properties, whose variables are expanded, describe. */
  static Map<String, Object> of(Map<String, String> properties, @Nullable String defaultUri)
      throws NamingException {
    Bindings bindings = new Bindings(properties);
    bindings.bindFactories(defaultUri);
    bindings.bindDestinations();
    return bindings.objects;
  }

  private void bindFactories(@Nullable String defaultUri) throws NamingException {
    Map<String, String> uris = new TreeMap<>();
    for (Map.Entry<String, String> property : properties.entrySet()) {
      String key = property.getKey();
      if (startsWith(key, FACTORY)) {
        uris.put(named(key, FACTORY), property.getValue());
      }
    }
    if (uris.isEmpty()) {
      for (String name : DEFAULT_FACTORIES) {
        uris.put(name, "");
      }
    }
    checkFactoryProperties(uris);
    for (Map.Entry<String, String> factory : uris.entrySet()) {
      Map<String, String> own = membersOf(FACTORY_DEFAULT);
      String uri = factory.getValue().isBlank() ? defaultUri : factory.getValue();
      if (uri != null) {
        own.put(PostriderConnectionFactory.REMOTE_URI, uri);
      }
      own.putAll(membersOf(FACTORY_PROPERTY + factory.getKey() + "."));
      objects.put(factory.getKey(), connectionFactory(factory.getKey(), own));
    }
  }

  /** A property of a factory that there is not would be lost in silence. */
  private void checkFactoryProperties(Map<String, String> factories) throws NamingException {
    for (String key : properties.keySet()) {
      if (startsWith(key, FACTORY_PROPERTY)) {
        String rest = key.substring(FACTORY_PROPERTY.length());
        if (factories.keySet().stream().noneMatch(name -> rest.startsWith(name + "."))) {
          throw new NamingException(
              "property '"
                  + key
                  + "' must name one of the connection factories "
                  + factories.keySet());
        }
      }
    }
  }

  private Map<String, String> membersOf(String prefix) {
    Map<String, String> members = new TreeMap<>();
    properties.forEach(
        (key, value) -> {
          if (startsWith(key, prefix)) {
            members.put(key.substring(prefix.length()), value);
          }
        });
    return members;
  }

  private void bindDestinations() throws NamingException {
    for (Map.Entry<String, String> property : properties.entrySet()) {
      String key = property.getKey();
      if (key.startsWith(QUEUE)) {
        objects.put(named(key, QUEUE), destination(DestinationKind.QUEUE, property.getValue()));
      } else if (key.startsWith(TOPIC)) {
        objects.put(named(key, TOPIC), destination(DestinationKind.TOPIC, property.getValue()));
      }
    }
  }

  /** Prefixes of factories are understood in any case. */
  private static boolean startsWith(String key, String prefix) {
    int word = prefix.indexOf(FACTORY) + FACTORY.length();
    return key.length() > prefix.length()
        && key.substring(0, word).toLowerCase(Locale.ROOT).equals(prefix.substring(0, word))
        && key.startsWith(prefix.substring(word), word);
  }

  private static String named(String key, String prefix) throws NamingException {
    String name = key.substring(prefix.length());
    if (name.isEmpty()) {
      throw new NamingException("property '" + key + "' must have a name behind '" + prefix + "'");
    }
    return name;
  }

  static PostriderConnectionFactory connectionFactory(String name, Map<String, String> properties)
      throws NamingException {
    PostriderConnectionFactory factory = new PostriderConnectionFactory();
    try {
      factory.setProperties(properties);
    } catch (IllegalArgumentException refused) {
      throw caused("connection factory '" + name + "': " + refused.getMessage(), refused);
    }
    return factory;
  }

  static PostriderDestination destination(DestinationKind kind, String name)
      throws NamingException {
    try {
      return kind.named(name);
    } catch (IllegalArgumentException refused) {
      throw caused(String.valueOf(refused.getMessage()), refused);
    }
  }

  static NamingException caused(String message, Throwable cause) {
    NamingException exception = new NamingException(message);
    exception.setRootCause(cause);
    return exception;
  }

  /** Whether a property describes an object, or says where the others are. */
  static boolean isOurs(String key) {
    return startsWith(key, FACTORY)
        || startsWith(key, FACTORY_DEFAULT)
        || startsWith(key, FACTORY_PROPERTY)
        || key.startsWith(QUEUE)
        || key.startsWith(TOPIC)
        || key.equals(Context.PROVIDER_URL);
  }
}
