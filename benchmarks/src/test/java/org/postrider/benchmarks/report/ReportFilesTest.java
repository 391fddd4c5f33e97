// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {

  @Test
  void eachReportReplacesTheLastAndLeavesNothingElse(@TempDir Path folder) throws IOException {
    ReportFiles files = new ReportFiles(folder);
    Scene scene = new Scene();
    files.write(scene.report(1));
    scene.failed(scene.send, scene.base, "refused");

    assertThat(files.write(scene.report(1))).isEqualTo(Files.readAllLines(files.table()));

    assertThat(files.table()).content().contains("refused");
    assertThat(files.page()).content().contains("refused");
    assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".tmp"));
  }
}
