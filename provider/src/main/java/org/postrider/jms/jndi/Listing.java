// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.jndi;

import java.util.Iterator;
import java.util.List;
import javax.naming.NamingEnumeration;

/**
 * The enumeration that JNDI wants of a list.
 *
 * <p>Not thread-safe.
 */
final class Listing<T> implements NamingEnumeration<T> {

  private final Iterator<T> items;

  Listing(List<T> items) {
    this.items = items.iterator();
  }

  @Override
  public boolean hasMore() {
    return items.hasNext();
  }

  @Override
  public boolean hasMoreElements() {
    return items.hasNext();
  }

  @Override
  public T next() {
    return items.next();
  }

  @Override
  public T nextElement() {
    return items.next();
  }

  @Override
  public void close() {}
}
