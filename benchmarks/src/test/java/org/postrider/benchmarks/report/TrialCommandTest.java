// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** How a provider that is no Java program is asked whether it is there. */
class TrialCommandTest {

  @Test
  void whatAShortProgramPrintsIsHeard() throws InterruptedException {
    assumeThat(Path.of("/usr/bin/python3")).isExecutable();

    assertThat(TrialCommand.python("print('a', 1)")).contains("a 1");
    assertThat(TrialCommand.python("print('a'); raise SystemExit(3)")).isEmpty();
  }
}
