// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whose credit is taken back. */
class WaitingMessagesTest {

  private static final int LIMIT = 1000;

  private final WaitingMessages waiting = new WaitingMessages(LIMIT);
  private final Line busy = new Line(waiting);
  private final Line idle = new Line(waiting);

  private static final class Line implements WaitingMessages.Line {
    private final WaitingMessages all;
    private long octets;
    private long until = -1;
    private boolean shut;
    private boolean ours = true;

    Line(WaitingMessages all) {
      this.all = all;
      all.add(this);
    }

    void gets(int messages) {
      for (int i = 0; i < messages; i++) {
        octets += 10;
        all.arrived(10);
      }
    }

    @Override
    public long octets() {
      return octets;
    }

    @Override
    public boolean isOurs() {
      return ours;
    }

    @Override
    public void withhold(long newUntil) {
      until = newUntil;
    }

    @Override
    public void shutWindow() {
      shut = true;
    }
  }

  @Test
  void fromTwiceTheLimitOnWindowsAreShut() {
    idle.gets(10);
    busy.gets(180);
    assertThat(busy.shut).isFalse();

    busy.gets(10);

    assertThat(busy.shut).isTrue();
    assertThat(idle.shut).isFalse();
  }

  @Test
  void fromTheLimitOnWhoHoldsMoreThanItsShareGetsNoMore() {
    idle.gets(10);
    busy.gets(89);
    assertThat(busy.until).isEqualTo(-1);

    busy.gets(1);

    assertThat(busy.until).isEqualTo(250);
    assertThat(idle.until).isEqualTo(-1);
  }

  @Test
  void anEmptyLineIsNeverHeldUp() {
    busy.gets(1000);

    idle.gets(1);

    assertThat(idle.until).isEqualTo(-1);
  }

  @Test
  void whatWasTakenDoesNotCount() {
    for (int i = 0; i < 1000; i++) {
      busy.gets(30);
      busy.octets = 0;
    }

    assertThat(busy.until).isEqualTo(-1);
  }

  @Test
  void whatWaitedForALineThatIsGoneDoesNotCount() {
    busy.gets(60);

    waiting.remove(busy);
    idle.gets(60);

    assertThat(idle.until).isEqualTo(-1);
  }

  @Test
  void withoutALimitNothingIsHeldBack() {
    Line line = new Line(new WaitingMessages(0));

    line.gets(100_000);

    assertThat(line.until).isEqualTo(-1);
  }

  /** Twice the limit, and what may be under way. */
  private static final int MOST = 2 * LIMIT + WaitingMessages.UNDER_WAY_OCTETS;

  private void fill() {
    busy.octets = MOST - 5;
    waiting.arrived(MOST - 5);
    idle.octets = 100;
    waiting.arrived(100);
  }

  @Test
  void beyondTwiceTheLimitAndWhatIsUnderWayThereIsNoRoom() {
    busy.octets = MOST - 100;
    waiting.arrived(MOST - 100);

    assertThat(waiting.hasRoom(busy, 100)).isTrue();
    assertThat(waiting.hasRoom(busy, 101)).isFalse();
  }

  @Test
  void aLineHasRoomWithinItsShareUpToThreeTimesTheLimit() {
    fill();

    assertThat(waiting.hasRoom(idle, 400)).isTrue();
    assertThat(waiting.hasRoom(idle, 401)).isFalse();

    busy.octets = MOST + LIMIT - 200;
    waiting.arrived(LIMIT);
    assertThat(waiting.hasRoom(idle, 100)).isTrue();
    assertThat(waiting.hasRoom(idle, 101)).isFalse();
  }

  @Test
  void anEmptyLineOfOursHasRoomForOneMessageAlways() {
    fill();
    idle.octets = 0;

    assertThat(waiting.hasRoom(idle, 1_000_000)).isTrue();
    idle.ours = false;
    assertThat(waiting.hasRoom(idle, 1_000_000)).isFalse();
  }

  @Test
  void oneMessageMayBeLargerThanAllWhereNothingWaits() {
    idle.ours = false;

    assertThat(waiting.hasRoom(idle, 2L * MOST)).isTrue();
  }

  @Test
  void whoHadToGiveBackGetsMoreWhenItWouldFit() {
    fill();

    waiting.withholdFor(busy, 450);
    waiting.withholdFor(idle, 450);
    assertThat(busy.until).isEqualTo(50);
    assertThat(idle.until).isEqualTo(50);

    waiting.withholdFor(busy, 501);
    waiting.withholdFor(idle, 100);
    assertThat(busy.until).isZero();
    assertThat(idle.until).isZero();
  }

  @Test
  void aLimitWithoutEndIsNone() {
    WaitingMessages endless = new WaitingMessages(Long.MAX_VALUE);
    Line line = new Line(endless);
    line.octets = Long.MAX_VALUE / 2;
    endless.arrived(Integer.MAX_VALUE);

    assertThat(endless.hasRoom(line, Long.MAX_VALUE / 4)).isTrue();
    assertThat(line.until).isEqualTo(-1);
  }
}
