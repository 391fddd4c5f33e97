// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.sasl.SaslFrameBody;
import org.postrider.codec.wire.DescriptorTable;
import org.postrider.codec.wire.Encodable;
import org.postrider.codec.wire.ValueReader;

/** What was written is read again as the same. */
class RoundTripTest {

  @Provide
  Arbitrary<Object> values() {
    return Values.any();
  }

  @Provide
  Arbitrary<Object> arrays() {
    return Values.arrays(2);
  }

  @Provide
  Arbitrary<Performative> performatives() {
    return Bodies.ANY.performatives();
  }

  @Provide
  Arbitrary<SaslFrameBody> saslBodies() {
    return Bodies.ANY.saslBodies();
  }

  @Provide
  Arbitrary<DeliveryState> states() {
    return Bodies.ANY.states();
  }

  @Provide
  Arbitrary<Encodable> requests() {
    return Bodies.ANY.requests();
  }

  @Property(tries = 400)
  void anyValueIsReadAsItWasWritten(@ForAll("values") Object value) {
    byte[] octets = Octets.encoded(value);

    Object read = Octets.decoded(octets);

    assertThat(read).isEqualTo(value);
  }

  @Property(tries = 400)
  void anyArrayIsReadAsItWasWritten(@ForAll("arrays") Object array) {
    byte[] octets = Octets.encoded(array);

    Object read = Octets.decoded(octets);

    assertThat(read).isEqualTo(array);
  }

  @Property(tries = 400)
  void anyValueIsPassedOverWhole(@ForAll("values") Object value) {
    ValueReader in = new ValueReader(DescriptorTable.EMPTY).reset(Octets.encoded(value));

    in.skip();

    assertThat(in.remaining()).isZero();
  }

  @Property(tries = 400)
  void anyPerformativeIsReadAsItWasWritten(@ForAll("performatives") Performative performative) {
    byte[] octets = Octets.encoded(performative);

    Object read = Octets.decoded(octets);

    assertThat(read).isEqualTo(performative);
  }

  @Property(tries = 400)
  void anySaslBodyIsReadAsItWasWritten(@ForAll("saslBodies") SaslFrameBody body) {
    byte[] octets = Octets.encoded(body);

    Object read = Octets.decoded(octets);

    assertThat(read).isEqualTo(body);
  }

  @Property(tries = 400)
  void anyDeliveryStateIsReadAsItWasWritten(@ForAll("states") DeliveryState state) {
    byte[] octets = Octets.encoded(state);

    Object read = Octets.decoded(octets);

    assertThat(read).isEqualTo(state);
  }

  @Property(tries = 200)
  void anyRequestToACoordinatorIsReadAsItWasWritten(@ForAll("requests") Encodable request) {
    byte[] octets = Octets.encoded(request);

    Object read = Octets.decoded(octets);

    assertThat(read).isEqualTo(request);
  }

  @Property(tries = 400)
  void readingNeedsNoMoreThanTheOctetsOfTheValue(@ForAll("values") Object value) {
    byte[] octets = Octets.encoded(value);
    byte[] surrounded = Octets.joined(Octets.hex("eeee"), octets, Octets.hex("eeee"));
    ValueReader in = new ValueReader(org.postrider.codec.frame.AmqpTypes.TABLE);

    Object read = in.reset(surrounded, 2, octets.length).readObject();

    assertThat(read).isEqualTo(value);
    assertThat(in.position()).isEqualTo(2 + octets.length);
  }
}
