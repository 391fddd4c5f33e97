// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A text message that no provider made: all that is known of it is its interface. */
final class ForeignMessage {
  private ForeignMessage() {}

  /** A message of another class, which does as this one does. */
  static Message around(TextMessage inner) {
    return (Message)
        Proxy.newProxyInstance(
            ForeignMessage.class.getClassLoader(),
            new Class<?>[] {TextMessage.class},
            (proxy, method, arguments) -> {
              try {
                return method.invoke(inner, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }
}
