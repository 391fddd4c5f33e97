// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The report as tables: what failed; medians, ratios to the base, whether targets are met, and how
 * far the rounds lie apart; multiples of the floors; profiles.
 *
 * <p>Confined to one thread.
 */
final class MarkdownReport {

  private static final double PERCENT = 100;

  private static final String SAMPLES =
      "Profiles are samples of threads that run Java methods, and not processor time: native code,"
          + " the kernel and the collector are not in them; the recorder's own are left out.";

  private final Report report;
  private final List<String> lines = new ArrayList<>();

  MarkdownReport(Report report) {
    this.report = report;
  }

  List<String> lines() {
    for (String line : report.circumstances()) {
      lines.add("* " + line);
    }
    lines.add("* " + counts());
    failures();
    for (String set : report.sets()) {
      heading(set);
      measured(set);
      floors(set);
    }
    if (!report.profiles().isEmpty()) {
      lines.add("");
      lines.add(SAMPLES);
    }
    for (Profile profile : report.profiles()) {
      String of = profile.what().key() + ", " + profile.provider().title();
      heading("profile of " + of);
      shares(
          "method",
          "of " + profile.samples() + " samples of running Java methods",
          profile.methods());
      lines.add("");
      shares("class, and the method that allocates it", "of the octets", profile.allocations());
    }
    return lines;
  }

  /** One line: what is done as often is told together. */
  private String counts() {
    Map<String, List<String>> byCount = new LinkedHashMap<>();
    for (Case one : report.plan().trials()) {
      String count = String.format(Locale.ROOT, "%,d + %,d", one.warmUp(), one.measured());
      byCount.computeIfAbsent(count, of -> new ArrayList<>()).add(one.key());
    }
    StringBuilder text = new StringBuilder("operations to warm up + measured: ");
    byCount.forEach(
        (count, keys) ->
            text.append(count).append(" of ").append(String.join(", ", keys)).append("; "));
    text.setLength(text.length() - 2);
    report.plan().paces().forEach(line -> text.append("; ").append(line));
    return text.toString();
  }

  private void heading(String title) {
    lines.add("");
    lines.add("### " + title);
    lines.add("");
  }

  private void failures() {
    List<Failure> failures = report.measurements().failures();
    if (failures.isEmpty()) {
      return;
    }
    heading("what failed");
    lines.add("| when | what | client | reason |");
    lines.add("|---|---|---|---|");
    for (Failure failure : failures) {
      // A bar would begin another cell.
      String reason = failure.reason().replace('|', '/').replace('`', '\'');
      lines.add(
          "| " + String.join(" | ", failure.when(), failure.what(), failure.who(), reason) + " |");
    }
  }

  private void measured(String set) {
    StringBuilder head = new StringBuilder("| scenario | metric |");
    StringBuilder rule = new StringBuilder("|---|---|");
    for (Provider provider : report.providersOf(set)) {
      head.append(' ').append(provider.title()).append(" |");
      rule.append("---:|");
    }
    lines.add(head + " ratio | target | met | spread of rounds |");
    lines.add(rule + "---:|---:|---|---:|");
    for (Case one : report.of(set)) {
      for (String metric : report.measurements().metrics(one)) {
        row(one, metric);
      }
    }
  }

  private void row(Case one, String metric) {
    StringBuilder row = new StringBuilder();
    row.append("| ").append(one.title()).append(", ").append(one.peer().title());
    row.append(" | ").append(metric).append(" |");
    for (Provider provider : report.providersOf(one.set())) {
      row.append(' ').append(median(one, provider, metric)).append(" |");
    }
    double ratio = report.ratio(one, Report.OURS, metric);
    Target target = one.targets().get(metric);
    row.append(' ').append(number(ratio)).append(" | ");
    row.append(target == null ? "" : target.text()).append(" | ");
    row.append(target == null ? "" : report.met(one, metric, target)).append(" | ");
    row.append(number(report.measurements().spread(one, Report.OURS, metric))).append(", ");
    row.append(number(report.measurements().spread(one, one.face().base(), metric)));
    row.append(" |");
    lines.add(row.toString());
  }

  private String median(Case one, Provider provider, String metric) {
    double median = report.measurements().median(one, provider.name(), metric);
    OptionalInt measured = report.roundsMeasured(one, provider.name(), metric);
    return measured.isEmpty()
        ? number(median)
        : (number(median) + " (" + measured.getAsInt() + " of " + report.plan().rounds() + ")")
            .strip();
  }

  /** Processor time beside what the octets alone cost, where that was measured in the same run. */
  private void floors(String set) {
    List<Provider> providers = report.providersOf(set);
    List<Case> cases =
        report.of(set).stream()
            .filter(
                one ->
                    providers.stream()
                        .anyMatch(provider -> report.timesTheFloor(one, provider) > 0))
            .toList();
    if (cases.isEmpty()) {
      return;
    }
    StringBuilder head = new StringBuilder("| processor time, times the floor | floor |");
    providers.forEach(provider -> head.append(' ').append(provider.title()).append(" |"));
    lines.add("");
    lines.add(head.toString());
    lines.add("|---|---|" + "---:|".repeat(providers.size()));
    for (Case one : cases) {
      StringBuilder row = new StringBuilder("| ");
      row.append(one.title()).append(", ").append(one.peer().title()).append(" | ");
      row.append(one.floor().orElse("")).append(" |");
      for (Provider provider : providers) {
        row.append(' ').append(number(report.timesTheFloor(one, provider))).append(" |");
      }
      lines.add(row.toString());
    }
  }

  private void shares(String what, String of, List<Profile.Share> shares) {
    lines.add("| " + what + " | " + of + " |");
    lines.add("|---|---:|");
    for (Profile.Share share : shares) {
      String percent = String.format(Locale.ROOT, "%.1f %%", PERCENT * share.share());
      lines.add("| `" + share.name() + "` | " + percent + " |");
    }
  }

  static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    String format = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
