// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.codec.Octets.hex;
import static org.postrider.codec.Octets.joined;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.Octets;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.ExpiryPolicy;
import org.postrider.codec.messaging.Modified;
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
import org.postrider.codec.transaction.Discharge;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/** Fields by position: defaults, mandatory ones, absent ones, surplus ones (AMQP 1.4). */
class CompositeFieldsTest {

  private static final Binary ONE = Binary.wrap(hex("01"));

  /** Descriptor, the least fields, how many there may be, and what that means. */
  static List<Arguments> types() {
    return List.of(
        Arguments.of("10", "amqp:open:list", "a10163", 10, open()),
        Arguments.of("11", "amqp:begin:list", "40 43 43 43", 8, begin()),
        Arguments.of("12", "amqp:attach:list", "a1016c 43 42", 14, attach()),
        Arguments.of("13", "amqp:flow:list", "40 43 43 43", 11, flow()),
        Arguments.of("14", "amqp:transfer:list", "43", 11, transfer()),
        Arguments.of("15", "amqp:disposition:list", "42 5207", 6, disposition()),
        Arguments.of("16", "amqp:detach:list", "43", 3, new Detach(0, false, null)),
        Arguments.of("17", "amqp:end:list", "", 1, new End(null)),
        Arguments.of("18", "amqp:close:list", "", 1, new Close(null)),
        Arguments.of("1d", "amqp:error:list", "a30163", 3, new AmqpError(Symbol.of("c"), null)),
        Arguments.of(
            "23",
            "amqp:received:list",
            "43 44",
            2,
            new org.postrider.codec.messaging.Received(0, 0)),
        Arguments.of("24", "amqp:accepted:list", "", 0, Accepted.INSTANCE),
        Arguments.of("25", "amqp:rejected:list", "", 1, new Rejected(null)),
        Arguments.of("26", "amqp:released:list", "", 0, Released.INSTANCE),
        Arguments.of("27", "amqp:modified:list", "", 3, new Modified(false, false, Map.of())),
        Arguments.of("28", "amqp:source:list", "", 11, source()),
        Arguments.of("29", "amqp:target:list", "", 7, Target.of(null)),
        Arguments.of("30", "amqp:coordinator:list", "", 1, new Coordinator(List.of())),
        Arguments.of("31", "amqp:declare:list", "", 1, new Declare(null)),
        Arguments.of("32", "amqp:discharge:list", "a00101", 2, new Discharge(ONE, false)),
        Arguments.of(
            "33",
            "amqp:declared:list",
            "a00101",
            1,
            new org.postrider.codec.transaction.Declared(ONE)),
        Arguments.of(
            "34", "amqp:transactional-state:list", "a00101", 2, new TransactionalState(ONE, null)),
        Arguments.of(
            "40",
            "amqp:sasl-mechanisms:list",
            "f00000000700000001a3016d",
            1,
            new SaslMechanisms(List.of(Symbol.of("m")))),
        Arguments.of(
            "41", "amqp:sasl-init:list", "a3016d", 3, new SaslInit(Symbol.of("m"), null, null)),
        Arguments.of(
            "42",
            "amqp:sasl-challenge:list",
            "a00101",
            1,
            new org.postrider.codec.sasl.SaslChallenge(ONE)),
        Arguments.of(
            "43",
            "amqp:sasl-response:list",
            "a00101",
            1,
            new org.postrider.codec.sasl.SaslResponse(ONE)),
        Arguments.of(
            "44", "amqp:sasl-outcome:list", "5001", 2, new SaslOutcome(SaslCode.AUTH, null)));
  }

  @ParameterizedTest
  @MethodSource("types")
  void bothFormsOfADescriptorAreTheSame(
      String code, String name, String fields, int most, Object value) {
    List<byte[]> descriptors =
        List.of(
            hex("0053" + code),
            hex("008000000000000000" + code),
            joined(hex("00"), Octets.encoded(Symbol.of(name))),
            joined(hex("00b3000000"), new byte[] {(byte) name.length()}, ascii(name)));

    List<Object> decoded =
        descriptors.stream().map(start -> Octets.decoded(joined(start, list(fields, 0)))).toList();

    assertThat(decoded).hasSize(4).containsOnly(value);
  }

  @ParameterizedTest
  @MethodSource("types")
  void absentFieldsAndNullsAreTheSame(
      String code, String name, String fields, int most, Object value) {
    byte[] descriptor = hex("0053" + code);
    int least = items(fields);
    List<Object> decoded = new ArrayList<>();

    for (int count = least; count <= most + 3; count++) {
      decoded.add(Octets.decoded(joined(descriptor, list(fields, count - least))));
      decoded.add(Octets.decoded(joined(descriptor, wideList(fields, count - least))));
    }

    assertThat(decoded).containsOnly(value);
  }

  @ParameterizedTest
  @MethodSource("types")
  void aFieldBeyondTheKnownOnesIsRefused(
      String code, String name, String fields, int most, Object value) {
    int nulls = most - items(fields);
    byte[] octets = joined(hex("0053" + code), list(fields + "40".repeat(nulls) + "41", 0));

    Symbol condition = Octets.refusal(() -> Octets.decoded(octets));

    assertThat(condition).isEqualTo(ErrorConditions.DECODE_ERROR);
  }

  @ParameterizedTest
  @MethodSource("types")
  void whatEqualsItsDefaultIsNotWritten(
      String code, String name, String fields, int most, Object value) {
    byte[] least = joined(hex("0053" + code), list(fields, 0));

    byte[] octets = Octets.encoded(value);

    // A discharge says even the default, for a peer that would read silence otherwise.
    byte[] expected = value instanceof Discharge ? hex("005332c00502a0010142") : least;
    assertThat(Octets.text(octets)).isEqualTo(Octets.text(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "10, 40",
    "11, 40 40 43 43",
    "11, 40 43 40 43",
    "11, 40 43 43 40",
    "12, 40 43 42",
    "12, a1016c 40 42",
    "12, a1016c 43 40",
    "13, 40 40 43 43",
    "13, 40 43 40 43",
    "13, 40 43 43 40",
    "14, 40",
    "15, 40 43",
    "15, 42 40",
    "16, 40",
    "1d, 40",
    "23, 40 44",
    "23, 43 40",
    "32, 40",
    "33, 40",
    "34, 40",
    "40, 40",
    "40, 45",
    "40, e00200a3",
    "41, 40",
    "42, 40",
    "43, 40",
    "44, 40",
  })
  void aMandatoryFieldMustNotBeNull(String code, String fields) {
    byte[] octets = joined(hex("0053" + code), list(fields, 0));

    Symbol condition = Octets.refusal(() -> Octets.decoded(octets));

    assertThat(condition).isEqualTo(ErrorConditions.DECODE_ERROR);
  }

  static List<Arguments> multiples() {
    List<Symbol> one = List.of(Symbol.of("queue"));
    return List.of(
        Arguments.of("40", List.of()),
        Arguments.of("45", List.of()),
        Arguments.of("c00100", List.of()),
        Arguments.of("d00000000400000000", List.of()),
        Arguments.of("e00100", List.of()),
        Arguments.of("e00200a3", List.of()),
        Arguments.of("e0020040", List.of()),
        Arguments.of("f00000000500000000b3", List.of()),
        Arguments.of("a3057175657565", one),
        Arguments.of("b3000000057175657565", one),
        Arguments.of("e00801a3057175657565", one),
        Arguments.of("e00b01b3000000057175657565", one),
        Arguments.of("f00000000b00000001a3057175657565", one),
        Arguments.of("e00602a301610162", List.of(Symbol.of("a"), Symbol.of("b"))));
  }

  @ParameterizedTest
  @MethodSource("multiples")
  void eachFormOfAMultipleFieldIsUnderstood(String form, List<Symbol> values) {
    byte[] octets = joined(hex("005330"), list(form, 0));

    Object decoded = Octets.decoded(octets);

    assertThat(decoded).isEqualTo(new Coordinator(values));
  }

  @ParameterizedTest
  @ValueSource(strings = {"41", "a10161", "c003015401", "e003015401", "e0020140", "c10100"})
  void aMultipleFieldOfAnotherTypeIsRefused(String form) {
    byte[] octets = joined(hex("005330"), list(form, 0));

    Symbol condition = Octets.refusal(() -> Octets.decoded(octets));

    assertThat(condition).isEqualTo(ErrorConditions.INVALID_FIELD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"43 41", "5200 41", "7000000000 41", "43 5601", "7000000000 5601"})
  void aFieldIsReadInEachWidth(String fields) {
    byte[] octets = joined(hex("005316"), list(fields, 0));

    Object decoded = Octets.decoded(octets);

    assertThat(decoded).isEqualTo(new Detach(0, true, null));
  }

  @Test
  void lastIsFirstWhereItIsAbsent() {
    byte[] octets = joined(hex("005315"), list("41 70ffffffff 40 41", 0));

    Object decoded = Octets.decoded(octets);

    assertThat(decoded)
        .isEqualTo(new Disposition(Role.RECEIVER, 0xFFFF_FFFFL, 0xFFFF_FFFFL, true, null, false));
  }

  @Test
  void stringKeysAreTakenForSymbols() {
    byte[] octets = joined(hex("00531d"), list("a30163 40 c1 05 02 a1016b 41", 0));

    Object decoded = Octets.decoded(octets);

    assertThat(decoded)
        .isEqualTo(new AmqpError(Symbol.of("c"), null, Map.of(Symbol.of("k"), true)));
  }

  private static byte[] list(String fields, int nulls) {
    byte[] items = hex(fields + "40".repeat(nulls));
    int count = items(fields) + nulls;
    return count == 0
        ? hex("45")
        : joined(hex("c0"), new byte[] {(byte) (items.length + 1), (byte) count}, items);
  }

  private static byte[] wideList(String fields, int nulls) {
    byte[] items = hex(fields + "40".repeat(nulls));
    return Octets.written(
        out -> {
          out.writeCode(FormatCode.LIST_32);
          out.rawInt(items.length + 4);
          out.rawInt(items(fields) + nulls);
          out.rawBytes(items, 0, items.length);
        });
  }

  private static int items(String fields) {
    ValueReader in = new ValueReader(DescriptorTable.EMPTY).reset(hex(fields));
    int count = 0;
    for (; in.remaining() > 0; count++) {
      in.skip();
    }
    return count;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  private static Open open() {
    return new Open(
        "c", null, 0xFFFF_FFFFL, 65_535, 0, List.of(), List.of(), List.of(), List.of(), Map.of());
  }

  private static Begin begin() {
    return new Begin(-1, 0, 0, 0, 0xFFFF_FFFFL, List.of(), List.of(), Map.of());
  }

  private static Attach attach() {
    return new Attach(
        "l",
        0,
        Role.SENDER,
        SenderSettleMode.MIXED,
        ReceiverSettleMode.FIRST,
        null,
        null,
        null,
        false,
        -1,
        0,
        List.of(),
        List.of(),
        Map.of());
  }

  private static Flow flow() {
    return new Flow(-1, 0, 0, 0, -1, -1, -1, -1, false, false, Map.of());
  }

  private static Transfer transfer() {
    return new Transfer(0, -1, null, -1, false, false, null, null, false, false, false);
  }

  private static Disposition disposition() {
    return new Disposition(Role.SENDER, 7, 7, false, null, false);
  }

  private static Source source() {
    return new Source(
        null,
        TerminusDurability.NONE,
        ExpiryPolicy.SESSION_END,
        0,
        false,
        Map.of(),
        null,
        Map.of(),
        null,
        List.of(),
        List.of());
  }
}
