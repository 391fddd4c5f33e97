// SPDX-License-Identifier: Apache-2.0
/** Bytes to and from AMQP 1.0 values, sections, performatives and frames. */
module org.postrider.codec {
  requires transitive io.netty.buffer;
  requires io.netty.common;
  requires static transitive org.jspecify;

  exports org.postrider.codec.value;
  exports org.postrider.codec.messaging;
  exports org.postrider.codec.wire to
      org.postrider.transport,
      org.postrider.testpeer,
      org.postrider.jms;
  exports org.postrider.codec.transaction to
      org.postrider.transport,
      org.postrider.testpeer,
      org.postrider.jms;
  exports org.postrider.codec.performative to
      org.postrider.transport,
      org.postrider.testpeer,
      org.postrider.jms;
  exports org.postrider.codec.sasl to
      org.postrider.transport,
      org.postrider.testpeer,
      org.postrider.jms;
  exports org.postrider.codec.frame to
      org.postrider.transport,
      org.postrider.testpeer,
      org.postrider.jms;
}
