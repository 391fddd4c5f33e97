// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms;

import java.io.Serial;
import javax.naming.StringRefAddr;
import org.postrider.jms.options.Options;

/**
 * A property of a reference that may hold a password: it has its content for whoever makes the
 * factory again, and shows none. Serialized it is the JDK's own class, which every naming service
 * knows.
 *
 * <p>Immutable.
 */
final class SecretAddress extends StringRefAddr {

  @Serial private static final long serialVersionUID = 1L;

  private SecretAddress(String property, String value) {
    super(property, value);
  }

  /** A property's address, of this class where it may hold a secret. */
  static StringRefAddr of(String property, String value) {
    return Options.mayShow(property, value)
        ? new StringRefAddr(property, value)
        : new SecretAddress(property, value);
  }

  @Serial
  private Object writeReplace() {
    return new StringRefAddr(getType(), (String) getContent());
  }

  /** As the JDK's own, but that the content is masked. */
  @Override
  public String toString() {
    return "Type: " + getType() + "\nContent: ****\n";
  }
}
