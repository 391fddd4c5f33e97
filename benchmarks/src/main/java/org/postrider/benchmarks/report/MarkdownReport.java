// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The report as tables: medians, ratios to the base, whether targets are met, and how far the
 * rounds lie apart.
 *
 * <p>Confined to one thread.
 */
final class MarkdownReport {

  private final Report report;
  private final List<String> lines = new ArrayList<>();

  MarkdownReport(Report report) {
    this.report = report;
  }

  List<String> lines() {
    for (String line : report.machine()) {
      lines.add("* " + line);
    }
    for (String set : report.sets()) {
      lines.add("");
      lines.add("### " + set);
      lines.add("");
      table(report.of(set));
    }
    return lines;
  }

  private void table(List<Case> cases) {
    StringBuilder head = new StringBuilder("| scenario | metric |");
    StringBuilder rule = new StringBuilder("|---|---|");
    for (Provider provider : report.providers()) {
      head.append(' ').append(provider.title()).append(" |");
      rule.append("---:|");
    }
    lines.add(head + " ratio | target | met | spread of rounds |");
    lines.add(rule + "---:|---:|---|---:|");
    for (Case one : cases) {
      for (String metric : report.measurements().metrics(one)) {
        row(one, metric);
      }
    }
  }

  private void row(Case one, String metric) {
    StringBuilder row = new StringBuilder();
    row.append("| ").append(one.title()).append(", ").append(one.peer().title());
    row.append(" | ").append(metric).append(" |");
    for (Provider provider : report.providers()) {
      double median = report.measurements().median(one, provider.name(), metric);
      row.append(' ').append(Double.isNaN(median) ? "" : number(median)).append(" |");
    }
    double ratio = report.ratio(one, Report.OURS, metric);
    Double target = one.targets().get(metric);
    row.append(' ').append(number(ratio)).append(" | ");
    row.append(target == null ? "" : number(target)).append(" | ");
    row.append(target == null ? "" : met(metric, ratio, target)).append(" | ");
    row.append(number(report.measurements().spread(one, Report.OURS, metric))).append(", ");
    row.append(number(report.measurements().spread(one, Report.BASE, metric))).append(" |");
    lines.add(row.toString());
  }

  private static String met(String metric, double ratio, double target) {
    boolean met = metric.equals(Cases.RATE) ? ratio >= target : ratio <= target;
    return met ? "yes" : "no";
  }

  static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    String format = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
