// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.MapWriter;
import org.postrider.codec.messaging.MessageWriter;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.ValueWriter;

/**
 * The message that an address like {@code stream/1024/10} is full of: octets of the body, and
 * number of properties. It is as a JMS client would have sent it.
 *
 * <p>Stateless.
 */
public final class StreamedMessage {

  private static final String PREFIX = "stream/";
  private static final byte BYTES_MESSAGE = 3;
  private static final int KINDS = 5;
  private static final long CREATED_MS = 1_790_000_000_000L;

  private StreamedMessage() {}

  /** The encoded message; null for an address without messages. */
  static byte @Nullable [] of(String address) {
    if (!address.startsWith(PREFIX)) {
      return null;
    }
    String[] parts = address.substring(PREFIX.length()).split("/", -1);
    return encoded(address, false, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  /**
   * A message as a JMS client sends it.
   *
   * @param address where to
   * @param durable whether the broker is to keep it
   * @param octets of its body
   * @param properties how many it has
   */
  public static byte[] encoded(String address, boolean durable, int octets, int properties) {
    ByteBuf buffer = Unpooled.buffer(octets + 1024);
    ValueWriter values = new ValueWriter().reset(buffer);
    MessageWriter writer = new MessageWriter(values);
    writer.header(durable, 4, -1);
    writer
        .beginMessageAnnotations()
        .entry(Symbol.of("x-opt-jms-msg-type"), BYTES_MESSAGE)
        .entry(Symbol.of("x-opt-jms-dest"), (byte) 0)
        .end();
    writer
        .beginProperties()
        .messageId("ID:9c1b5f0e-52a4-4a3f-8f59-0d3e1a6b7c21:1:1:1-1")
        .to(address)
        .contentType(Symbol.of("application/octet-stream"))
        .creationTimeMs(CREATED_MS)
        .end();
    if (properties > 0) {
      MapWriter map = writer.beginApplicationProperties();
      for (int i = 0; i < properties; i++) {
        property(map, "property" + i, i);
      }
      map.end();
    }
    writer.data(new byte[octets], 0, octets);
    values.flush();
    return Arrays.copyOf(buffer.array(), buffer.writerIndex());
  }

  private static void property(MapWriter map, String name, int index) {
    switch (index % KINDS) {
      case 0 -> map.entry(name, "value of " + name);
      case 1 -> map.entry(name, 1_000_000 + index);
      case 2 -> map.entry(name, 1_000_000_000_000L + index);
      case 3 -> map.entry(name, true);
      default -> map.entry(name, 0.25 + index);
    }
  }
}
