// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec;

import static org.postrider.codec.messaging.TerminusDurability.UNSETTLED_STATE;
import static org.postrider.codec.performative.Role.RECEIVER;
import static org.postrider.codec.performative.Role.SENDER;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.AmqpSequence;
import org.postrider.codec.messaging.AmqpValue;
import org.postrider.codec.messaging.ApplicationProperties;
import org.postrider.codec.messaging.Data;
import org.postrider.codec.messaging.ExpiryPolicy;
import org.postrider.codec.messaging.Filter;
import org.postrider.codec.messaging.FilterType;
import org.postrider.codec.messaging.Header;
import org.postrider.codec.messaging.MessageAnnotations;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.messaging.Properties;
import org.postrider.codec.messaging.Received;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.messaging.TerminusDurability;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.sasl.SaslCode;
import org.postrider.codec.sasl.SaslInit;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.sasl.SaslOutcome;
import org.postrider.codec.transaction.Coordinator;
import org.postrider.codec.transaction.Declare;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.transaction.Discharge;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.AmqpArray;
import org.postrider.codec.value.AmqpChar;
import org.postrider.codec.value.AmqpType;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.value.UByte;
import org.postrider.codec.value.UInt;
import org.postrider.codec.value.ULong;
import org.postrider.codec.value.UShort;

/**
 * Octets that an independent codec wrote, with the values that they stand for.
 *
 * <p>Immutable.
 */
public final class GoldenVectors {

  /** Octets and their value. */
  public record Vector(String hex, Object value) {

    /** The octets. */
    public byte[] octets() {
      return Octets.hex(hex);
    }

    @Override
    public String toString() {
      String text = String.valueOf(value);
      return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
  }

  private GoldenVectors() {}

  /** Values of the primitive types. */
  public static List<Vector> primitives() {
    return List.of(
        new Vector("40", null),
        new Vector("41", true),
        new Vector("42", false),
        new Vector("50 c8", UByte.of(200)),
        new Vector("60 ea60", UShort.of(60_000)),
        new Vector("43", UInt.of(0)),
        new Vector("52 ff", UInt.of(255)),
        new Vector("70 00000100", UInt.of(256)),
        new Vector("70 ffffffff", UInt.of(UInt.MAX)),
        new Vector("44", ULong.of(0)),
        new Vector("53 ff", ULong.of(255)),
        new Vector("80 0000000000000100", ULong.of(256)),
        new Vector("51 ff", (byte) -1),
        new Vector("61 fffe", (short) -2),
        new Vector("54 80", -128),
        new Vector("54 7f", 127),
        new Vector("71 00000080", 128),
        new Vector("55 80", -128L),
        new Vector("81 0000000000000080", 128L),
        new Vector("72 3fc00000", 1.5f),
        new Vector("82 c002000000000000", -2.25),
        new Vector("73 00000041", new AmqpChar('A')),
        new Vector("83 0000018bcfe56800", new Timestamp(1_700_000_000_000L)),
        new Vector(
            "98 00112233445566778899aabbccddeeff",
            UUID.fromString("00112233-4455-6677-8899-aabbccddeeff")),
        new Vector("a0 03 010203", binary(1, 2, 3)),
        new Vector("a1 06 68c3a96c6c6f", "héllo"),
        new Vector("a3 05 7175657565", Symbol.of("queue")));
  }

  /** Lists, maps and arrays. */
  public static List<Vector> compounds() {
    return List.of(
        new Vector("45", List.of()),
        new Vector("c0 01 00", List.of()),
        new Vector("d0 00000004 00000000", List.of()),
        new Vector("d0 00000009 00000002 5401 a10161", List.of(1, "a")),
        new Vector("c0 07 03 5401 a10161 40", Arrays.asList(1, "a", null)),
        new Vector("d1 00000009 00000002 a1016b 5401", Map.of("k", 1)),
        new Vector(
            "f0 00000017 00000002 b3 00000005 7175657565 00000005 746f706963",
            AmqpArray.of(AmqpType.SYMBOL, symbols("queue", "topic"))),
        new Vector("e0 08 01 a3 05 7175657565", AmqpArray.of(AmqpType.SYMBOL, symbols("queue"))),
        new Vector("e0 02 00 a3", AmqpArray.of(AmqpType.SYMBOL, List.of())),
        new Vector("e0 0a 02 71 00000001 00000002", AmqpArray.of(AmqpType.INT, List.of(1, 2))),
        new Vector("56 01", true),
        new Vector("56 00", false));
  }

  /** Open, begin and attach. */
  public static List<Vector> beginnings() {
    return List.of(
        new Vector("005310 d0 00000008 00000001 a1026331", open("c1", null)),
        new Vector("00 a30e616d71703a6f70656e3a6c697374 c0 05 01 a1026331", open("c1", null)),
        new Vector(
            "005310 d0 00000047 00000009 a1026331 a10168 7000100000 607fff 7000007530 40 40 40"
                + " f0 00000027 00000002 b3 0000000f 414e4f4e594d4f55532d52454c4159"
                + " 0000000b 5348415245442d53554253",
            new Open(
                "c1",
                "h",
                1_048_576,
                32_767,
                30_000,
                List.of(),
                List.of(),
                List.of(),
                symbols("ANONYMOUS-RELAY", "SHARED-SUBS"),
                Map.of())),
        new Vector(
            "005311 d0 00000010 00000004 40 43 7000000800 707fffffff",
            begin(-1, 0, 2048, Integer.MAX_VALUE)),
        new Vector("005311 d0 0000000c 00000004 600000 43 5201 5201", begin(0, 0, 1, 1)),
        new Vector(
            "005312 d0 0000009a 0000000a a1014c 43 42 5000 5000"
                + " 005328 d0 0000004f 0000000a 40 43 a30b73657373696f6e2d656e64 43 42 40 40 40 40"
                + " f0 00000031 00000002 b3 00000012 616d71703a61636365707465643a6c697374"
                + " 00000012 616d71703a72656a65637465643a6c697374"
                + " 005329 d0 0000002b 00000007 a10171 43 a30b73657373696f6e2d656e64 43 42 40"
                + " f0 0000000e 00000001 b3 00000005 7175657565 40 40 43",
            senderAttach()),
        new Vector(
            "005312 d0 00000063 00000007 a10152 5201 41 40 40"
                + " 005328 d0 00000043 00000009 a10171 5202 a3056e65766572 43 42 40 40"
                + " d1 00000023 00000002 a30c6a6d732d73656c6563746f72"
                + " 00 800000468c00000004 a10561203d2031 005327 c0 02 01 41"
                + " 005329 d0 00000004 00000000",
            receiverAttach()));
  }

  /** Flow, transfer, disposition, detach, end and close. */
  public static List<Vector> conversations() {
    return List.of(
        new Vector(
            "005313 c0 13 07 5201 7000000800 5201 7000000800 43 43 5264",
            new Flow(1, 2048, 1, 2048, 0, 0, 100, -1, false, false, Map.of())),
        new Vector(
            "005313 c0 15 09 5201 7000000800 5201 7000000800 43 43 5264 40 41",
            new Flow(1, 2048, 1, 2048, 0, 0, 100, -1, true, false, Map.of())),
        new Vector("005314 c0 07 04 43 43 a00100 43", transfer(0, binary(0), false, null)),
        new Vector("005314 c0 09 06 43 43 a00100 43 40 41", transfer(0, binary(0), true, null)),
        new Vector(
            "005314 d0 0000001d 00000008 43 5201 a00101 43 40 40 40"
                + " 005334 d0 00000007 00000001 a00109",
            transfer(1, binary(1), false, new TransactionalState(binary(9), null))),
        new Vector(
            "005315 c0 09 05 41 43 40 41 005324 45",
            disposition(RECEIVER, 0, 0, Accepted.INSTANCE)),
        new Vector(
            "005315 d0 00000012 00000005 41 5203 5207 41 005327 c0 03 02 41 41",
            disposition(RECEIVER, 3, 7, Modified.FAILED_UNDELIVERABLE)),
        new Vector(
            "005315 d0 0000001b 00000005 41 43 40 41"
                + " 005334 d0 0000000b 00000002 a00109 005324 45",
            disposition(RECEIVER, 0, 0, new TransactionalState(binary(9), Accepted.INSTANCE))),
        new Vector("005316 c0 03 02 43 41", new Detach(0, true, null)),
        new Vector(
            "005316 d0 00000026 00000003 43 41"
                + " 00531d d0 00000018 00000002 a30e616d71703a6e6f742d666f756e64 a1026e6f",
            new Detach(0, true, new AmqpError(Symbol.of("amqp:not-found"), "no"))),
        new Vector("005317 45", new End(null)),
        new Vector("005318 45", new Close(null)));
  }

  /** Delivery states, and what a coordinator understands. */
  public static List<Vector> states() {
    return List.of(
        new Vector("005324 45", Accepted.INSTANCE),
        new Vector("005326 45", Released.INSTANCE),
        new Vector("005325 c0 01 00", new Rejected(null)),
        new Vector("005327 c0 03 02 41 41", new Modified(true, true, Map.of())),
        new Vector("005323 c0 05 02 5201 5302", new Received(1, 2)),
        new Vector("005333 c0 04 01 a00109", new Declared(binary(9))),
        new Vector(
            "005330 d0 00000029 00000001 f0 00000020 00000001 b3"
                + " 00000017 616d71703a6c6f63616c2d7472616e73616374696f6e73",
            new Coordinator(symbols("amqp:local-transactions"))));
  }

  /** SASL frame bodies. */
  public static List<Vector> sasl() {
    return List.of(
        new Vector(
            "005340 d0 00000024 00000001 f0 0000001b 00000002 b3"
                + " 00000009 414e4f4e594d4f5553 00000005 504c41494e",
            new SaslMechanisms(symbols("ANONYMOUS", "PLAIN"))),
        new Vector("005340 c0 08 01 a305504c41494e", new SaslMechanisms(symbols("PLAIN"))),
        new Vector(
            "005341 d0 0000001a 00000003 a305504c41494e a00a00757365720070617373 a10168",
            new SaslInit(Symbol.of("PLAIN"), Binary.wrap(Octets.hex("00757365720070617373")), "h")),
        new Vector("005344 c0 03 01 5000", new SaslOutcome(SaslCode.OK, null)));
  }

  /** Message sections, and what only a coordinator gets. */
  public static List<Vector> sections() {
    Map<Object, Object> annotations = new LinkedHashMap<>();
    annotations.put(Symbol.of("x-opt-jms-msg-type"), (byte) 5);
    annotations.put(Symbol.of("x-opt-jms-dest"), (byte) 0);
    return List.of(
        new Vector("005370 c0 02 01 41", new Header(true, 4, -1, false, 0)),
        new Vector("005370 c0 09 03 40 5009 70000003e8", new Header(false, 9, 1000, false, 0)),
        new Vector(
            "005373 d0 00000036 0000000a a10449443a31 40 a10171 40 40 40"
                + " a3186170706c69636174696f6e2f6f637465742d73747265616d 40 40 830000018bcfe56800",
            properties()),
        new Vector(
            "005372 d1 0000002c 00000004 a312782d6f70742d6a6d732d6d73672d74797065 5105"
                + " a30e782d6f70742d6a6d732d64657374 5100",
            new MessageAnnotations(annotations)),
        new Vector(
            "005374 d1 00000009 00000002 a1016e 5401", new ApplicationProperties(Map.of("n", 1))),
        new Vector("005375 a0 02 0102", new Data(binary(1, 2))),
        new Vector("005377 a1 02 6869", new AmqpValue("hi")),
        new Vector("005377 40", new AmqpValue(null)),
        new Vector("005376 d0 00000006 00000001 5401", new AmqpSequence(List.of(1))),
        new Vector("005377 005331 45", new AmqpValue(new Declare(null))),
        new Vector(
            "005377 005332 c0 05 02 a00109 42", new AmqpValue(new Discharge(binary(9), false))));
  }

  private static Properties properties() {
    return new Properties(
        "ID:1",
        null,
        "q",
        null,
        null,
        null,
        Symbol.of("application/octet-stream"),
        null,
        null,
        new Timestamp(1_700_000_000_000L),
        null,
        -1,
        null);
  }

  /** The nine performatives. */
  public static List<Vector> performatives() {
    return joined(List.of(beginnings(), conversations()));
  }

  /** All vectors whose value is one of this codec's. */
  public static List<Vector> all() {
    return joined(
        List.of(
            primitives(),
            compounds(),
            beginnings(),
            conversations(),
            states(),
            sasl(),
            sections()));
  }

  private static List<Vector> joined(List<List<Vector>> parts) {
    return new ArrayList<>(parts.stream().flatMap(List::stream).toList());
  }

  private static Open open(String containerId, String hostname) {
    return new Open(
        containerId,
        hostname,
        Open.MAX_FRAME_SIZE_DEFAULT,
        Open.CHANNEL_MAX_DEFAULT,
        0,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of());
  }

  private static Begin begin(int remoteChannel, long nextOutgoingId, long incoming, long outgoing) {
    return new Begin(
        remoteChannel,
        nextOutgoingId,
        incoming,
        outgoing,
        Begin.HANDLE_MAX_DEFAULT,
        List.of(),
        List.of(),
        Map.of());
  }

  private static Attach senderAttach() {
    Source source =
        source(null, null, Map.of(), symbols("amqp:accepted:list", "amqp:rejected:list"));
    Target target =
        new Target(
            "q",
            TerminusDurability.NONE,
            ExpiryPolicy.SESSION_END,
            0,
            false,
            Map.of(),
            symbols("queue"));
    return new Attach(
        "L",
        0,
        SENDER,
        SenderSettleMode.UNSETTLED,
        ReceiverSettleMode.FIRST,
        source,
        target,
        null,
        false,
        0,
        0,
        List.of(),
        List.of(),
        Map.of());
  }

  private static Attach receiverAttach() {
    Map<Symbol, Object> filter = new LinkedHashMap<>();
    filter.put(Symbol.of("jms-selector"), new Filter(FilterType.SELECTOR, "a = 1"));
    return new Attach(
        "R",
        1,
        RECEIVER,
        SenderSettleMode.MIXED,
        ReceiverSettleMode.FIRST,
        source("q", Modified.FAILED, filter, List.of()),
        Target.of(null),
        null,
        false,
        -1,
        0,
        List.of(),
        List.of(),
        Map.of());
  }

  /** The durable one is the one with an address. */
  private static Source source(
      String address, Outcome defaultOutcome, Map<Symbol, Object> filter, List<Symbol> outcomes) {
    return new Source(
        address,
        address == null ? TerminusDurability.NONE : UNSETTLED_STATE,
        address == null ? ExpiryPolicy.SESSION_END : ExpiryPolicy.NEVER,
        0,
        false,
        Map.of(),
        null,
        filter,
        defaultOutcome,
        outcomes,
        List.of());
  }

  private static Transfer transfer(long id, Binary tag, boolean more, TransactionalState state) {
    return new Transfer(0, id, tag, 0, false, more, null, state, false, false, false);
  }

  private static Disposition disposition(
      Role role, long first, long last, org.postrider.codec.messaging.DeliveryState state) {
    return new Disposition(role, first, last, true, state, false);
  }

  private static Binary binary(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return Binary.wrap(bytes);
  }

  private static List<Symbol> symbols(String... names) {
    return Stream.of(names).map(Symbol::of).toList();
  }
}
