// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/**
 * A plot of how a metric grows with a number. Both axes are logarithmic, from one power of ten to
 * another: what is proportional is a straight line. Numbers of threads, which may be 0, are linear.
 *
 * <p>Confined to one thread.
 */
final class CurveChart {

  private static final double BASE = 10;

  private final XYChart chart;
  private final boolean linear;
  private double smallest = Double.MAX_VALUE;
  private double largest;

  CurveChart(String set, String metric) {
    linear = metric.equals(Cases.THREADS);
    String title = Legend.isOfEach(metric) ? metric + " for each object" : metric;
    chart =
        new XYChartBuilder()
            .width(HtmlReport.WIDTH)
            .height(HtmlReport.HEIGHT)
            .title(set + ": " + title)
            .xAxisTitle(Growth.variedName(set))
            .yAxisTitle(title)
            .build();
    chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(!linear);
  }

  /** Adds a provider's curve; what is not known, or has no logarithm, is left out. */
  void add(String title, Map<Double, Double> points) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    points.forEach(
        (number, value) -> {
          if (value > 0 || (linear && value == 0)) {
            x.add(Math.max(number, 1));
            y.add(value);
            smallest = Math.min(smallest, value);
            largest = Math.max(largest, value);
          }
        });
    if (!x.isEmpty()) {
      chart.addSeries(title, x, y);
    }
  }

  boolean hasPoints() {
    return !chart.getSeriesMap().isEmpty();
  }

  XYChart chart() {
    if (linear) {
      chart.getStyler().setYAxisMin(0.0).setYAxisMax(largest + 1);
    } else if (largest > 0) {
      chart.getStyler().setYAxisMin(Math.pow(BASE, Math.floor(Math.log10(smallest))));
      chart.getStyler().setYAxisMax(Math.pow(BASE, Math.ceil(Math.log10(largest))));
    }
    return chart;
  }
}
