// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

  private final Scene scene = new Scene();
  private final Case other = Case.jms("some", "listen-1024", "a listener", PeerKind.NULL, 1);
  private final List<Case> cases = List.of(scene.send, other);

  @Test
  void whatFailedHasNoBarAndNotOneOfNoHeight() throws IOException {
    scene.measured(scene.send, scene.ours, 1);
    scene.measured(scene.send, scene.base, 2);
    scene.measured(other, scene.base, 2);
    scene.failed(other, scene.ours, "refused");
    HtmlReport page = new HtmlReport(scene.report(1, cases));

    assertThat(page.bars(cases, scene.ours, Cases.CPU)).containsExactly(0.5, null);
    assertThat(page.lines())
        .contains("<h3>what failed</h3>")
        .anyMatch(line -> line.contains("<td>refused</td>"))
        .anyMatch(line -> line.contains("data:image/png"));
  }

  @Test
  void whatNobodyHasARatioForIsNotPlotted() throws IOException {
    scene.measured(scene.send, scene.ours, 1);

    assertThat(new HtmlReport(scene.report(1, cases)).lines())
        .noneMatch(line -> line.contains("data:image/png"));
  }
}
