// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.codec;

import java.util.List;

/**
 * What each codec is asked to do; samples are named by their index.
 *
 * <p>Confined to one thread. A benchmark's process has one class of codec only.
 */
interface Codec {

  /** Encodes a sample into the reused buffer, and gives the number of octets. */
  int encode(int sample);

  /** A copy of what was encoded last. */
  byte[] encoded();

  /** Decodes a message of its own, and reads each value that is in it, in wire order. */
  void readAll(int sample, ValueSink sink);

  /** Decodes what must be decoded to have the body, and reads that. */
  void readBody(int sample, ValueSink sink);

  /** Encodes a transfer, decodes it, reads its fields, and gives the number of octets. */
  int transfer(int deliveryId, ValueSink sink);

  /** Encodes a disposition of ten, decodes it, reads its fields, gives the number of octets. */
  int disposition(int deliveryId, ValueSink sink);

  /** The codec of a name. */
  static Codec of(String name, List<Sample> samples) {
    return switch (name) {
      case "postrider" -> new PostriderCodec(samples);
      case "proton-j" -> new ProtonJCodec(samples);
      case "protonj2" -> new Protonj2Codec(samples);
      default -> throw new IllegalArgumentException("codec '" + name + "' is not known");
    };
  }
}
