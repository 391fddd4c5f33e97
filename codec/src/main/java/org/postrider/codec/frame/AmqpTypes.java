// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Received;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.sasl.SaslChallenge;
import org.postrider.codec.sasl.SaslInit;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.sasl.SaslOutcome;
import org.postrider.codec.sasl.SaslResponse;
import org.postrider.codec.transaction.Coordinator;
import org.postrider.codec.transaction.Declare;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.transaction.Discharge;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.wire.DescriptorTable;

/** The table of all described types of AMQP 1.0. */
public final class AmqpTypes {

  /** Every described type, by both forms of its descriptor. */
  public static final DescriptorTable TABLE =
      new DescriptorTable.Builder()
          .composite(Open.CODE, Open.NAME, Open::decode)
          .composite(Begin.CODE, Begin.NAME, Begin::decode)
          .composite(Attach.CODE, Attach.NAME, Attach::decode)
          .composite(Flow.CODE, Flow.NAME, Flow::decode)
          .composite(Transfer.CODE, Transfer.NAME, Transfer::decode)
          .composite(Disposition.CODE, Disposition.NAME, Disposition::decode)
          .composite(Detach.CODE, Detach.NAME, Detach::decode)
          .composite(End.CODE, End.NAME, End::decode)
          .composite(Close.CODE, Close.NAME, Close::decode)
          .composite(AmqpError.CODE, AmqpError.NAME, AmqpError::decode)
          .composite(Received.CODE, Received.NAME, Received::decode)
          .composite(Accepted.CODE, Accepted.NAME, Accepted::decode)
          .composite(Rejected.CODE, Rejected.NAME, Rejected::decode)
          .composite(Released.CODE, Released.NAME, Released::decode)
          .composite(Modified.CODE, Modified.NAME, Modified::decode)
          .composite(Source.CODE, Source.NAME, Source::decode)
          .composite(Target.CODE, Target.NAME, Target::decode)
          .composite(Coordinator.CODE, Coordinator.NAME, Coordinator::decode)
          .composite(Declare.CODE, Declare.NAME, Declare::decode)
          .composite(Discharge.CODE, Discharge.NAME, Discharge::decode)
          .composite(Declared.CODE, Declared.NAME, Declared::decode)
          .composite(TransactionalState.CODE, TransactionalState.NAME, TransactionalState::decode)
          .composite(SaslMechanisms.CODE, SaslMechanisms.NAME, SaslMechanisms::decode)
          .composite(SaslInit.CODE, SaslInit.NAME, SaslInit::decode)
          .composite(SaslChallenge.CODE, SaslChallenge.NAME, SaslChallenge::decode)
          .composite(SaslResponse.CODE, SaslResponse.NAME, SaslResponse::decode)
          .composite(SaslOutcome.CODE, SaslOutcome.NAME, SaslOutcome::decode)
          .build();

  private AmqpTypes() {}
}
