// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.jndi;

import java.util.Collections;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.naming.Binding;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.InvalidNameException;
import javax.naming.Name;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NameParser;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.NotContextException;
import javax.naming.OperationNotSupportedException;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.destination.DestinationKind;

/**
 * A JNDI context of objects that were made when it was. A name with slashes lies in contexts of the
 * parts before them.
 *
 * <p>Thread-safe; read-only. It gives out only what it holds, whatever scheme a name may begin
 * with, so no reference is ever resolved and no class loaded for a lookup.
 */
@SuppressWarnings("BanJNDI") // the rule is against using a context, and this is one
final class PostriderContext implements Context {

  private static final char SEPARATOR = '/';
  private static final String DYNAMIC_QUEUES = "dynamicQueues/";
  private static final String DYNAMIC_TOPICS = "dynamicTopics/";

  private final SortedMap<String, Object> objects;
  private final Map<Object, Object> environment;

  /** What stands before the names of this context, with its slash; empty for the root. */
  private final String prefix;

  PostriderContext(Map<String, Object> objects, Map<?, ?> environment) {
    this(
        Collections.unmodifiableSortedMap(new TreeMap<>(objects)),
        Map.copyOf(new LinkedHashMap<Object, Object>(environment)),
        "");
  }

  private PostriderContext(
      SortedMap<String, Object> objects, Map<Object, Object> environment, String prefix) {
    this.objects = objects;
    this.environment = environment;
    this.prefix = prefix;
  }

  @Override
  public Object lookup(String name) throws NamingException {
    if (name == null) {
      throw new InvalidNameException("name must not be null");
    }
    if (name.isEmpty()) {
      return new PostriderContext(objects, environment, prefix);
    }
    String full = prefix + name;
    Object object = objects.get(full);
    if (object != null) {
      return object;
    }
    if (full.startsWith(DYNAMIC_QUEUES)) {
      return Bindings.destination(DestinationKind.QUEUE, full.substring(DYNAMIC_QUEUES.length()));
    }
    if (full.startsWith(DYNAMIC_TOPICS)) {
      return Bindings.destination(DestinationKind.TOPIC, full.substring(DYNAMIC_TOPICS.length()));
    }
    PostriderContext below = new PostriderContext(objects, environment, full + SEPARATOR);
    boolean dynamic = below.prefix.equals(DYNAMIC_QUEUES) || below.prefix.equals(DYNAMIC_TOPICS);
    if (!dynamic && below.members().isEmpty()) {
      throw new NameNotFoundException("name '" + full + "' must be one of " + objects.keySet());
    }
    return below;
  }

  /** The objects and contexts in this context, by their names in it. */
  private Map<String, Object> members() {
    Map<String, Object> members = new TreeMap<>();
    for (Map.Entry<String, Object> object : objects.tailMap(prefix).entrySet()) {
      if (!object.getKey().startsWith(prefix)) {
        break;
      }
      String name = object.getKey().substring(prefix.length());
      int end = name.indexOf(SEPARATOR);
      if (end < 0) {
        members.put(name, object.getValue());
      } else {
        String below = prefix + name.substring(0, end + 1);
        members.putIfAbsent(
            name.substring(0, end), new PostriderContext(objects, environment, below));
      }
    }
    return members;
  }

  @Override
  public Object lookup(Name name) throws NamingException {
    return lookup(text(name));
  }

  /** The parts as they are: {@code toString} would quote some. */
  private static String text(Name name) {
    return String.join("/", Collections.list(name.getAll()));
  }

  @Override
  public Object lookupLink(Name name) throws NamingException {
    return lookup(name);
  }

  @Override
  public Object lookupLink(String name) throws NamingException {
    return lookup(name);
  }

  @Override
  public NamingEnumeration<NameClassPair> list(String name) throws NamingException {
    return new Listing<>(
        context(name).members().entrySet().stream()
            .map(entry -> new NameClassPair(entry.getKey(), entry.getValue().getClass().getName()))
            .toList());
  }

  @Override
  public NamingEnumeration<NameClassPair> list(Name name) throws NamingException {
    return list(text(name));
  }

  @Override
  public NamingEnumeration<Binding> listBindings(String name) throws NamingException {
    return new Listing<>(
        context(name).members().entrySet().stream()
            .map(entry -> new Binding(entry.getKey(), entry.getValue()))
            .toList());
  }

  @Override
  public NamingEnumeration<Binding> listBindings(Name name) throws NamingException {
    return listBindings(text(name));
  }

  private PostriderContext context(String name) throws NamingException {
    if (lookup(name) instanceof PostriderContext context) {
      return context;
    }
    throw new NotContextException("'" + prefix + name + "' must be a context to list it");
  }

  @Override
  public NameParser getNameParser(String name) {
    return CompositeName::new;
  }

  @Override
  public NameParser getNameParser(Name name) {
    return CompositeName::new;
  }

  @Override
  public String composeName(String name, String prefix) throws NamingException {
    return composeName(new CompositeName(name), new CompositeName(prefix)).toString();
  }

  @Override
  public Name composeName(Name name, Name prefix) throws NamingException {
    return ((Name) prefix.clone()).addAll(name);
  }

  @Override
  @SuppressWarnings("JdkObsolete") // JNDI wants a Hashtable
  public Hashtable<?, ?> getEnvironment() {
    return new Hashtable<>(environment);
  }

  @Override
  public String getNameInNamespace() {
    return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
  }

  @Override
  public void close() {}

  private static OperationNotSupportedException readOnly() {
    return new OperationNotSupportedException("the context is read-only");
  }

  @Override
  public void bind(Name name, @Nullable Object object) throws NamingException {
    throw readOnly();
  }

  @Override
  public void bind(String name, @Nullable Object object) throws NamingException {
    throw readOnly();
  }

  @Override
  public void rebind(Name name, @Nullable Object object) throws NamingException {
    throw readOnly();
  }

  @Override
  public void rebind(String name, @Nullable Object object) throws NamingException {
    throw readOnly();
  }

  @Override
  public void unbind(Name name) throws NamingException {
    throw readOnly();
  }

  @Override
  public void unbind(String name) throws NamingException {
    throw readOnly();
  }

  @Override
  public void rename(Name oldName, Name newName) throws NamingException {
    throw readOnly();
  }

  @Override
  public void rename(String oldName, String newName) throws NamingException {
    throw readOnly();
  }

  @Override
  public void destroySubcontext(Name name) throws NamingException {
    throw readOnly();
  }

  @Override
  public void destroySubcontext(String name) throws NamingException {
    throw readOnly();
  }

  @Override
  public Context createSubcontext(Name name) throws NamingException {
    throw readOnly();
  }

  @Override
  public Context createSubcontext(String name) throws NamingException {
    throw readOnly();
  }

  @Override
  public Object addToEnvironment(String name, @Nullable Object value) throws NamingException {
    throw readOnly();
  }

  @Override
  public Object removeFromEnvironment(String name) throws NamingException {
    throw readOnly();
  }
}
