// SPDX-License-Identifier: Apache-2.0
/** A scripted AMQP 1.0 peer and a faulty wire, to test AMQP programs against. */
module org.postrider.testpeer {
  requires transitive org.postrider.codec;
  requires static org.jspecify;

  exports org.postrider.testpeer;
}
