// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
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
  void aMedianLatencyIsPlottedWhereItIsATarget() throws IOException {
    Case wanted = scene.send.target(Cases.P50, Target.ratio(Cases.P50, 0.7));
    for (Provider provider : List.of(scene.ours, scene.base)) {
      scene.measurements.add(wanted, provider, Map.of(Cases.P50, 7.0));
    }

    assertThat(new HtmlReport(scene.report(1, List.of(wanted))).lines())
        .anyMatch(line -> line.contains("<img alt=\"p50-us\""));
    assertThat(new HtmlReport(scene.report(1, List.of(scene.send))).lines())
        .noneMatch(line -> line.contains("<img alt=\"p50-us\""));
  }

  @Test
  void aTargetIsMarkedAsARatio() {
    scene.measured(other, scene.base, 8);
    Case ofValue = other.target(Cases.CPU, Target.valueAtMost(2));

    assertThat(
            new HtmlReport(scene.report(1)).marks(List.of(scene.send, other, ofValue), Cases.CPU))
        .containsExactly(0.2, null, 0.25);
  }

  @Test
  void countsAndMeaningsAreToldOfWhatWasRun() throws IOException {
    scene.measured(scene.send, scene.ours, 1);

    assertThat(new HtmlReport(scene.report(1, List.of(other.warmUp(7), scene.send))).lines())
        .contains("<tr><td>listen-1024</td><td>null peer</td><td>7</td><td>1</td></tr>")
        .anyMatch(line -> line.startsWith("<li><code>cpu-us</code>: processor time"))
        .noneMatch(line -> line.startsWith("<li><code>heap-octets</code>"));
  }

  @Test
  void everyMetricThatTrialsTellHasAMeaning() {
    List<String> metrics =
        List.of(
            Cases.CPU,
            Cases.OCTETS,
            Cases.RATE,
            Cases.P50,
            Cases.P99,
            "p999-us",
            Cases.HEAP,
            Cases.RESIDENT,
            Cases.THREADS,
            "made");
    metrics.forEach(metric -> scene.measurements.add(scene.send, scene.ours, Map.of(metric, 1.0)));

    assertThat(Legend.of(scene.report(1)))
        .extracting(Legend::metric)
        .containsExactlyElementsOf(metrics);
  }

  @Test
  void whatNobodyHasARatioForIsNotPlotted() throws IOException {
    scene.measured(scene.send, scene.ours, 1);

    assertThat(new HtmlReport(scene.report(1, cases)).lines())
        .noneMatch(line -> line.contains("data:image/png"));
  }
}
