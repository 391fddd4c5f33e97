// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import jakarta.jms.MessageFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Binary;
import org.postrider.jms.error.JmsErrors;

/**
 * Serializes and, within its policy, deserializes objects.
 *
 * <p>Immutable.
 */
final class ObjectSerializer {

  private final DeserializationPolicy policy;

  ObjectSerializer(DeserializationPolicy policy) {
    this.policy = policy;
  }

  Binary serialize(@Nullable Serializable object) throws MessageFormatException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
      out.writeObject(object);
    } catch (IOException unserializable) {
      throw JmsErrors.withCause(
          new MessageFormatException("the object cannot be serialized: " + unserializable),
          unserializable);
    }
    return Binary.wrap(octets.toByteArray());
  }

  @Nullable Serializable deserialize(Binary octets) throws MessageFormatException {
    InputStream source = new ByteArrayInputStream(octets.toByteArray());
    try (ObjectInputStream in = new PolicedInput(source, policy)) {
      return (Serializable) in.readObject();
    } catch (IOException | ClassNotFoundException | RuntimeException fault) {
      throw JmsErrors.withCause(
          new MessageFormatException("the object cannot be deserialized: " + fault), fault);
    }
  }

  /** Looks classes up by the thread's loader first, and lets none pass that is not allowed. */
  private static final class PolicedInput extends ObjectInputStream {

    private final DeserializationPolicy policy;

    PolicedInput(InputStream source, DeserializationPolicy policy) throws IOException {
      super(source);
      this.policy = policy;
      setObjectInputFilter(policy::check);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      return allowed(load(description));
    }

    private Class<?> load(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      if (loader != null) {
        try {
          // Not initialised: a class that is refused must not run.
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
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      Class<?>[] types = new Class<?>[interfaces.length];
      for (int i = 0; i < types.length; i++) {
        types[i] = allowed(Class.forName(interfaces[i], false, loader));
      }
      allowed(Proxy.class);
      return super.resolveProxyClass(interfaces);
    }

    private Class<?> allowed(Class<?> type) throws ClassNotFoundException {
      if (!policy.allows(type)) {
        throw new ClassNotFoundException(
            "class "
                + type.getName()
                + " must be in jms.deserializationPolicy.allowList to be received");
      }
      return type;
    }
  }
}
