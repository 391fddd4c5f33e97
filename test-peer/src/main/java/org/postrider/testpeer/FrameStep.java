// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Performative;

/**
 * The step that expects one frame of a type and reacts to it.
 *
 * <p>Built by the test's thread, then played by the script's.
 */
final class FrameStep<T extends Performative> implements Step {

  private final Class<T> type;
  private final List<Check<T>> checks = new ArrayList<>();
  private boolean optional;
  private Reaction<T> reaction = (stage, frame, performative) -> {};

  FrameStep(Class<T> type) {
    this.type = type;
  }

  /** A field must equal a value. */
  void with(String name, Function<T, @Nullable Object> field, @Nullable Object wanted) {
    check(
        name + " " + wanted,
        (frame, performative) -> {
          Object actual = field.apply(performative);
          return Objects.equals(wanted, actual)
              ? null
              : "expected the " + name + " " + wanted + " but was " + actual;
        });
  }

  void satisfying(Consumer<T> assertions) {
    check(
        "satisfying assertions",
        (frame, performative) -> {
          try {
            assertions.accept(performative);
            return null;
          } catch (AssertionError e) {
            return String.valueOf(e.getMessage());
          }
        });
  }

  void check(String text, Complaint<T> complaint) {
    checks.add(new Check<>(text, complaint));
  }

  void react(Reaction<T> what) {
    reaction = what;
  }

  void makeOptional() {
    optional = true;
  }

  @Override
  public boolean isOptional() {
    return optional;
  }

  @Override
  public String describe() {
    List<String> texts = checks.stream().map(Check::text).toList();
    return "expect "
        + (optional ? "perhaps " : "")
        + type.getSimpleName()
        + (texts.isEmpty() ? "" : " with " + String.join(", ", texts));
  }

  @Override
  public void play(Stage stage) throws InterruptedException {
    Received received = stage.next();
    String complaint = complaint(received);
    while (complaint != null && stage.ignores(received)) {
      if (received instanceof Received.Frame skipped) {
        stage.observe(skipped);
      }
      received = stage.next();
      complaint = complaint(received);
    }
    if (complaint == null && received instanceof Received.Frame frame) {
      stage.observe(frame);
      reaction.react(stage, frame, type.cast(frame.performative()));
    } else if (optional) {
      stage.putBack(received);
    } else {
      throw new AssertionError(complaint + "\nreceived on " + stage + ": " + received.text());
    }
  }

  private @Nullable String complaint(Received received) {
    if (!(received instanceof Received.Frame frame) || !type.isInstance(frame.performative())) {
      return "expected " + type.getSimpleName() + " but was something else";
    }
    T performative = type.cast(frame.performative());
    for (Check<T> check : checks) {
      String complaint = check.complaint().about(frame, performative);
      if (complaint != null) {
        return complaint;
      }
    }
    return null;
  }

  private record Check<T extends Performative>(String text, Complaint<T> complaint) {}

  /** Says what is wrong with a frame. */
  interface Complaint<T extends Performative> {
    @Nullable String about(Received.Frame frame, T performative);
  }

  /** Does what the peer does when the frame came. */
  interface Reaction<T extends Performative> {
    void react(Stage stage, Received.Frame frame, T performative) throws InterruptedException;
  }
}
