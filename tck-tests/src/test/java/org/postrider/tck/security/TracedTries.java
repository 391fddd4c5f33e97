// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import org.postrider.tck.ProviderUnderTest;

/**
 * A program that connects to each URL that it is given and tells all that it hears, for a test to
 * look through its output.
 */
final class TracedTries {
  private TracedTries() {}

  public static void main(String[] urls) throws Exception {
    int connected = 0;
    for (String url : urls) {
      ConnectionFactory factory = ProviderUnderTest.connectionFactory(url);
      System.out.println(factory);
      try (Connection connection = factory.createConnection()) {
        connection.start();
        System.out.println(connection + " of " + connection.getMetaData());
        connected++;
      } catch (JMSException refused) {
        refused.printStackTrace(System.out);
      }
    }
    System.out.println((urls.length - connected) + " failed, " + connected + " connected");
  }
}
