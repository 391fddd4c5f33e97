// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link CodecBenchmark} in rounds, each with a fresh process for every codec in turn, so that
 * a busy minute of the machine strikes all of them; then prints medians and best values of the
 * processor's time.
 */
public final class CodecComparison {

  private static final String OURS = "postrider";
  private static final List<String> CODECS = List.of(OURS, "proton-j", "protonj2");
  private static final int REFUSED = 2;

  private final Map<String, List<Double>> nanoseconds = new LinkedHashMap<>();
  private final Map<String, List<Double>> octets = new LinkedHashMap<>();

  private CodecComparison() {}

  /**
   * Takes the number of rounds, 5 by default, then names of benchmarks, all by default. Exits with
   * 2, having run nothing, if the arguments are refused.
   */
  public static void main(String[] arguments) throws RunnerException {
    CodecPlan plan;
    try {
      plan = CodecPlan.of(List.of(arguments));
    } catch (IllegalArgumentException refused) {
      System.err.println(refused.getMessage());
      System.exit(REFUSED);
      return;
    }
    CodecComparison comparison = new CodecComparison();
    for (int round = 1; round <= plan.rounds(); round++) {
      comparison.round(round, plan.methods());
    }
    comparison.print(plan.methods());
  }

  private void round(int round, List<String> methods) throws RunnerException {
    for (String method : methods) {
      for (String codec : CODECS) {
        RunResult result =
            new Runner(
                    new OptionsBuilder()
                        .include("CodecBenchmark\\." + method + "$")
                        .param("codec", codec)
                        .addProfiler(GCProfiler.class)
                        .verbosity(org.openjdk.jmh.runner.options.VerboseMode.SILENT)
                        .build())
                .runSingle();
        double ns = secondary(result, "cpuNs") / secondary(result, "cpuOps");
        double clock = result.getPrimaryResult().getScore();
        double bytes = secondary(result, "gc.alloc.rate.norm");
        add(nanoseconds, method + codec, ns);
        add(octets, method + codec, bytes);
        System.err.printf(
            Locale.ROOT,
            "round %d %-12s %-10s %8.1f ns (clock %8.1f) %8.1f B%n",
            round,
            method,
            codec,
            ns,
            clock,
            bytes);
      }
    }
  }

  private static double secondary(RunResult result, String wanted) {
    for (String name : result.getSecondaryResults().keySet()) {
      if (name.endsWith(wanted)) {
        return result.getSecondaryResults().get(name).getScore();
      }
    }
    throw new IllegalStateException("no result " + wanted);
  }

  private static void add(Map<String, List<Double>> to, String key, double value) {
    to.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
  }

  private void print(List<String> methods) {
    System.out.println(
        "| | codec | median ns | best ns | worst ns | B/op | ours is faster (median, best) |");
    System.out.println("|---|---|---:|---:|---:|---:|---:|");
    for (String method : methods) {
      for (String codec : CODECS) {
        List<Double> times = sorted(nanoseconds, method + codec);
        List<Double> ours = sorted(nanoseconds, method + OURS);
        System.out.printf(
            Locale.ROOT,
            "| %s | %s | %.0f | %.0f | %.0f | %.0f | %s |%n",
            method,
            codec,
            median(times),
            times.get(0),
            times.get(times.size() - 1),
            median(sorted(octets, method + codec)),
            codec.equals(OURS)
                ? ""
                : String.format(
                    Locale.ROOT,
                    "%.1fx, %.1fx",
                    median(times) / median(ours),
                    times.get(0) / ours.get(0)));
      }
    }
  }

  private static List<Double> sorted(Map<String, List<Double>> from, String key) {
    List<Double> values = new ArrayList<>(from.getOrDefault(key, List.of(Double.NaN)));
    Collections.sort(values);
    return values;
  }

  private static double median(List<Double> sorted) {
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
