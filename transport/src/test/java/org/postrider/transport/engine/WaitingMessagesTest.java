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
}
