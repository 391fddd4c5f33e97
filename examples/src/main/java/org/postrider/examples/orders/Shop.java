// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.orders;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import java.util.Properties;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * What an application gets from JNDI: a connection factory and a queue. Thread-safe.
 *
 * <p>An application server has the same two entries in its own naming context, and then nothing in
 * the program names Postrider.
 */
record Shop(ConnectionFactory factory, Queue queue, @Nullable Login login) {
  private static final String POSTRIDER = "org.postrider.jms.jndi.PostriderInitialContextFactory";

  /** A user and the password, for SASL. Immutable. */
  record Login(String user, String password) {
    @Override
    public String toString() {
      return "Login[user=" + user + "]";
    }
  }

  @SuppressWarnings("BanJNDI") // the names are looked up in what this method itself wrote
  static Shop lookUp(String url, String queueName, @Nullable Login login) throws NamingException {
    Properties names = new Properties();
    names.setProperty(
        Context.INITIAL_CONTEXT_FACTORY,
        System.getProperty(Context.INITIAL_CONTEXT_FACTORY, POSTRIDER));
    names.setProperty("connectionfactory.shop", url);
    names.setProperty("queue.orders", queueName);
    Context context = new InitialContext(names);
    try {
      return new Shop(
          (ConnectionFactory) context.lookup("shop"), (Queue) context.lookup("orders"), login);
    } finally {
      context.close();
    }
  }

  Connection connect() throws JMSException {
    return login == null
        ? factory.createConnection()
        : factory.createConnection(login.user(), login.password());
  }
}
