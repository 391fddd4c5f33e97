// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.interop;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.tck.JakartaOnly;
import org.postrider.tck.interop.WireExtension.Carried;
import org.postrider.tck.interop.WireExtension.Making;

/** Bodies of every type that one client sends are the same to the other. */
@JakartaOnly
final class WireBodiesTest {
  @RegisterExtension static final WireExtension wire = new WireExtension();

  private static final int LARGE = 1_500_000;
  private static final Object[] ELEMENTS = {
    true,
    false,
    Byte.MIN_VALUE,
    Short.MAX_VALUE,
    'ß',
    '\uFFFF',
    Integer.MIN_VALUE,
    -1,
    0,
    300,
    Long.MAX_VALUE,
    -1L,
    Float.NaN,
    -0.0f,
    Double.MIN_VALUE,
    Double.NEGATIVE_INFINITY,
    "",
    "größer 你好 \ud83d\udc34",
    new byte[0],
    new byte[] {0, -1, 127, -128}
  };

  static List<Named<Making>> bodies() {
    return List.of(
        body("message", Session::createMessage),
        body("text", session -> session.createTextMessage("plain")),
        body("text null", Session::createTextMessage),
        body("text empty", session -> session.createTextMessage("")),
        body(
            "text of many languages",
            session -> session.createTextMessage("größer \0 你好 \ud83d\udc34")),
        body("text of 255 octets", session -> session.createTextMessage("a".repeat(255))),
        body("text of 256 octets", session -> session.createTextMessage("a".repeat(256))),
        body("text large", session -> session.createTextMessage("ß".repeat(LARGE))),
        body("bytes", session -> bytes(session, new byte[] {0, -1, 127, -128})),
        body("bytes empty", Session::createBytesMessage),
        body("bytes large", session -> bytes(session, new byte[LARGE])),
        body("map", session -> map(session, ELEMENTS)),
        body("map empty", Session::createMapMessage),
        body("map of null", session -> map(session, new Object[] {null})),
        body("map of 500", session -> map(session, new Object[500])),
        body("map large", session -> map(session, new byte[LARGE])),
        body("stream", session -> stream(session, ELEMENTS)),
        body("stream empty", Session::createStreamMessage),
        body("stream of null", session -> stream(session, new Object[] {null, "then", null})),
        body("stream large", session -> stream(session, "x".repeat(LARGE), new byte[LARGE])),
        body("object", session -> session.createObjectMessage("an object")),
        body("object null", Session::createObjectMessage),
        body("object number", session -> session.createObjectMessage(new BigDecimal("1.50"))),
        body(
            "object list",
            session -> session.createObjectMessage(new ArrayList<>(List.of(1, "two", 3.0)))),
        body("object large", session -> session.createObjectMessage(new byte[LARGE])),
        body("typed string", session -> typed(session, "text")),
        body(
            "typed list",
            session -> typed(session, new ArrayList<>(Arrays.asList(1, "two", null, 4L)))),
        body("typed map", session -> typed(session, new HashMap<>(Map.of("one", 1, "two", 2L)))),
        body("typed null", session -> typed(session, null)));
  }

  private static Named<Making> body(String name, Making making) {
    return Named.of(name, making);
  }

  /** What only we can make a typed object of: Qpid JMS refuses these. */
  static List<Named<Making>> oursAlone() {
    UUID uuid = UUID.fromString("00000000-0000-0001-0000-0000000000ff");
    return List.of(
        body("typed int", session -> typed(session, 42)),
        body("typed boolean", session -> typed(session, true)),
        body("typed double", session -> typed(session, 1.5)),
        body("typed uuid", session -> typed(session, uuid)));
  }

  @ParameterizedTest
  @MethodSource({"bodies", "oursAlone"})
  void qpidReadsWhatWeSend(Making making) throws Exception {
    assertSame(wire.carry(Client.POSTRIDER, making));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void weReadWhatQpidSends(Making making) throws Exception {
    assertSame(wire.carry(Client.QPID, making));
  }

  // Qpid JMS writes them as an array of bytes, and cannot read the binary that we write.
  @Test
  void weReadTypedOctetsOfBoth() throws Exception {
    byte[] octets = {1, 2};
    for (Client sender : Client.values()) {
      Carried carried =
          wire.carry(
              wire.session(sender),
              wire.session(Client.POSTRIDER),
              session -> typed(session, octets),
              MessageProducer::send);

      assertThat(((ObjectMessage) carried.received()).getObject()).isEqualTo(octets);
    }
  }

  // A bridge: received, and sent on unchanged.
  @ParameterizedTest
  @MethodSource("bodies")
  void whatWeSendOnIsStillTheSame(Making making) throws Exception {
    Carried there = wire.carry(Client.QPID, making);

    Carried back = wire.carry(Client.POSTRIDER, session -> there.received());

    assertThat(Reading.of(back.received())).isEqualTo(Reading.of(there.sent()));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void whatQpidSendsOnIsStillTheSame(Making making) throws Exception {
    Carried there = wire.carry(Client.POSTRIDER, making);

    Carried back = wire.carry(Client.QPID, session -> there.received());

    assertThat(Reading.of(back.received())).isEqualTo(Reading.of(there.sent()));
  }

  private static void assertSame(Carried carried) throws JMSException {
    assertThat(Reading.of(carried.received())).isEqualTo(Reading.of(carried.sent()));
    assertThat(carried.received()).isNotSameAs(carried.sent());
  }

  private static Message bytes(Session session, byte[] octets) throws JMSException {
    BytesMessage message = session.createBytesMessage();
    message.writeBytes(octets);
    return message;
  }

  private static Message map(Session session, Object... values) throws JMSException {
    MapMessage message = session.createMapMessage();
    for (int i = 0; i < values.length; i++) {
      message.setObject("entry " + i, values[i]);
    }
    return message;
  }

  private static Message stream(Session session, Object... values) throws JMSException {
    StreamMessage message = session.createStreamMessage();
    for (Object value : values) {
      message.writeObject(value);
    }
    return message;
  }

  private static Message typed(Session session, Serializable value) throws JMSException {
    ObjectMessage message = session.createObjectMessage();
    message.setBooleanProperty("JMS_AMQP_TYPED_ENCODING", true);
    message.setObject(value);
    return message;
  }
}
