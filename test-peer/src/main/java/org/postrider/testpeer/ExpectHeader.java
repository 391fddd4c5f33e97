// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import org.postrider.codec.frame.ProtocolHeader;

/** Expects a protocol header (AMQP 2.2). Confined to the thread of the test. */
public final class ExpectHeader {

  private final ScriptedPeer peer;
  private final HeaderStep step;

  ExpectHeader(ScriptedPeer peer, ProtocolHeader wanted) {
    this.peer = peer;
    this.step = new HeaderStep(wanted);
    peer.script().add(step);
  }

  /** Answers with the same header. */
  public ScriptedPeer respond() {
    return respondWith(step.wanted);
  }

  /** Answers with a header, a wrong one for one. */
  public ScriptedPeer respondWith(ProtocolHeader header) {
    peer.script().requireOpen(step);
    step.answer = header;
    peer.script().seal();
    return peer;
  }

  /** Built by the test's thread, then played by the script's. */
  private static final class HeaderStep implements Step {

    private final ProtocolHeader wanted;
    private @org.jspecify.annotations.Nullable ProtocolHeader answer;

    HeaderStep(ProtocolHeader wanted) {
      this.wanted = wanted;
    }

    @Override
    public String describe() {
      return "expect " + wanted;
    }

    @Override
    public void play(Stage stage) throws InterruptedException {
      SaslDialogue.expectHeader(stage, wanted);
      if (answer != null) {
        stage.send(answer);
      }
    }
  }
}
