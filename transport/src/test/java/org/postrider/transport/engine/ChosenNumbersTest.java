// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.ValueReader;

/** A peer cannot choose delivery-tags, or delivery-ids, that fall to one place of a table. */
class ChosenNumbersTest {

  private static final int CHOSEN = 4096;

  /** By which tags and ids were multiplied without a seed, and what undoes that. */
  private static final long TAG_FACTOR = 0x9E37_79B9_7F4A_7C15L;

  private static final int ID_FACTOR = 0x9E37_79B1;

  private final Stage stage = new Stage().opened();
  private final ReceiverLink link = stage.receiver(stage.session(10), "link", 0);

  private IncomingDelivery delivery(byte[] tag) {
    Transfer transfer =
        new Transfer(0, 0, Binary.copyOf(tag), 0, false, false, null, null, false, false, false);
    byte[] frame = RawPeer.octets(0, transfer);
    TransferView view = new TransferView();
    // Behind the frame's header and the descriptor.
    view.read(new ValueReader(AmqpTypes.TABLE).reset(frame, 11, frame.length - 11));
    return new IncomingDelivery(link, view);
  }

  private static long inverse(long odd) {
    long inverse = odd;
    for (int i = 0; i < 6; i++) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }

  /** 24 octets whose Java hash is always the same. */
  private static byte[] longTag(int number) {
    byte[] tag = new byte[24];
    for (int i = 0; i < 12; i++) {
      boolean bit = (number >> i & 1) == 1;
      tag[2 * i] = (byte) (bit ? 'A' : 'B');
      tag[2 * i + 1] = (byte) (bit ? 'a' : 'B');
    }
    return tag;
  }

  /** 7 octets which, with their length before them and times the factor, have few low bits. */
  private static Set<Long> shortTags() {
    Set<Long> tags = new HashSet<>();
    for (long product = 1; tags.size() < CHOSEN; product++) {
      long number = product * inverse(TAG_FACTOR);
      if (number >>> 56 == 7) {
        tags.add(number);
      }
    }
    return tags;
  }

  private static byte[] octets(long shortTag) {
    byte[] tag = new byte[7];
    for (int i = 0; i < tag.length; i++) {
      tag[i] = (byte) (shortTag >>> Byte.SIZE * (tag.length - 1 - i));
    }
    return tag;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 0x1234_5678_9ABC_DEFL, -1})
  void longTagsOfOneJavaHashHaveManyHashesHere(long seed) {
    Set<Integer> hashes = new HashSet<>();
    for (int i = 0; i < CHOSEN; i++) {
      hashes.add(delivery(longTag(i)).tagHash(seed));
    }

    assertThat(hashes).hasSizeGreaterThan(CHOSEN / 2);
  }

  @Test
  void shortTagsThatOneFactorBringsTogetherAreSpreadByASeed() {
    Set<Integer> hashes = new HashSet<>();
    for (long tag : shortTags()) {
      hashes.add(delivery(octets(tag)).tagHash(0x1234_5678_9ABC_DEFL));
    }

    assertThat(hashes).hasSizeGreaterThan(CHOSEN / 2);
  }

  @Test
  void idsThatOneFactorBringsTogetherAreSpread() {
    Unsettled<Integer> unsettled = withOne();
    int inverse = (int) inverse(ID_FACTOR);
    Set<Integer> places = new HashSet<>();
    for (int i = 0; i < CHOSEN; i++) {
      places.add(unsettled.key((i << Short.SIZE) * inverse) & 0x3FFF);
    }

    assertThat(places).hasSizeGreaterThan(CHOSEN / 8);
  }

  @Test
  void tablesHaveSeedsOfTheirOwn() {
    Set<Integer> keys = new HashSet<>();
    for (int i = 0; i < 16; i++) {
      keys.add(withOne().key(1));
    }

    assertThat(keys).hasSizeGreaterThan(1);
  }

  /** The seed is chosen for the first. */
  private static Unsettled<Integer> withOne() {
    Unsettled<Integer> unsettled = new Unsettled<>(id -> id);
    unsettled.put(0, 0);
    return unsettled;
  }
}
