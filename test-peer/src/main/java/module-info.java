// SPDX-License-Identifier: Apache-2.0
/** A scripted AMQP 1.0 peer and a faulty wire, to test AMQP programs against. */
module org.postrider.testpeer {
  requires transitive org.postrider.transport;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires org.slf4j;
  requires static org.jspecify;

// The commented lines wait for the first public type of their package: javac refuses to export an
// empty one.
// exports org.postrider.testpeer;
}
