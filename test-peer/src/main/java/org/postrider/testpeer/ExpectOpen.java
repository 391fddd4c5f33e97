// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.Symbol;

/** Expects an open (AMQP 2.7.1). Confined to the thread of the test. */
public final class ExpectOpen extends Expectation<Open, ExpectOpen> {

  ExpectOpen(ScriptedPeer peer) {
    super(peer, Open.class);
  }

  @Override
  ExpectOpen self() {
    return this;
  }

  /** Its container-id. */
  public ExpectOpen withContainerId(String containerId) {
    return with("container-id", Open::containerId, containerId);
  }

  /** Its hostname; null for none. */
  public ExpectOpen withHostname(@Nullable String hostname) {
    return with("hostname", Open::hostname, hostname);
  }

  /** Its max-frame-size in octets. */
  public ExpectOpen withMaxFrameSize(long octets) {
    return with("max-frame-size", Open::maxFrameSize, octets);
  }

  /** Its channel-max. */
  public ExpectOpen withChannelMax(int channelMax) {
    return with("channel-max", Open::channelMax, channelMax);
  }

  /** Its idle-time-out; 0 for none. */
  public ExpectOpen withIdleTimeOutMs(long idleTimeOutMs) {
    return with("idle-time-out", Open::idleTimeOutMs, idleTimeOutMs);
  }

  /** A capability is among those that it desires. */
  public ExpectOpen desiring(String capability) {
    return matching(
        "desired capability " + capability,
        open -> open.desiredCapabilities().contains(Symbol.of(capability)));
  }

  /** One of its properties. */
  public ExpectOpen withProperty(String key, @Nullable Object value) {
    return with("property " + key, open -> open.properties().get(Symbol.of(key)), value);
  }

  /** Answers with an open. */
  public ScriptedPeer respond() {
    return respondWith(open -> {});
  }

  /** Answers with an open of these words. */
  public ScriptedPeer respondWith(Consumer<RemoteOpen> words) {
    RemoteOpen answer = new RemoteOpen(null);
    words.accept(answer);
    return react((stage, frame, open) -> answer.play(stage));
  }
}
