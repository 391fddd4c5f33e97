// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.orders;

import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicReference;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Help.Ansi;

/**
 * How far a run is: a bar that redraws itself on a terminal, a line now and then elsewhere.
 * Thread-safe.
 */
final class Progress implements AutoCloseable {
  private static final int TERMINAL_UPDATE_MS = 200;
  private static final int LOG_UPDATE_MS = 1000;
  private static final int LOG_COLUMNS = 80;

  private final ProgressBar bar;

  private Progress(ProgressBar bar) {
    this.bar = bar;
  }

  static Progress start(String task, long items, PrintWriter out) {
    boolean terminal = Ansi.AUTO.enabled();
    ProgressBarBuilder builder =
        ProgressBar.builder()
            .setTaskName(task)
            .setInitialMax(items)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(terminal ? TERMINAL_UPDATE_MS : LOG_UPDATE_MS)
            .showSpeed();
    return new Progress(
        terminal ? builder.build() : builder.setConsumer(changedLines(out)).build());
  }

  /** The library renders its last state twice when it closes; a log shows it once. */
  private static ProgressBarConsumer changedLines(PrintWriter out) {
    AtomicReference<String> last = new AtomicReference<>("");
    return new DelegatingProgressBarConsumer(
        line -> {
          if (!line.equals(last.getAndSet(line))) {
            out.println(line.stripTrailing());
          }
        },
        LOG_COLUMNS);
  }

  void step() {
    bar.step();
  }

  @Override
  public void close() {
    bar.close();
  }
}
