// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose credit is taken back, and when reading ceases. */
class WaitingMessagesTest {

  private static final int LIMIT = 1000;

  private final List<Boolean> pauses = new ArrayList<>();
  private final WaitingMessages waiting = new WaitingMessages(LIMIT, pauses::add);
  private final Line busy = new Line();
  private final Line idle = new Line();

  private final class Line implements WaitingMessages.Line {
    long octets;
    long until = -1;
    int asked;

    Line() {
      waiting.add(this);
    }

    void gets(int messages) {
      for (int i = 0; i < messages; i++) {
        octets += 10;
        waiting.arrived(10);
      }
    }

    void hasTaken(long taken) {
      octets -= taken;
      if (octets <= until) {
        until = -1;
        waiting.taken();
      }
    }

    @Override
    public long octets() {
      asked++;
      return octets;
    }

    @Override
    public void withhold(long newUntil) {
      until = newUntil;
    }
  }

  @Test
  void fromThreeEighthsOfTheLimitOnWhoHoldsMoreThanItsShareGetsNoMore() {
    idle.gets(10);
    busy.gets(27);
    assertThat(busy.until).isEqualTo(-1);

    busy.gets(1);

    assertThat(busy.until).isEqualTo(93);
    assertThat(idle.until).isEqualTo(-1);
    assertThat(pauses).isEmpty();
  }

  @Test
  void atTheLimitReadingCeasesUntilSomeIsTaken() {
    busy.gets(104);
    assertThat(pauses).containsExactly(true);

    busy.hasTaken(1000);

    assertThat(pauses).containsExactly(true, false);
  }

  @Test
  void linesAreNotAskedForEachOneThatIsGone() {
    busy.gets(30);
    int asked = busy.asked;

    for (int i = 0; i < 100; i++) {
      Line other = new Line();
      waiting.taken();
      waiting.remove(other);
    }

    assertThat(busy.asked).isEqualTo(asked);
  }

  @Test
  void whatWasTakenDoesNotCount() {
    for (int i = 0; i < 1000; i++) {
      busy.gets(30);
      busy.octets = 0;
    }

    assertThat(busy.until).isEqualTo(-1);
    assertThat(pauses).isEmpty();
  }

  @Test
  void whoIsGoneHoldsNobodyUp() {
    busy.gets(104);

    waiting.remove(busy);

    assertThat(pauses).containsExactly(true, false);
  }

  @Test
  void atTheEndEverythingIsRead() {
    busy.gets(104);

    waiting.close();
    busy.gets(200);

    assertThat(pauses).containsExactly(true, false);
  }

  @Test
  void withoutALimitNothingIsHeldBack() {
    List<Boolean> told = new ArrayList<>();
    WaitingMessages unlimited = new WaitingMessages(0, told::add);
    unlimited.add(busy);

    busy.octets = Long.MAX_VALUE / 2;
    unlimited.arrived(Integer.MAX_VALUE);

    assertThat(told).isEmpty();
    assertThat(busy.until).isEqualTo(-1);
  }
}
