// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.List;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.sasl.SaslCode;
import org.postrider.codec.sasl.SaslFrameBody;
import org.postrider.codec.sasl.SaslInit;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.sasl.SaslOutcome;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;

/** What is said before AMQP's own frames (AMQP 5.3). Stateless; plays on the script's thread. */
final class SaslDialogue {

  static final Symbol ANONYMOUS = Symbol.of("ANONYMOUS");

  private SaslDialogue() {}

  static void expectHeader(Stage stage, ProtocolHeader wanted) throws InterruptedException {
    Received received = stage.next();
    if (!received.equals(new Received.Header(wanted))) {
      throw new AssertionError(
          "expected " + wanted + "\nreceived on " + stage + ": " + received.text());
    }
  }

  static <T extends SaslFrameBody> T expect(Stage stage, Class<T> type)
      throws InterruptedException {
    Received received = stage.next();
    if (received instanceof Received.Sasl sasl && type.isInstance(sasl.body())) {
      return type.cast(sasl.body());
    }
    throw new AssertionError(
        "expected " + type.getSimpleName() + "\nreceived on " + stage + ": " + received.text());
  }

  /** The client's side with the mechanism ANONYMOUS, up to the headers of AMQP. */
  static void connectAnonymously(Stage stage) throws InterruptedException {
    stage.send(ProtocolHeader.SASL);
    expectHeader(stage, ProtocolHeader.SASL);
    List<Symbol> offered = expect(stage, SaslMechanisms.class).mechanisms();
    if (!offered.contains(ANONYMOUS)) {
      throw new AssertionError("expected ANONYMOUS among the mechanisms but they were " + offered);
    }
    stage.send(new SaslInit(ANONYMOUS, Binary.EMPTY, null));
    SaslCode code = expect(stage, SaslOutcome.class).code();
    if (code != SaslCode.OK) {
      throw new AssertionError("expected the SASL outcome OK but was " + code);
    }
    connect(stage);
  }

  /** The client's side of the headers of AMQP. */
  static void connect(Stage stage) throws InterruptedException {
    stage.send(ProtocolHeader.AMQP);
    expectHeader(stage, ProtocolHeader.AMQP);
  }
}
