// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.AmqpSequence;
import org.postrider.codec.messaging.AmqpValue;
import org.postrider.codec.messaging.ApplicationProperties;
import org.postrider.codec.messaging.Data;
import org.postrider.codec.messaging.DeliveryAnnotations;
import org.postrider.codec.messaging.Filter;
import org.postrider.codec.messaging.FilterType;
import org.postrider.codec.messaging.Footer;
import org.postrider.codec.messaging.Header;
import org.postrider.codec.messaging.LifetimePolicy;
import org.postrider.codec.messaging.MessageAnnotations;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Properties;
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
  public static final DescriptorTable TABLE = table();

  private AmqpTypes() {}

  private static DescriptorTable table() {
    DescriptorTable.Builder types = new DescriptorTable.Builder();
    performatives(types);
    states(types);
    termini(types);
    sections(types);
    transactions(types);
    sasl(types);
    return types.build();
  }

  private static void performatives(DescriptorTable.Builder types) {
    types
        .composite(Open.CODE, Open.NAME, Open::decode)
        .composite(Begin.CODE, Begin.NAME, Begin::decode)
        .composite(Attach.CODE, Attach.NAME, Attach::decode)
        .composite(Flow.CODE, Flow.NAME, Flow::decode)
        .composite(Transfer.CODE, Transfer.NAME, Transfer::decode)
        .composite(Disposition.CODE, Disposition.NAME, Disposition::decode)
        .composite(Detach.CODE, Detach.NAME, Detach::decode)
        .composite(End.CODE, End.NAME, End::decode)
        .composite(Close.CODE, Close.NAME, Close::decode);
  }

  private static void states(DescriptorTable.Builder types) {
    types
        .composite(AmqpError.CODE, AmqpError.NAME, AmqpError::decode)
        .composite(Received.CODE, Received.NAME, Received::decode)
        .composite(Accepted.CODE, Accepted.NAME, Accepted::decode)
        .composite(Rejected.CODE, Rejected.NAME, Rejected::decode)
        .composite(Released.CODE, Released.NAME, Released::decode)
        .composite(Modified.CODE, Modified.NAME, Modified::decode);
  }

  private static void termini(DescriptorTable.Builder types) {
    types
        .composite(Source.CODE, Source.NAME, Source::decode)
        .composite(Target.CODE, Target.NAME, Target::decode);
    for (LifetimePolicy policy : LifetimePolicy.values()) {
      types.composite(policy.code(), policy.symbolicName(), in -> policy);
    }
    for (FilterType filter : FilterType.values()) {
      types.type(filter.code(), filter.symbolicName(), in -> new Filter(filter, in.readObject()));
    }
  }

  private static void sections(DescriptorTable.Builder types) {
    types
        .composite(Header.CODE, Header.NAME, Header::decode)
        .type(DeliveryAnnotations.CODE, DeliveryAnnotations.NAME, DeliveryAnnotations::decode)
        .type(MessageAnnotations.CODE, MessageAnnotations.NAME, MessageAnnotations::decode)
        .composite(Properties.CODE, Properties.NAME, Properties::decode)
        .type(ApplicationProperties.CODE, ApplicationProperties.NAME, ApplicationProperties::decode)
        .type(Data.CODE, Data.NAME, Data::decode)
        .type(AmqpSequence.CODE, AmqpSequence.NAME, AmqpSequence::decode)
        .type(AmqpValue.CODE, AmqpValue.NAME, AmqpValue::decode)
        .type(Footer.CODE, Footer.NAME, Footer::decode);
  }

  private static void transactions(DescriptorTable.Builder types) {
    types
        .composite(Coordinator.CODE, Coordinator.NAME, Coordinator::decode)
        .composite(Declare.CODE, Declare.NAME, Declare::decode)
        .composite(Discharge.CODE, Discharge.NAME, Discharge::decode)
        .composite(Declared.CODE, Declared.NAME, Declared::decode)
        .composite(TransactionalState.CODE, TransactionalState.NAME, TransactionalState::decode);
  }

  private static void sasl(DescriptorTable.Builder types) {
    types
        .composite(SaslMechanisms.CODE, SaslMechanisms.NAME, SaslMechanisms::decode)
        .composite(SaslInit.CODE, SaslInit.NAME, SaslInit::decode)
        .composite(SaslChallenge.CODE, SaslChallenge.NAME, SaslChallenge::decode)
        .composite(SaslResponse.CODE, SaslResponse.NAME, SaslResponse::decode)
        .composite(SaslOutcome.CODE, SaslOutcome.NAME, SaslOutcome::decode);
  }
}
