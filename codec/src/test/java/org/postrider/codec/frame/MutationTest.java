// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.codec.Octets.joined;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.postrider.codec.GoldenVectors;
import org.postrider.codec.Octets;
import org.postrider.codec.frame.Corpus.Sample;

/**
 * Octets that are nearly right do no harm: only DecodeExceptions come out.
 *
 * <p>{@code -Dpostrider.mutation.seed=…} sets the seed, {@code -Dpostrider.mutation.inputs=…} the
 * number of inputs. The corpus is for what is found.
 */
class MutationTest {

  private static final long SEED = Long.getLong("postrider.mutation.seed", 20_260_101L);
  private static final int INPUTS = Integer.getInteger("postrider.mutation.inputs", 200_000);
  private static final int MAX_MUTATIONS = 4;
  private static final int MAX_OCTETS = 2048;

  /** Octets that mean something: bounds of numbers, constructors, descriptors. */
  private static final byte[] TELLING =
      Octets.hex(
          "00017f80feff 404142434445 505152535455566061707172737480818283849498"
              + "a0a1a3b0b1b3c0c1d0d1e0f0 1011121314151617181d2324252627282930313233344041424344");

  private static final int[] TELLING_SIZES = {
    0, 1, 2, 4, 7, 8, 255, 256, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE, -1, -8
  };

  private final Random random = new Random(SEED);
  private final Decodings decodings = new Decodings();

  @Test
  void onlyDecodeExceptionsComeOut() throws Exception {
    System.out.println("MutationTest: -Dpostrider.mutation.seed=" + SEED);
    FutureTask<Integer> play = new FutureTask<>(this::inputsDone);

    // A thread of its own has a short stack, which is what an exception's cost depends on.
    new Thread(play, "mutation").start();

    assertThat(play.get()).isEqualTo(INPUTS);
  }

  private int inputsDone() {
    List<byte[]> seeds = seeds();
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = mutated(seeds);
      try {
        decodings.byTurns(input, i);
      } catch (RuntimeException | Error harm) {
        throw new AssertionError(
            "input " + i + " of seed " + SEED + ": " + Octets.text(input), harm);
      }
    }
    return INPUTS;
  }

  private List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    byte[] header = ProtocolHeader.AMQP.encode();
    GoldenVectors.all().forEach(golden -> seeds.add(golden.octets()));
    GoldenVectors.all().forEach(golden -> seeds.add(Octets.encoded(golden.value())));
    GoldenVectors.performatives()
        .forEach(golden -> seeds.add(joined(header, frame(golden.octets()))));
    GoldenVectors.sections()
        .forEach(
            golden ->
                GoldenVectors.sections()
                    .forEach(next -> seeds.add(joined(golden.octets(), next.octets()))));
    Corpus.samples().stream()
        .map(Sample::octets)
        .filter(octets -> octets.length <= MAX_OCTETS)
        .forEach(seeds::add);
    for (int i = 0; i < 300; i++) {
      seeds.add(generated(4));
    }
    return seeds;
  }

  private byte[] mutated(List<byte[]> seeds) {
    byte[] octets = seeds.get(random.nextInt(seeds.size())).clone();
    for (int left = 1 + random.nextInt(MAX_MUTATIONS); left > 0; left--) {
      octets = mutated(octets, seeds);
    }
    return octets.length <= MAX_OCTETS ? octets : Arrays.copyOf(octets, MAX_OCTETS);
  }

  private byte[] mutated(byte[] octets, List<byte[]> seeds) {
    if (octets.length == 0) {
      return new byte[] {telling()};
    }
    int at = random.nextInt(octets.length);
    byte[] head = Arrays.copyOf(octets, at);
    byte[] tail = Arrays.copyOfRange(octets, at, octets.length);
    switch (random.nextInt(9)) {
      case 0 -> octets[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> octets[at] = telling();
      case 2 -> octets[at] += (byte) (random.nextBoolean() ? 1 : -1);
      case 3 -> overwriteSize(octets, at);
      case 4 -> {
        return head;
      }
      case 5 -> {
        return joined(head, new byte[] {telling()}, tail);
      }
      case 6 -> {
        return joined(head, Arrays.copyOfRange(tail, 1, tail.length));
      }
      case 7 -> {
        return joined(head, seeds.get(random.nextInt(seeds.size())), tail);
      }
      default -> {
        int length = 1 + random.nextInt(tail.length);
        return joined(head, Arrays.copyOf(tail, length), tail);
      }
    }
    return octets;
  }

  private void overwriteSize(byte[] octets, int at) {
    int size = TELLING_SIZES[random.nextInt(TELLING_SIZES.length)];
    for (int i = 0; i < 4 && at + i < octets.length; i++) {
      octets[at + i] = (byte) (size >>> 24 - 8 * i);
    }
  }

  private byte telling() {
    return random.nextInt(4) == 0
        ? (byte) random.nextInt(256)
        : TELLING[random.nextInt(TELLING.length)];
  }

  /** A value in any encoding, with sizes and counts that are right. */
  private byte[] generated(int depth) {
    int kind = random.nextInt(depth > 0 ? 10 : 6);
    return switch (kind) {
      case 0 -> new byte[] {(byte) (0x40 + random.nextInt(6))};
      case 1 -> joined(Octets.hex("50"), octets(1));
      case 2 -> joined(Octets.hex("70"), octets(4));
      case 3 -> joined(Octets.hex("83"), octets(8));
      case 4, 5 -> variable();
      case 6 -> compound(0xD0, random.nextInt(5), depth);
      case 7 -> compound(0xD1, 2 * random.nextInt(3), depth);
      case 8 -> joined(new byte[] {0, 0x53, telling()}, generated(depth - 1));
      default -> joined(Octets.hex("00"), variable(), generated(depth - 1));
    };
  }

  private byte[] variable() {
    byte[] text = octets(random.nextInt(6));
    for (int i = 0; i < text.length; i++) {
      text[i] &= 0x7F;
    }
    byte[] codes = Octets.hex("a0a1a3");
    return joined(new byte[] {codes[random.nextInt(3)], (byte) text.length}, text);
  }

  private byte[] compound(int code, int count, int depth) {
    byte[] items = new byte[0];
    for (int i = 0; i < count; i++) {
      items = joined(items, generated(depth - 1));
    }
    int size = items.length + 4;
    byte[] data = items;
    return Octets.written(
        out -> {
          out.writeCode(code);
          out.rawInt(size);
          out.rawInt(count);
          out.rawBytes(data, 0, data.length);
        });
  }

  private byte[] octets(int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return octets;
  }

  private static byte[] frame(byte[] body) {
    return Octets.frame(FrameDecoder.AMQP_TYPE, 0, body);
  }
}
