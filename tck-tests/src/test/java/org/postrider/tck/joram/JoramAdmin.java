// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.joram;

import java.util.Properties;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.objectweb.jtests.jms.admin.Admin;
import org.postrider.tck.ProviderUnderTest;

/**
 * Administers the JORAM tests' objects: in the properties of a JNDI context, on a broker that makes
 * queues and topics when they are used. Made by the tests, one for each; confined to it.
 */
public final class JoramAdmin implements Admin {
  /** The system property that holds the broker's URL. */
  static final String URL = "postrider.tck.joram.url";

  private static final String FACTORY = "connectionfactory.";
  private static final String QUEUE = "queue.";
  private static final String TOPIC = "topic.";

  private final Properties names = ProviderUnderTest.jndiProperties();
  private final String url = System.getProperty(URL);

  @Override
  public String getName() {
    return "Postrider";
  }

  @Override
  public Context createContext() throws NamingException {
    return new InitialContext(names);
  }

  @Override
  public void createConnectionFactory(String name) {
    names.setProperty(FACTORY + name, url);
  }

  @Override
  public void createQueueConnectionFactory(String name) {
    createConnectionFactory(name);
  }

  @Override
  public void createTopicConnectionFactory(String name) {
    createConnectionFactory(name);
  }

  /** A new one each time, so that no test sees what another left. */
  @Override
  public void createQueue(String name) {
    names.setProperty(QUEUE + name, "joram." + name + "." + System.nanoTime());
  }

  /** A new one each time, so that no test sees what another left. */
  @Override
  public void createTopic(String name) {
    names.setProperty(TOPIC + name, "joram." + name + "." + System.nanoTime());
  }

  @Override
  public void deleteConnectionFactory(String name) {
    names.remove(FACTORY + name);
  }

  @Override
  public void deleteQueueConnectionFactory(String name) {
    deleteConnectionFactory(name);
  }

  @Override
  public void deleteTopicConnectionFactory(String name) {
    deleteConnectionFactory(name);
  }

  @Override
  public void deleteQueue(String name) {
    names.remove(QUEUE + name);
  }

  @Override
  public void deleteTopic(String name) {
    names.remove(TOPIC + name);
  }

  // The broker runs before, during and after each test.

  @Override
  public void startServer() {}

  @Override
  public void stopServer() {}

  @Override
  public void start() {}

  @Override
  public void stop() {}
}
