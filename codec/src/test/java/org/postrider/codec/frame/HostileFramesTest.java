// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.codec.Octets.hex;
import static org.postrider.codec.Octets.joined;
import static org.postrider.codec.value.ErrorConditions.DECODE_ERROR;
import static org.postrider.codec.value.ErrorConditions.INVALID_FIELD;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.GoldenVectors;
import org.postrider.codec.GoldenVectors.Vector;
import org.postrider.codec.Octets;
import org.postrider.codec.RecordingHandler;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;

/** A frame body is one performative, or the connection ends with the right condition. */
class HostileFramesTest {

  private final RecordingHandler told = new RecordingHandler();

  static List<Vector> performatives() {
    return GoldenVectors.performatives();
  }

  static List<Vector> saslBodies() {
    return GoldenVectors.sasl();
  }

  @ParameterizedTest
  @MethodSource("performatives")
  void aBodyCutAnywhereIsRefused(Vector golden) {
    byte[] body = golden.octets();

    List<Symbol> conditions =
        java.util.stream.IntStream.range(1, body.length)
            .mapToObj(n -> refusal(Arrays.copyOf(body, n)))
            .toList();

    assertThat(conditions).containsOnly(DECODE_ERROR);
  }

  @ParameterizedTest
  @MethodSource("performatives")
  void onlyATransferHasAPayload(Vector golden) {
    byte[] body = joined(golden.octets(), hex("40"));

    if (golden.value() instanceof Transfer) {
      decode(body);
      assertThat(told.events().get(0).payload()).isEqualTo(Binary.wrap(hex("40")));
    } else {
      assertThat(refusal(body)).isEqualTo(DECODE_ERROR);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "40",
        "45",
        "c00100",
        "414d515000010000", // no described value
        "00530f45",
        "00531945",
        "00531d45",
        "005324 45",
        "005328 45",
        "005370 45", // no performative
        "00800000000100000010 45",
        "0080ffffffffffffffff 45", // a domain of somebody else
        "00a3 03 616263 45",
        "00a1 0e 616d71703a6f70656e3a6c697374 45",
        "0040 45",
        "00 0044 45",
        "005310 45",
        "005310 c0 02 01 40",
        "005310 a1 026331",
        "005310 c1 01 00", // open
        "005311 c0 04 03 40 43 43",
        "005311 c0 05 04 60 0000 43", // begin
        "005312 c0 04 02 a10141",
        "005313 45",
        "005314 45",
        "005315 45",
        "005316 45",
        "005315 c0 03 02 40 43",
        "005315 c0 02 01 41",
        "005315 c0 03 02 43 43",
        "005314 c0 02 01 40",
        "005314 c0 03 01 54 01",
        "005314 c0 05 03 43 43 a101",
        "005317 c0 03 02 40 41",
        "005317 40",
      })
  void whatIsNoPerformativeIsRefused(String octets) {
    byte[] body = hex(octets);

    Symbol condition = refusal(body);

    assertThat(condition).isEqualTo(DECODE_ERROR);
  }

  @ParameterizedTest
  @CsvSource({
    "12, 04, a10141 43 41 5003, snd-settle-mode 3",
    "12, 05, a10141 43 41 40 5002, rcv-settle-mode 2",
    "12, 06, a10141 43 41 40 40 45, source of another type",
    "12, 06, a10141 43 41 40 40 005324 45, source that is an outcome",
    "12, 07, a10141 43 41 40 40 40 005324 45, target that is an outcome",
    "14, 07, 43 40 40 40 40 40 5002, rcv-settle-mode 2",
    "14, 08, 43 40 40 40 40 40 40 45, state of another type",
    "14, 08, 43 40 40 40 40 40 40 005328 45, state that is a source",
    "15, 05, 41 43 40 41 45, state of another type",
    "15, 05, 41 43 40 41 005329 45, state that is a target",
    "17, 01, 41, error of another type",
    "10, 06, a10141 40 40 40 40 5401, locale of another type",
    "10, 06, a10141 40 40 40 40 e0 03 01 54 01, locales of another type",
    "10, 0a, a10141 40 40 40 40 40 40 40 40 c1 03 02 41 41, property name of another type",
    "13, 0b, 40 43 43 43 40 40 40 40 40 40 45, flow properties of another type",
  })
  void aFieldOfAForbiddenValueIsNamedInvalid(
      String code, String count, String fields, String what) {
    byte[] body = composite(code, count, fields);

    Symbol condition = refusal(body);

    assertThat(condition).as(what).isEqualTo(INVALID_FIELD);
  }

  @Test
  void aNameGivenAsSymbolAndAsStringIsRefused() {
    String map = "c1 09 04 a30178 41 a10178 41";
    byte[] body = composite("10", "0a", "a10141 40 40 40 40 40 40 40 40" + map);

    Symbol condition = refusal(body);

    assertThat(condition).isEqualTo(INVALID_FIELD);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32})
  void aDeliveryTagHasUpTo32Octets(int length) {
    byte[] body = transfer(length);

    decode(body);

    assertThat(told.events().get(0).what())
        .extracting(transfer -> ((Transfer) transfer).deliveryTag().length())
        .isEqualTo(length);
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 255, 256, 100_000})
  void aLongerDeliveryTagIsRefused(int length) {
    byte[] body = transfer(length);

    Symbol condition = refusal(body);
    Symbol record = Octets.refusal(() -> Octets.decoded(body));

    assertThat(condition).isEqualTo(DECODE_ERROR);
    assertThat(record).isEqualTo(DECODE_ERROR);
  }

  @Test
  void whatATransferSaysOfItsPayloadDoesNotMatter() {
    byte[] payload = hex("ffffffffffffffffffffffffffffffff");
    byte[] body = joined(transfer(1), payload);

    decode(body);

    assertThat(told.events().get(0).payload()).isEqualTo(Binary.wrap(payload));
  }

  @Test
  void octetsThatAreKeptAreCopies() {
    Map<Symbol, Object> properties = Map.of(Symbol.of("k"), Binary.wrap(hex("0102")));
    Close close = new Close(new AmqpError(Symbol.of("x"), null, properties));
    byte[] body = Octets.encoded(close);

    decode(body);
    Arrays.fill(body, (byte) 0xEE);

    assertThat(told.events().get(0).what()).isEqualTo(close);
  }

  @Test
  void octetsThatAreKeptOfASaslFrameAreCopies() {
    Vector golden = GoldenVectors.sasl().get(2);
    byte[] body = golden.octets();

    new SaslDecoder().decode(Unpooled.wrappedBuffer(body), body.length, told);
    Arrays.fill(body, (byte) 0xEE);

    assertThat(told.events().get(0).what()).isEqualTo(golden.value());
  }

  @ParameterizedTest
  @MethodSource("saslBodies")
  void aSaslBodyCutAnywhereIsRefused(Vector golden) {
    byte[] body = golden.octets();

    List<Symbol> conditions =
        java.util.stream.IntStream.range(0, body.length)
            .mapToObj(n -> saslRefusal(Arrays.copyOf(body, n)))
            .toList();

    assertThat(conditions).containsOnly(DECODE_ERROR);
    assertThat(saslRefusal(joined(body, hex("40")))).isEqualTo(DECODE_ERROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "40",
        "45",
        "00531745",
        "005324 45",
        "005341 45",
        "005342 45",
        "005343 45",
        "005344 45",
        "005345 45",
        "005341 c0 04 01 a10141",
        "005342 c0 04 01 a10141",
      })
  void whatIsNoSaslBodyIsRefused(String octets) {
    byte[] body = hex(octets);

    Symbol condition = saslRefusal(body);

    assertThat(condition).isEqualTo(DECODE_ERROR);
  }

  @Test
  void anUnknownSaslCodeIsNamedInvalid() {
    byte[] body = hex("005344 c0 03 01 5005");

    Symbol condition = saslRefusal(body);

    assertThat(condition).isEqualTo(INVALID_FIELD);
  }

  @Test
  void anUnsettledMapIsKeptWhole() {
    Attach golden = (Attach) GoldenVectors.beginnings().get(5).value();
    Map<Object, Object> unsettled = new java.util.LinkedHashMap<>();
    unsettled.put(Binary.wrap(hex("01")), null);
    unsettled.put(Binary.wrap(hex("02")), org.postrider.codec.messaging.Accepted.INSTANCE);
    Attach attach = withUnsettled(golden, unsettled);
    byte[] body = Octets.encoded(attach);

    decode(body);
    Arrays.fill(body, (byte) 0xEE);

    assertThat(told.events().get(0).what()).isEqualTo(attach);
  }

  private static Attach withUnsettled(Attach attach, Map<Object, Object> unsettled) {
    return new Attach(
        attach.name(),
        attach.handle(),
        attach.role(),
        attach.senderSettleMode(),
        attach.receiverSettleMode(),
        attach.source(),
        attach.target(),
        unsettled,
        true,
        attach.initialDeliveryCount(),
        attach.maxMessageSize(),
        attach.offeredCapabilities(),
        attach.desiredCapabilities(),
        attach.properties());
  }

  private static byte[] composite(String code, String count, String fields) {
    byte[] items = hex(count + fields);
    return joined(hex("0053" + code + "c0"), new byte[] {(byte) items.length}, items);
  }

  private static byte[] transfer(int tagLength) {
    Binary tag = Binary.wrap(new byte[tagLength]);
    return Octets.encoded(
        new Transfer(0, 0, tag, 0, false, false, null, null, false, false, false));
  }

  private void decode(byte[] body) {
    decode(Unpooled.wrappedBuffer(body), body.length);
  }

  private void decode(ByteBuf in, int length) {
    new PerformativeDecoder().decode(0, in, length, told);
  }

  /** In both kinds of memory. */
  private Symbol refusal(byte[] body) {
    Symbol heap = Octets.refusal(() -> decode(body));
    ByteBuf readOnly = Unpooled.wrappedBuffer(body).asReadOnly();
    Symbol copied = Octets.refusal(() -> decode(readOnly, body.length));
    assertThat(copied).isEqualTo(heap);
    return heap;
  }

  private Symbol saslRefusal(byte[] body) {
    return Octets.refusal(
        () -> new SaslDecoder().decode(Unpooled.wrappedBuffer(body), body.length, told));
  }

  /** The reader of a whole open stays usable after one that was refused. */
  @Test
  void aDecoderIsUsableAfterARefusal() {
    PerformativeDecoder decoder = new PerformativeDecoder();
    byte[] deep = joined(hex("005317"), hex("d0 00000005 00000001".repeat(31)), hex("40"));
    byte[] open = GoldenVectors.beginnings().get(0).octets();

    Octets.refusal(() -> decoder.decode(0, Unpooled.wrappedBuffer(deep), deep.length, told));
    decoder.decode(0, Unpooled.wrappedBuffer(open), open.length, told);

    assertThat(told.events().get(0).what()).isInstanceOf(Open.class);
  }
}
