// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The report as one page with plots in it.
 *
 * <p>Confined to one thread.
 */
final class HtmlReport {

  static final int WIDTH = 1100;
  static final int HEIGHT = 420;
  private static final int LABEL_DEGREES = 20;
  private static final List<String> PLOTTED =
      List.of(
          Cases.CPU,
          Cases.OCTETS,
          Cases.RATE,
          Cases.P50,
          Cases.P99,
          Cases.HEAP,
          Cases.RESIDENT,
          Cases.THREADS);

  private final Report report;
  private final List<String> lines = new ArrayList<>();

  HtmlReport(Report report) {
    this.report = report;
  }

  /** Loads what draws, which a virtual machine that is ending refuses to. */
  static void prepare() throws IOException {
    CategoryChart chart = new CategoryChartBuilder().width(WIDTH).height(HEIGHT).build();
    chart.addSeries("none", List.of("none"), List.of(1));
    mark(chart, List.of("none"), List.of(1.0));
    BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG);
  }

  List<String> lines() throws IOException {
    lines.add("<!doctype html><meta charset=\"utf-8\"><title>Clients compared</title>");
    lines.add("<style>body{font:15px sans-serif;max-width:1150px;margin:2em auto}");
    lines.add(
        "td,th{padding:2px 8px;text-align:right}td:first-child{text-align:left}code{overflow-wrap:anywhere}</style>");
    lines.add("<h1>Clients compared</h1><ul>");
    for (String line : report.circumstances()) {
      lines.add("<li>" + escaped(line) + "</li>");
    }
    lines.add("</ul>");
    counts();
    legend();
    for (String set : report.sets()) {
      lines.add("<h2>" + set + "</h2>");
      for (String metric : PLOTTED) {
        if (Growth.isCurve(set)) {
          curve(set, metric);
        } else {
          plot(set, metric);
        }
      }
    }
    lines.add("<h2>Tables</h2>");
    tables();
    return lines;
  }

  private void counts() {
    lines.add("<h2>What was run</h2><table>");
    lines.add(row("| scenario | with | to warm up | measured |", "th"));
    for (Case one : report.plan().trials()) {
      lines.add(
          row(
              String.format(
                  Locale.ROOT,
                  "| %s | %s | %,d | %,d |",
                  one.scenario(),
                  one.peer().title(),
                  one.warmUp(),
                  one.measured()),
              "td"));
    }
    lines.add("</table>");
    report.plan().paces().forEach(line -> lines.add("<p>" + escaped(line) + "</p>"));
  }

  private void legend() {
    lines.add("<h2>What the figures are</h2><ul>");
    for (Legend legend : Legend.of(report)) {
      lines.add("<li><code>" + legend.metric() + "</code>: " + escaped(legend.meaning()));
    }
    lines.add(
        "<li>Bars are ratios to the provider that the plot's title names; diamonds beside them");
    lines.add("are what is wanted of ours: our bar is to end below, and above for the rate.");
    lines.add("<li>In plots of growth both axes are logarithmic (threads: linear).</ul>");
  }

  private void plot(String set, String metric) throws IOException {
    List<Case> cases = measured(set, metric);
    if (cases.isEmpty() || report.providersOf(set).size() < 2) {
      return;
    }
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(metric + ", ratio to " + cases.get(0).face().base() + " (medians)")
            .build();
    chart.getStyler().setXAxisLabelRotation(LABEL_DEGREES);
    List<String> names = cases.stream().map(Case::key).toList();
    for (Provider provider : report.providersOf(set)) {
      List<@Nullable Double> bars = bars(cases, provider, metric);
      if (bars.stream().anyMatch(Objects::nonNull)) {
        chart.addSeries(provider.title(), names, bars);
      }
    }
    if (!chart.getSeriesMap().isEmpty()) {
      mark(chart, names, marks(cases, metric));
      image(metric, chart);
    }
  }

  /** A bar for each case; none, and not one of no height, where there is no ratio. */
  List<@Nullable Double> bars(List<Case> cases, Provider provider, String metric) {
    List<@Nullable Double> bars = new ArrayList<>();
    for (Case one : cases) {
      double ratio = report.ratio(one, provider.name(), metric);
      bars.add(Double.isFinite(ratio) ? ratio : null);
    }
    return bars;
  }

  private static void mark(CategoryChart chart, List<String> names, List<@Nullable Double> marks) {
    if (marks.stream().anyMatch(Objects::nonNull)) {
      CategorySeries series = chart.addSeries("our target", names, marks);
      series.setChartCategorySeriesRenderStyle(CategorySeriesRenderStyle.Scatter);
      series.setMarker(SeriesMarkers.DIAMOND).setMarkerColor(Color.BLACK);
    }
  }

  /** The target of each case as a ratio; none where there is no target, or no ratio to be had. */
  List<@Nullable Double> marks(List<Case> cases, String metric) {
    List<@Nullable Double> marks = new ArrayList<>();
    for (Case one : cases) {
      Target target = one.targets().get(metric);
      double unit =
          target == null || target.isRatio()
              ? 1
              : report.measurements().median(one, one.face().base(), metric);
      double mark = target == null ? Double.NaN : target.bound() / unit;
      marks.add(Double.isFinite(mark) ? mark : null);
    }
    return marks;
  }

  private void curve(String set, String metric) throws IOException {
    List<Case> cases = measured(set, metric);
    if (cases.isEmpty()) {
      return;
    }
    CurveChart curve = new CurveChart(set, metric);
    for (Provider provider : report.providersOf(set)) {
      Map<Double, Double> points = new TreeMap<>();
      for (Case one : cases) {
        points.put(Growth.varied(one), report.measurements().median(one, provider.name(), metric));
      }
      curve.add(provider.title(), points);
    }
    if (curve.hasPoints()) {
      image(metric, curve.chart());
    }
  }

  private List<Case> measured(String set, String metric) {
    return report.of(set).stream()
        .filter(one -> report.measurements().metrics(one).contains(metric))
        .filter(one -> !metric.equals(Cases.P50) || one.targets().containsKey(metric))
        .toList();
  }

  private void image(String metric, Chart<?, ?> chart) throws IOException {
    byte[] image = BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG);
    String encoded = Base64.getEncoder().encodeToString(image);
    lines.add("<p><img alt=\"" + metric + "\" src=\"data:image/png;base64," + encoded + "\">");
  }

  /** The lines of Markdown as tables: the first row after a line that is none is the head. */
  private void tables() {
    boolean within = false;
    for (String line : new MarkdownReport(report).lines()) {
      boolean row = line.startsWith("|");
      if (row && !within) {
        lines.add("<table>");
        lines.add(row(line, "th"));
      } else if (row && !line.startsWith("|-")) {
        lines.add(row(line, "td"));
      } else if (!row && within) {
        lines.add("</table><br>");
      } else if (line.startsWith("### ")) {
        lines.add("<h3>" + escaped(line.substring(4)) + "</h3>");
      } else if (!row && !line.isEmpty() && !line.startsWith("* ")) {
        lines.add("<p>" + escaped(line));
      }
      within = row;
    }
    lines.add("</table>");
  }

  private static String row(String line, String cell) {
    StringBuilder row = new StringBuilder("<tr>");
    for (String text : line.substring(2, line.length() - 2).split(" \\| ?", -1)) {
      row.append('<').append(cell).append('>').append(escaped(text.trim()));
      row.append("</").append(cell).append('>');
    }
    return row.append("</tr>").toString();
  }

  private static String escaped(String markdown) {
    return markdown
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replaceAll("`([^`]*)`", "<code>$1</code>");
  }
}
