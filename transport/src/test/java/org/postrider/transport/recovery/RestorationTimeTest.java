// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a server may take to bring back what a lost connection had. */
class RestorationTimeTest {

  private final RestorationTime time = new RestorationTime(15_000);

  @ParameterizedTest
  @CsvSource({
    "1, 15000 30000 60000 60000 60000",
    "2, 15000 30000 30000 30000 30000",
    "3, 15000 15000 15000 15000 15000",
    "9, 15000 15000 15000 15000 15000"
  })
  void itGrowsByEachFailureTheLessTheMoreServersThereAre(int servers, String expected) {
    List<String> limits = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      limits.add(String.valueOf(time.limitMs(servers)));
      time.failed();
    }

    assertThat(String.join(" ", limits)).isEqualTo(expected);
  }

  @Test
  void theNextOutageBeginsAnew() {
    time.failed();
    time.failed();
    time.reset();

    assertThat(time.limitMs(1)).isEqualTo(15_000);
  }

  @Test
  void thatOfNoLimitHasNone() {
    RestorationTime endless = new RestorationTime(0);
    endless.failed();

    assertThat(endless.limitMs(1)).isZero();
  }
}
