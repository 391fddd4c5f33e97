// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Performative;

/**
 * The words that every expected frame has.
 *
 * <p>Confined to the thread of the test. A word that begins with {@code respond} is the last of its
 * sentence and gives the peer back; without one, the next word to the peer ends the sentence.
 *
 * @param <T> the frame
 * @param <S> the words of the frame
 */
public abstract sealed class Expectation<T extends Performative, S extends Expectation<T, S>>
    permits ExpectAttach,
        ExpectBegin,
        ExpectClose,
        ExpectDetach,
        ExpectDisposition,
        ExpectEnd,
        ExpectFlow,
        ExpectOpen,
        ExpectTransfer {

  private final ScriptedPeer peer;
  private final FrameStep<T> step;

  Expectation(ScriptedPeer peer, Class<T> type) {
    this.peer = peer;
    this.step = new FrameStep<>(type);
    peer.script().add(step);
  }

  abstract S self();

  /** The frame comes on this channel. */
  public S onChannel(int channel) {
    return check(
        "channel " + channel,
        (frame, performative) ->
            frame.channel() == channel
                ? null
                : "expected the channel " + channel + " but was " + frame.channel());
  }

  /**
   * The frame makes a predicate true.
   *
   * @param what the predicate asks for, for the report of a failure
   */
  public S matching(String what, Predicate<T> predicate) {
    return check(
        what,
        (frame, performative) ->
            predicate.test(performative) ? null : "expected " + what + " but was " + performative);
  }

  /** The frame passes assertions, of AssertJ for one. */
  public S satisfying(Consumer<T> assertions) {
    open().satisfying(assertions);
    return self();
  }

  /**
   * The frame need not come: if another one comes, that is left for the next step. As long as
   * nothing comes, the script waits here, and may also end here.
   */
  public S optional() {
    open().makeOptional();
    return self();
  }

  final S with(String name, Function<T, @Nullable Object> field, @Nullable Object wanted) {
    open().with(name, field, wanted);
    return self();
  }

  final S check(String text, FrameStep.Complaint<T> complaint) {
    open().check(text, complaint);
    return self();
  }

  /** The last word: what the peer does when the frame came. */
  final ScriptedPeer react(FrameStep.Reaction<T> reaction) {
    open().react(reaction);
    peer.script().seal();
    return peer;
  }

  private FrameStep<T> open() {
    peer.script().requireOpen(step);
    return step;
  }
}
