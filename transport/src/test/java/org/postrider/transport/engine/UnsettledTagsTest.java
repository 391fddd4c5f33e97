// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.ValueReader;

/** The table of unsettled tags knows what a map of them would know. */
class UnsettledTagsTest {

  private static final int OPERATIONS = 20_000;

  private final Stage stage = new Stage().opened();
  private final ReceiverLink link = stage.receiver(stage.session(10), "link", 0);
  private final UnsettledTags tags = new UnsettledTags();
  private int nextId;

  private IncomingDelivery delivery(byte... tag) {
    Transfer transfer =
        new Transfer(
            0, nextId++, Binary.copyOf(tag), 0, false, false, null, null, false, false, false);
    byte[] frame = RawPeer.octets(0, transfer);
    TransferView view = new TransferView();
    // Behind the frame's header and the descriptor.
    view.read(new ValueReader(AmqpTypes.TABLE).reset(frame, 11, frame.length - 11));
    return new IncomingDelivery(link, view);
  }

  /** A number in so many octets. */
  private static byte[] tag(int number, int octets) {
    byte[] tag = new byte[octets];
    for (int i = 0; i < Math.min(octets, Integer.BYTES); i++) {
      tag[octets - 1 - i] = (byte) (number >>> Byte.SIZE * i);
    }
    return tag;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 32})
  void whateverIsAddedAndRemovedItIsRight(int octets) {
    Random random = new Random(octets);
    Map<Binary, IncomingDelivery> model = new HashMap<>();
    List<IncomingDelivery> all = new ArrayList<>();

    for (int i = 0; i < OPERATIONS; i++) {
      // It grows for a while, and shrinks for a while.
      boolean adds = random.nextInt(100) < (i / 2000 % 2 == 0 ? 70 : 30);
      if (adds) {
        IncomingDelivery delivery = delivery(tag(random.nextInt(1000), octets));
        Binary tag = Binary.copyOf(delivery.tag());
        assertThat(tags.add(delivery)).isEqualTo(!model.containsKey(tag));
        model.putIfAbsent(tag, delivery);
        all.add(delivery);
      } else if (!all.isEmpty()) {
        // Also one that was not added, as another one has its tag, or is removed already.
        IncomingDelivery gone = all.remove(random.nextInt(all.size()));
        tags.remove(gone);
        model.remove(Binary.copyOf(gone.tag()), gone);
      }
      assertThat(tags.size()).isEqualTo(model.size());
    }
  }

  @Test
  void tagsThatAreCountedUpAreFoundInTheOrderInWhichTheyAreSettled() {
    List<IncomingDelivery> window = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      IncomingDelivery delivery = delivery(tag(i, 4));
      assertThat(tags.add(delivery)).isTrue();
      window.add(delivery);
      if (i >= 1000) {
        IncomingDelivery settled = window.remove(0);
        assertThat(tags.add(settled)).as("it is still there").isFalse();
        tags.remove(settled);
      }
    }
    window.forEach(tags::remove);

    assertThat(tags.size()).isZero();
  }

  @Test
  void tagsOfOneNumberAndSeveralLengthsAreDifferent() {
    for (int octets = 0; octets <= 32; octets++) {
      assertThat(tags.add(delivery(tag(0, octets)))).isTrue();
    }

    for (int octets = 0; octets <= 32; octets++) {
      assertThat(tags.add(delivery(tag(0, octets)))).isFalse();
    }
  }

  @Test
  void nothingIsLeftWhereAllIsCleared() {
    assertThat(tags.add(delivery((byte) 1))).isTrue();

    tags.clear();

    assertThat(tags.size()).isZero();
    tags.remove(delivery((byte) 1));
    assertThat(tags.add(delivery((byte) 1))).isTrue();
  }
}
