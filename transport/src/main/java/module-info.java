// SPDX-License-Identifier: Apache-2.0
/** The AMQP 1.0 engine, its sockets, TLS and SASL, recovery, and the event API. */
module org.postrider.transport {
  requires transitive org.postrider.codec;
  requires com.ongres.scram.client;
  requires io.netty.codec;
  requires static io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.handler;
  requires static io.netty.handler.proxy;
  requires io.netty.resolver;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.classes.io_uring;
  requires io.netty.transport.classes.kqueue;
  requires java.security.sasl;
  requires org.jctools.core;
  requires org.slf4j;
  requires static org.jspecify;

  uses org.postrider.sasl.SaslMechanismFactory;

  exports org.postrider.amqp;
  exports org.postrider.cbs;
  exports org.postrider.sasl;
  exports org.postrider.transport.engine to
      org.postrider.testpeer,
      org.postrider.jms;
  exports org.postrider.transport.auth to
      org.postrider.testpeer,
      org.postrider.jms;
  exports org.postrider.transport.tls to
      org.postrider.testpeer,
      org.postrider.jms;
  exports org.postrider.transport.cbs to
      org.postrider.jms;
  exports org.postrider.transport.recovery to
      org.postrider.testpeer,
      org.postrider.jms;
  exports org.postrider.transport.netty to
      org.postrider.testpeer,
      org.postrider.jms;
}
