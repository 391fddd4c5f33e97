// SPDX-License-Identifier: Apache-2.0
/** Bytes to and from AMQP 1.0 values, sections, performatives and frames. */
module org.postrider.codec {
  requires transitive io.netty.buffer;
  requires io.netty.common;
  requires static org.jspecify;

  exports org.postrider.codec.value;
  exports org.postrider.codec.messaging;
  exports org.postrider.codec.wire;
  exports org.postrider.codec.transaction;
  exports org.postrider.codec.performative;
  exports org.postrider.codec.sasl;
  exports org.postrider.codec.frame;
}
