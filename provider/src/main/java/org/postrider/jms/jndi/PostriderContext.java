// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.jndi;

import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.naming.Binding;
import javax.naming.CompositeName;
import javax.naming.Context;
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
 * A JNDI context of objects that were made when it was.
 *
 * <p>Thread-safe; read-only. It gives out only what it holds, so no reference is ever resolved and
 * no class loaded for a lookup.
 */
@SuppressWarnings("BanJNDI") // the rule is against using a context, and this is one
final class PostriderContext implements Context {

  private static final String DYNAMIC_QUEUES = "dynamicQueues/";
  private static final String DYNAMIC_TOPICS = "dynamicTopics/";

  private final Map<String, Object> objects;
  private final Map<Object, Object> environment;

  PostriderContext(Map<String, Object> objects, Map<?, ?> environment) {
    this.objects = Map.copyOf(objects);
    this.environment = Map.copyOf(new LinkedHashMap<Object, Object>(environment));
  }

  @Override
  public Object lookup(String name) throws NamingException {
    if (name.isEmpty()) {
      return new PostriderContext(objects, environment);
    }
    Object object = objects.get(name);
    if (object != null) {
      return object;
    }
    if (name.startsWith(DYNAMIC_QUEUES)) {
      return Bindings.destination(DestinationKind.QUEUE, name.substring(DYNAMIC_QUEUES.length()));
    }
    if (name.startsWith(DYNAMIC_TOPICS)) {
      return Bindings.destination(DestinationKind.TOPIC, name.substring(DYNAMIC_TOPICS.length()));
    }
    throw new NameNotFoundException("name '" + name + "' must be one of " + objects.keySet());
  }

  @Override
  public Object lookup(Name name) throws NamingException {
    return lookup(name.toString());
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
    checkRoot(name);
    return new Listing<>(
        objects.entrySet().stream()
            .map(entry -> new NameClassPair(entry.getKey(), entry.getValue().getClass().getName()))
            .toList());
  }

  @Override
  public NamingEnumeration<NameClassPair> list(Name name) throws NamingException {
    return list(name.toString());
  }

  @Override
  public NamingEnumeration<Binding> listBindings(String name) throws NamingException {
    checkRoot(name);
    return new Listing<>(
        objects.entrySet().stream()
            .map(entry -> new Binding(entry.getKey(), entry.getValue()))
            .toList());
  }

  @Override
  public NamingEnumeration<Binding> listBindings(Name name) throws NamingException {
    return listBindings(name.toString());
  }

  private static void checkRoot(String name) throws NamingException {
    if (!name.isEmpty()) {
      throw new NotContextException("'" + name + "' is no context; there is only one");
    }
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
    return "";
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
