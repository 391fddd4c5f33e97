// SPDX-License-Identifier: Apache-2.0
/** Jakarta Messaging over AMQP 1.0. */
module org.postrider.jms {
  requires transitive jakarta.messaging;
  requires transitive java.naming;
  requires transitive org.postrider.transport;
  requires org.jctools.core;
  requires org.slf4j;
  requires static org.jspecify;

  exports org.postrider.jms;
  exports org.postrider.jms.destination;
  exports org.postrider.jms.error;
  exports org.postrider.jms.event;
  exports org.postrider.jms.jndi;

  provides javax.naming.spi.InitialContextFactory with
      org.postrider.jms.jndi.PostriderInitialContextFactory;
}
