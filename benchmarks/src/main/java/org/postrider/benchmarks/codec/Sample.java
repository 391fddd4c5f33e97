// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a typical message says, in no codec's own types.
 *
 * <p>Immutable, provided that nobody writes to the body.
 *
 * <p>Samples differ in ids, times and most application properties, and are alike in addresses and
 * names, as messages of one queue are: no codec can live off remembering a single message.
 */
@SuppressWarnings("ArrayRecordComponent") // A copy per use would be measured too.
record Sample(
    long ttlMs,
    int priority,
    String messageId,
    String to,
    String subject,
    String replyTo,
    String correlationId,
    String contentType,
    long creationTimeMs,
    byte messageType,
    byte destinationType,
    Map<String, Object> applicationProperties,
    byte[] body) {

  /** A power of two. */
  static final int COUNT = 64;

  static final int BODY_OCTETS = 1024;

  static final String MESSAGE_TYPE_KEY = "x-opt-jms-msg-type";

  static final String DESTINATION_TYPE_KEY = "x-opt-jms-dest";

  /** The delivery-tag of every transfer. */
  static byte[] deliveryTag() {
    return new byte[] {0, 0, 3, (byte) 0xE8};
  }

  static List<Sample> all() {
    Random random = new Random(20_261_123);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      samples.add(one(random, i));
    }
    return samples;
  }

  private static Sample one(Random random, int index) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("region", "north-" + random.nextInt(10_000));
    properties.put("customer", "C-" + (1_000_000 + random.nextInt(1_000_000)));
    properties.put("currency", "EUR");
    properties.put("orderNumber", 70_000_000_000L + random.nextInt());
    properties.put("placedAt", 1_790_000_000_000L + random.nextInt());
    properties.put("items", 1 + random.nextInt(100));
    properties.put("weightGrams", 1_000 + random.nextInt(100_000));
    properties.put("amount", random.nextInt(1_000_000) / 100.0);
    properties.put("express", random.nextBoolean());
    properties.put("gift", random.nextBoolean());
    byte[] body = new byte[BODY_OCTETS];
    random.nextBytes(body);
    String client = "ID:5f3c9a52-77d1-4d8e-9b8e-" + Long.toHexString(1L << 40 | random.nextInt());
    return new Sample(
        60_000 + index,
        7,
        client + ":1:1:1-" + index,
        "queue.orders.incoming",
        "order",
        "queue.orders.answers",
        client + ":2:" + index,
        "application/octet-stream",
        1_790_000_000_000L + index,
        (byte) 3,
        (byte) 0,
        properties,
        body);
  }
}
