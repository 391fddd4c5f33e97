// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.postrider.benchmarks.trial.MeasuredEvent;

/**
 * Sums up a flight recording, from where the measuring began to where it ended.
 *
 * <p>Confined to one thread.
 */
final class ProfileReader {

  private static final int SHOWN = 15;

  /** Of Java methods only: native ones are sampled at another rate, waiting or not. */
  private static final String RUNNING = "jdk.ExecutionSample";

  private static final String ALLOCATING = "jdk.ObjectAllocationSample";

  /** What the recorder does is no cost of a client. */
  private static final String RECORDER = "jdk.jfr.";

  /** What allocates for others is not what is looked for. */
  private static final Pattern HELPER = Pattern.compile("(java|jdk|sun)\\..*");

  private final Map<String, Double> methods = new HashMap<>();
  private final Map<String, Double> allocations = new HashMap<>();

  private ProfileReader() {}

  static Profile read(Path recording, Case one, Provider provider) throws IOException {
    List<RecordedEvent> events = RecordingFile.readAllEvents(recording);
    RecordedEvent measured =
        events.stream()
            .filter(event -> event.getEventType().getName().equals(MeasuredEvent.NAME))
            .findFirst()
            .orElseThrow(() -> new IOException(one.key() + " measures nothing to be profiled"));
    ProfileReader reader = new ProfileReader();
    for (RecordedEvent event : events) {
      if (isWithin(event.getStartTime(), measured)) {
        reader.add(event);
      }
    }
    return new Profile(one, provider, shares(reader.methods), shares(reader.allocations));
  }

  private static boolean isWithin(Instant time, RecordedEvent measured) {
    return time.isAfter(measured.getStartTime()) && time.isBefore(measured.getEndTime());
  }

  private void add(RecordedEvent event) {
    RecordedStackTrace stack = event.getStackTrace();
    if (stack == null || stack.getFrames().isEmpty() || isOfRecorder(stack)) {
      return;
    }
    String name = event.getEventType().getName();
    if (name.equals(RUNNING)) {
      methods.merge(nameOf(stack.getFrames().get(0)), 1.0, Double::sum);
    } else if (name.equals(ALLOCATING)) {
      String what = event.getClass("objectClass").getName() + " in " + allocatorOf(stack);
      allocations.merge(what, (double) event.getLong("weight"), Double::sum);
    }
  }

  private static boolean isOfRecorder(RecordedStackTrace stack) {
    return stack.getFrames().stream()
        .anyMatch(frame -> frame.getMethod().getType().getName().startsWith(RECORDER));
  }

  private static String allocatorOf(RecordedStackTrace stack) {
    for (RecordedFrame frame : stack.getFrames()) {
      if (!HELPER.matcher(frame.getMethod().getType().getName()).matches()) {
        return nameOf(frame);
      }
    }
    return nameOf(stack.getFrames().get(0));
  }

  private static String nameOf(RecordedFrame frame) {
    return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
  }

  private static List<Profile.Share> shares(Map<String, Double> weights) {
    double all = weights.values().stream().mapToDouble(Double::doubleValue).sum();
    return weights.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(SHOWN)
        .map(entry -> new Profile.Share(entry.getKey(), entry.getValue() / all))
        .toList();
  }
}
