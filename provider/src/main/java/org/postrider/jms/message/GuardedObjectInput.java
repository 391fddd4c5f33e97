// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Reads one object, looks classes up by the thread's loader first, and asks a guard about each.
 *
 * <p>Not thread-safe.
 */
final class GuardedObjectInput extends ObjectInputStream {

  private final DeserializationGuard guard;
  private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

  GuardedObjectInput(InputStream source, DeserializationGuard guard) throws IOException {
    super(source);
    this.guard = guard;
    setObjectInputFilter(guard);
    enableResolveObject(true);
  }

  /**
   * A class that is refused is not even looked for: a class loader remembers each name for ever.
   * The filter is asked again before the class is initialised or an object of it is made.
   */
  @Override
  protected Class<?> resolveClass(ObjectStreamClass description)
      throws IOException, ClassNotFoundException {
    String name = description.getName();
    require(guard.allows(name));
    Class<?> found = find(description);
    require(guard.acceptsForm(found));
    if (!name.equals(CollSer.REPLACED)) {
      return found;
    }
    guard.replaced(found);
    return CollSer.class;
  }

  private Class<?> find(ObjectStreamClass description) throws IOException, ClassNotFoundException {
    if (guard.isOfTheJdk(description.getName())) {
      // No loader that would remember the name.
      return Class.forName(description.getName(), false, null);
    }
    if (loader != null) {
      try {
        return Class.forName(description.getName(), false, loader);
      } catch (ClassNotFoundException elsewhere) {
        return super.resolveClass(description);
      }
    }
    return super.resolveClass(description);
  }

  @Override
  protected Class<?> resolveProxyClass(String[] interfaces)
      throws IOException, ClassNotFoundException {
    // The class of a proxy is made here, and stays.
    require(guard.allowsProxy(interfaces));
    Class<?>[] types = new Class<?>[interfaces.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = Class.forName(interfaces[i], false, loader);
      if (!types[i].isInterface()) {
        throw new InvalidObjectException("a proxy must not have the class " + interfaces[i]);
      }
    }
    try {
      return Proxy.newProxyInstance(loader, types, (proxy, method, arguments) -> null).getClass();
    } catch (IllegalArgumentException unfit) {
      throw new ClassNotFoundException("no proxy can have these interfaces", unfit);
    }
  }

  @Override
  protected Object resolveObject(Object object) throws IOException {
    require(guard.accepts(object));
    return object;
  }

  /** Refuses an array that an object would have of what comes next. */
  void requireArray(int length) throws InvalidObjectException {
    require(guard.acceptsArray(length));
  }

  /** Refuses what has taken too long. */
  void requireTime() throws InvalidObjectException {
    require(guard.hasTime());
  }

  private void require(boolean allowed) throws InvalidObjectException {
    if (!allowed) {
      throw new InvalidObjectException(String.valueOf(guard.refusal()));
    }
  }
}
