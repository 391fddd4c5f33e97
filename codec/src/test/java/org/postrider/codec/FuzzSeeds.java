// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec;

import static org.postrider.codec.Octets.joined;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.ProtocolHeader;

/**
 * Writes the seeds that fuzzing of the codec starts from, made by our own encoders.
 *
 * <p>A program; its argument is the directory of the corpora.
 */
final class FuzzSeeds {

  private static final byte[] WHOLE = {0};
  private static final byte[] SMALL_PIECES = {3};

  private FuzzSeeds() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    write(directory.resolve("frame"), frames());
    write(directory.resolve("message"), messages());
  }

  private static List<byte[]> frames() {
    List<byte[]> seeds = new ArrayList<>();
    List<byte[]> all = new ArrayList<>();
    byte[] amqp = ProtocolHeader.AMQP.encode();
    for (GoldenVectors.Vector performative : GoldenVectors.performatives()) {
      byte[] body = Octets.encoded(performative.value());
      byte[] frame = Octets.frame(FrameDecoder.AMQP_TYPE, seeds.size() % 3, body);
      all.add(frame);
      seeds.add(joined(SMALL_PIECES, amqp, frame));
    }
    for (GoldenVectors.Vector sasl : GoldenVectors.sasl()) {
      byte[] frame = Octets.frame(FrameDecoder.SASL_TYPE, 0, Octets.encoded(sasl.value()));
      seeds.add(joined(SMALL_PIECES, ProtocolHeader.SASL.encode(), frame));
    }
    seeds.add(joined(WHOLE, amqp, joined(all.toArray(byte[][]::new))));
    seeds.add(joined(WHOLE, amqp, Octets.frame(FrameDecoder.AMQP_TYPE, 0, new byte[0])));
    return seeds;
  }

  private static List<byte[]> messages() {
    List<byte[]> seeds = new ArrayList<>();
    List<byte[]> all = new ArrayList<>();
    for (GoldenVectors.Vector section : GoldenVectors.sections()) {
      byte[] octets = Octets.encoded(section.value());
      all.add(octets);
      seeds.add(octets);
    }
    byte[] value = Octets.hex("005377");
    for (GoldenVectors.Vector primitive : GoldenVectors.primitives()) {
      seeds.add(joined(value, Octets.encoded(primitive.value())));
    }
    for (GoldenVectors.Vector compound : GoldenVectors.compounds()) {
      seeds.add(joined(value, Octets.encoded(compound.value())));
    }
    // The sections of one message, with the body of data.
    seeds.add(joined(all.subList(1, 6).toArray(byte[][]::new)));
    return seeds;
  }

  private static void write(Path directory, List<byte[]> seeds) throws IOException {
    Files.createDirectories(directory);
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(directory.resolve(String.format("seed-%02d", i)), seeds.get(i));
    }
  }
}
