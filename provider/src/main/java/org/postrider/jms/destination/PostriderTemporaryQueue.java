// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.destination;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.TemporaryQueue;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import javax.naming.Reference;
import javax.naming.Referenceable;
import org.jspecify.annotations.Nullable;

/**
 * A temporary queue by its name, which the broker gave.
 *
 * <p>Thread-safe. Only the one that a session created can be deleted; one that came with a message,
 * or was deserialized, cannot.
 */
public final class PostriderTemporaryQueue
    implements PostriderDestination, TemporaryQueue, Referenceable, Serializable {

  private static final long serialVersionUID = 1L;

  private final String name;
  private final transient @Nullable TemporaryDestinations owner;

  /** A temporary queue of this name, with the connection that can delete it if it is ours. */
  public PostriderTemporaryQueue(String name, @Nullable TemporaryDestinations owner) {
    this.name = References.checked(name);
    this.owner = owner;
  }

  /** The connection that created it, or null where that is not known. */
  public @Nullable TemporaryDestinations owner() {
    return owner;
  }

  @Override
  public String getQueueName() {
    return name;
  }

  @Override
  public void delete() throws JMSException {
    TemporaryDestinations connection = owner;
    if (connection == null) {
      throw new IllegalStateException(
          "temporary queue '" + shown() + "' must be deleted by the connection that created it");
    }
    connection.delete(this);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String address() {
    TemporaryDestinations connection = owner;
    return connection == null ? name : connection.address(this);
  }

  @Override
  public DestinationKind kind() {
    return DestinationKind.TEMPORARY_QUEUE;
  }

  @Override
  public Reference getReference() {
    return References.to(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PostriderTemporaryQueue queue && name.equals(queue.name);
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
