// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.jndi;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnectionFactory;
import java.util.Enumeration;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.jms.destination.DestinationKind;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.jms.destination.PostriderTemporaryQueue;
import org.postrider.jms.destination.PostriderTemporaryTopic;
import org.postrider.jms.destination.PostriderTopic;

/**
 * Makes connection factories and destinations of their JNDI references: those of {@code
 * getReference}, and those that a container makes of its configuration, with an address for each
 * property.
 *
 * <p>Stateless. It knows its five classes, and the interfaces that they are known by, by name and
 * loads no class.
 */
public final class PostriderObjectFactory implements ObjectFactory {

  /** Under these a reference holds the name of a destination; in a container it has its own one. */
  private static final List<String> NAMES = List.of("name", "address");

  private static final String FACTORY = "factory";

  /** What Tomcat adds to the properties of a resource. */
  private static final Set<String> OF_THE_CONTAINER =
      Set.of("auth", "closeMethod", "description", FACTORY, "scope", "singleton");

  private static final Set<String> FACTORIES =
      Set.of(
          ConnectionFactory.class.getName(),
          QueueConnectionFactory.class.getName(),
          TopicConnectionFactory.class.getName());

  /** A factory, as JNDI makes it. */
  public PostriderObjectFactory() {}

  /**
   * The object of a reference.
   *
   * @return null if the reference is none of ours
   * @throws NamingException if it claims to be ours but its class or contents are not
   */
  @Override
  public @Nullable Object getObjectInstance(
      @Nullable Object object,
      @Nullable Name name,
      @Nullable Context context,
      @Nullable Hashtable<?, ?> environment)
      throws NamingException {
    return object instanceof Reference reference ? create(reference) : null;
  }

  private static @Nullable Object create(Reference reference) throws NamingException {
    String type = reference.getClassName();
    boolean ours = isOurs(reference);
    if (type.equals(PostriderConnectionFactory.class.getName())
        || ours && FACTORIES.contains(type)) {
      return connectionFactory(reference);
    }
    DestinationKind kind = kind(type, ours);
    if (kind != null) {
      return destination(kind, reference);
    }
    if (ours) {
      throw new NamingException(
          "reference to class '" + type + "' must be to a connection factory or destination");
    }
    return null;
  }

  /** Tomcat's references name a factory of its own, and ours among the properties. */
  private static boolean isOurs(Reference reference) {
    String ours = PostriderObjectFactory.class.getName();
    RefAddr named = reference.get(FACTORY);
    return ours.equals(reference.getFactoryClassName())
        || named != null && ours.equals(named.getContent());
  }

  private static @Nullable DestinationKind kind(String type, boolean ours) {
    if (type.equals(PostriderQueue.class.getName()) || ours && type.equals(Queue.class.getName())) {
      return DestinationKind.QUEUE;
    }
    if (type.equals(PostriderTopic.class.getName()) || ours && type.equals(Topic.class.getName())) {
      return DestinationKind.TOPIC;
    }
    if (type.equals(PostriderTemporaryQueue.class.getName())) {
      return DestinationKind.TEMPORARY_QUEUE;
    }
    return type.equals(PostriderTemporaryTopic.class.getName())
        ? DestinationKind.TEMPORARY_TOPIC
        : null;
  }

  private static Object connectionFactory(Reference reference) throws NamingException {
    Map<String, String> properties = new TreeMap<>();
    Enumeration<RefAddr> addresses = reference.getAll();
    while (addresses.hasMoreElements()) {
      RefAddr address = addresses.nextElement();
      if (!OF_THE_CONTAINER.contains(address.getType())) {
        properties.put(address.getType(), text(address));
      }
    }
    return Bindings.connectionFactory(reference.getClassName(), properties);
  }

  private static Object destination(DestinationKind kind, Reference reference)
      throws NamingException {
    for (String name : NAMES) {
      RefAddr address = reference.get(name);
      if (address != null) {
        return Bindings.destination(kind, text(address));
      }
    }
    throw new NamingException("reference to a destination must hold one of " + NAMES);
  }

  private static String text(RefAddr address) throws NamingException {
    if (address.getContent() instanceof String text) {
      return text;
    }
    throw new NamingException("reference must hold a text as " + address.getType());
  }
}
