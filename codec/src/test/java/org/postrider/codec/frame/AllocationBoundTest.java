// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.codec.Octets.hex;
import static org.postrider.codec.Octets.joined;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.Allocations;
import org.postrider.codec.Octets;
import org.postrider.codec.RecordingHandler;
import org.postrider.codec.wire.DecodeException;

/** A peer makes us allocate in proportion to what it sends, and not more. */
class AllocationBoundTest {

  /**
   * Bytes for each octet of a frame, garbage included. Measured on 64-bit HotSpot, the dearest
   * octets are those of one-letter strings beyond ASCII (60 bytes an octet: a UTF-8 decoder and its
   * buffers for each) and of maps of one entry (54: map, table, entry and view for five octets);
   * the rest is for other machines and JDKs. A list that made room for what it claims would cost
   * more than this in {@link #nestedClaims}.
   */
  private static final long BYTES_PER_OCTET = 96;

  /** Decoders, their caches, an exception with its stack trace, the test's own lists. */
  private static final long CONSTANT_BYTES = 128 * 1024;

  private static final int FRAME_OCTETS = 64 * 1024;

  static List<Arguments> nastyValues() {
    return List.of(
        Arguments.of("lists without octets", list(hex("45"))),
        Arguments.of("empty lists", list(hex("c00100"))),
        Arguments.of("lists of a null", list(hex("c0020140"))),
        Arguments.of("empty maps", list(hex("c10100"))),
        Arguments.of("maps of one null", list(hex("c103024040"))),
        Arguments.of("empty arrays", list(hex("e00100"))),
        Arguments.of("arrays of nothing", list(hex("e0020040"))),
        Arguments.of("arrays that claim many nulls", list(hex("f0000000050000ffff40"))),
        Arguments.of("arrays of lists", list(hex("e0020145"))),
        Arguments.of("described nulls", list(hex("00a30040"))),
        Arguments.of("sources", list(hex("00532845"))),
        Arguments.of("targets", list(hex("00532945"))),
        Arguments.of("modifieds", list(hex("005327c006034242c10100"))),
        Arguments.of("errors", list(hex("00531dc00301a300"))),
        Arguments.of("flows", list(hex("005313c0050440434343"))),
        Arguments.of("one-letter strings", list(hex("a10178"))),
        Arguments.of("one-letter strings beyond ASCII", list(hex("a102c3a9"))),
        Arguments.of("replacement characters", list(hex("a103efbfbd"))),
        Arguments.of("empty symbols", list(hex("a300"))),
        Arguments.of("empty binaries", list(hex("a000"))),
        Arguments.of("longs", list(hex("558f"))),
        Arguments.of("uuids", list(hex("9800112233445566778899aabbccddeeff"))),
        Arguments.of("one long string", variable("b1", 'x')),
        Arguments.of("one long string beyond ASCII", variable("b1", 0xC3)),
        Arguments.of("one long symbol", variable("b3", 'x')),
        Arguments.of("one long binary", variable("b0", 0xFF)),
        Arguments.of("symbols as keys", keys("a3")),
        Arguments.of("strings as keys", keys("a1")),
        Arguments.of("lists that claim all", nestedClaims("d0", "40")),
        Arguments.of("maps that claim all", nestedClaims("d1", "40")),
        Arguments.of("arrays that claim all", nestedClaims("f0", "d0")),
        Arguments.of("a doubled huge key", doubledKey()));
  }

  @ParameterizedTest
  @MethodSource("nastyValues")
  void aFrameCostsAtMostAMultipleOfItsOctets(String what, byte[] value) {
    byte[] open = openWithProperties(joined(hex("a30170"), value));
    byte[] asKey = openWithProperties(joined(value, hex("40")));

    long asValueBytes = bytesToDecode(open);
    long asKeyBytes = bytesToDecode(asKey);

    assertThat(asValueBytes).as(what).isLessThan(BYTES_PER_OCTET * open.length + CONSTANT_BYTES);
    assertThat(asKeyBytes).as(what).isLessThan(BYTES_PER_OCTET * asKey.length + CONSTANT_BYTES);
  }

  @ParameterizedTest
  @MethodSource("nastyValues")
  void aFlowCostsAtMostAMultipleOfItsOctets(String what, byte[] value) {
    byte[] map = joined(hex("00000002 a30170"), value);
    byte[] items = joined(hex("0000000b 40 43 43 43 40 40 40 40 40 40 d1"), size(map.length), map);
    byte[] flow = joined(hex("005313 d0"), size(items.length), items);

    long bytes = bytesToDecode(flow);

    assertThat(bytes).as(what).isLessThan(BYTES_PER_OCTET * flow.length + CONSTANT_BYTES);
  }

  private static long bytesToDecode(byte[] body) {
    byte[] stream =
        joined(ProtocolHeader.AMQP.encode(), Octets.frame(FrameDecoder.AMQP_TYPE, 0, body));
    long bytes = 0;
    // The first time classes are loaded, on this thread.
    for (int i = 0; i < 2; i++) {
      FrameDecoder decoder = new FrameDecoder(4 * FRAME_OCTETS);
      RecordingHandler told = new RecordingHandler();
      bytes = Allocations.of(() -> decode(decoder, stream, told));
    }
    return bytes;
  }

  private static void decode(FrameDecoder decoder, byte[] stream, RecordingHandler told) {
    try {
      decoder.decode(Unpooled.wrappedBuffer(stream), told);
    } catch (DecodeException refused) {
      assertThat(refused).hasMessageMatching("(?s).{1,300}");
    }
  }

  private static byte[] openWithProperties(byte[] pair) {
    byte[] map = joined(hex("00000002"), pair);
    byte[] items = joined(hex("0000000a a10141 40 40 40 40 40 40 40 40 d1"), size(map.length), map);
    return joined(hex("005310 d0"), size(items.length), items);
  }

  private static byte[] list(byte[] item) {
    int count = FRAME_OCTETS / item.length;
    byte[] items = new byte[count * item.length];
    for (int i = 0; i < count; i++) {
      System.arraycopy(item, 0, items, i * item.length, item.length);
    }
    return joined(hex("d0"), size(items.length + 4), size(count), items);
  }

  private static byte[] variable(String code, int octet) {
    byte[] data = new byte[FRAME_OCTETS];
    Arrays.fill(data, (byte) octet);
    if (octet == 0xC3) {
      for (int i = 1; i < data.length; i += 2) {
        data[i] = (byte) 0xA9;
      }
    }
    return joined(hex(code), size(data.length), data);
  }

  /** A map of as many keys as there are, each of two letters, with nulls. */
  private static byte[] keys(String code) {
    List<byte[]> entries = new ArrayList<>();
    for (int first = 0; first < 128; first++) {
      for (int second = 0; second < 128; second++) {
        entries.add(joined(hex(code + "02"), new byte[] {(byte) first, (byte) second, 0x40}));
      }
    }
    byte[] all = joined(entries.toArray(byte[][]::new));
    return joined(hex("d1"), size(all.length + 4), size(entries.size() * 2), all);
  }

  /** Each claims as many items as there are octets left, and its first item does the same. */
  private static byte[] nestedClaims(String code, String filler) {
    byte[] value = new byte[FRAME_OCTETS];
    Arrays.fill(value, hex(filler)[0]);
    int at = 0;
    for (int level = 0; level < 25; level++) {
      int left = value.length - at - 5;
      byte[] head =
          joined(
              hex(code),
              size(left),
              size((left - 5) & ~1),
              code.equals("f0") ? hex("f0") : hex(""));
      // In an array of arrays the constructor stands once, before the first element.
      int skipped = code.equals("f0") && level > 0 ? 1 : 0;
      System.arraycopy(head, skipped, value, at, head.length - skipped);
      at += head.length - skipped;
    }
    return value;
  }

  private static byte[] doubledKey() {
    byte[] key = list(hex("f0000000050000000140"));
    return joined(hex("d1"), size(2 * key.length + 6), size(4), key, hex("40"), key, hex("40"));
  }

  private static byte[] size(int size) {
    return Octets.written(out -> out.rawInt(size));
  }
}
