// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.destination;

import jakarta.jms.Queue;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import javax.naming.Reference;
import javax.naming.Referenceable;
import org.jspecify.annotations.Nullable;

/**
 * A queue by its name.
 *
 * <p>Immutable, thread-safe.
 */
public final class PostriderQueue
    implements PostriderDestination, Queue, Referenceable, Serializable {

  private static final long serialVersionUID = 1L;

  private final String name;

  /**
   * A queue of this name.
   *
   * @throws IllegalArgumentException if the name is null or empty
   */
  public PostriderQueue(String name) {
    this.name = References.checked(name);
  }

  @Override
  public String getQueueName() {
    return name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public DestinationKind kind() {
    return DestinationKind.QUEUE;
  }

  @Override
  public Reference getReference() {
    return References.to(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PostriderQueue queue && name.equals(queue.name);
  }

  @Override
  public int hashCode() {
    return 31 * kind().ordinal() + name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    References.checkRead(name);
  }
}
