// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** When one client counts as slower than another in the same outages. */
class PairedDifferencesTest {

  private static PairedDifferences ofMs(long... differences) {
    return new PairedDifferences(
        LongStream.of(differences).map(TimeUnit.MILLISECONDS::toNanos).boxed().toList());
  }

  /** So many differences of 1 ms, and the others of -1 ms. */
  private static PairedDifferences above(int count, int of) {
    List<Long> differences = new ArrayList<>(Collections.nCopies(of, -1_000_000L));
    Collections.fill(differences.subList(0, count), 1_000_000L);
    return new PairedDifferences(differences);
  }

  /** Two clients whose times spread widely with the broker's, and by some ms of their own. */
  private static PairedDifferences race(long seed, double slowerMs) {
    Random random = new Random(seed);
    List<Long> first = new ArrayList<>();
    List<Long> second = new ArrayList<>();
    for (int outage = 0; outage < 30; outage++) {
      double brokerMs = 100 + 500 * random.nextDouble();
      first.add((long) (1e6 * (brokerMs + slowerMs + 10 * random.nextGaussian())));
      second.add((long) (1e6 * (brokerMs + 10 * random.nextGaussian())));
    }
    return PairedDifferences.of(first, second);
  }

  @Test
  void itIsSlowerWhereMoreDifferencesAreAboveZeroThanChanceGives() {
    assertThat(above(5, 5).isFirstSlower()).isTrue();
    assertThat(above(4, 5).isFirstSlower()).isFalse();
    assertThat(above(9, 10).isFirstSlower()).isTrue();
    assertThat(above(8, 10).isFirstSlower()).isFalse();
    // Of 30 throws of a coin 20 or more are heads with a probability of 4.94 %, 19 with 10.0 %.
    assertThat(above(20, 30).isFirstSlower()).isTrue();
    assertThat(above(19, 30).isFirstSlower()).isFalse();
  }

  @Test
  void itIsNotSlowerWhereThereIsNoDifference() {
    assertThat(ofMs(0, 0, 0, 0, 0, 0).isFirstSlower()).isFalse();
  }

  @Test
  void oneWideDifferenceDecidesNothing() {
    PairedDifferences once = ofMs(-1, -2, 1, 2, -1, 900);

    assertThat(once.isFirstSlower()).isFalse();
    assertThat(once.percentileMs(50)).isEqualTo(-1);
  }

  @Test
  void theBoundsLieAroundTheMedian() {
    PairedDifferences ten = ofMs(50, 40, 30, 20, 10, 1, -10, -20, -30, -40);

    assertThat(ten.lowerMs()).isEqualTo(-30);
    assertThat(ten.percentileMs(50)).isEqualTo(1);
    assertThat(ten.upperMs()).isEqualTo(40);
  }

  @Test
  void aClientThatIsSlowerByTwentyMsIsFoundInEachRaceOfThirtyOutages() {
    for (long seed = 0; seed < 200; seed++) {
      assertThat(race(seed, 20).isFirstSlower()).as("seed %d", seed).isTrue();
    }
  }

  @Test
  void aClientThatIsAsFastIsRarelyCalledSlower() {
    long slower = LongStream.range(0, 1000).filter(seed -> race(seed, 0).isFirstSlower()).count();

    assertThat(slower).isLessThanOrEqualTo(70);
  }

  @Test
  void fewOutagesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ofMs(1, 1, 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PairedDifferences.of(List.of(1L), List.of(1L, 2L)));
  }
}
