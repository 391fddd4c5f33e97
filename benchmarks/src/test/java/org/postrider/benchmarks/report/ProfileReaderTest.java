// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileReaderTest {

  @ParameterizedTest
  @CsvSource({
    "a.B$$Lambda$243+0x00007f25c9184dd0.1910936570, a.B$$Lambda$243",
    "a.B$$Lambda/0x00007f25c9184dd0, a.B$$Lambda",
    "a.B$C, a.B$C"
  })
  void aHiddenClassIsNamedWithoutItsAddress(String recorded, String plain) {
    assertThat(ProfileReader.plain(recorded)).isEqualTo(plain);
  }
}
