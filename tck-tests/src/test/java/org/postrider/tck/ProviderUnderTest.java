// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck;

import jakarta.jms.ConnectionFactory;
import java.util.Properties;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * The one place that names the provider. Thread-safe.
 *
 * <p>It is ours, unless the system property {@code java.naming.factory.initial} names the JNDI
 * factory of another: a test that fails there as well is likely to ask too much.
 */
public final class ProviderUnderTest {
  /** What the provider must call itself in this run: the build says which flavour it is. */
  public static final String JMS_VERSION = System.getProperty("postrider.tck.jmsVersion", "3.1");

  private static final String POSTRIDER = "org.postrider.jms.jndi.PostriderInitialContextFactory";
  private static final String FACTORY = "factory";

  private ProviderUnderTest() {}

  /** A connection factory for this URL, as an application gets it: from JNDI. */
  @SuppressWarnings("BanJNDI") // the name is looked up in what this method itself wrote
  public static ConnectionFactory connectionFactory(String url) throws NamingException {
    Properties names = jndiProperties();
    names.setProperty("connectionfactory." + FACTORY, url);
    Context context = new InitialContext(names);
    try {
      return (ConnectionFactory) context.lookup(FACTORY);
    } finally {
      context.close();
    }
  }

  /** Properties for a JNDI context of the provider, without any name in it yet. */
  public static Properties jndiProperties() {
    Properties names = new Properties();
    names.setProperty(
        Context.INITIAL_CONTEXT_FACTORY,
        System.getProperty(Context.INITIAL_CONTEXT_FACTORY, POSTRIDER));
    return names;
  }
}
