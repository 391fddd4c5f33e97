// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.postrider.codec.Bodies;
import org.postrider.codec.Octets;
import org.postrider.codec.RecordingHandler;
import org.postrider.codec.RecordingHandler.Event;
import org.postrider.codec.frame.PerformativeDecoder;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.DecodeException;

/** The views of the hot path are the records, read and written without objects (AMQP 2.7). */
class HotViewsTest {

  private static final long UINT_MAX = 0xFFFF_FFFFL;

  @Provide
  Arbitrary<Performative> performatives() {
    return Bodies.ANY.performatives();
  }

  @Provide
  Arbitrary<DeliveryState> states() {
    return Bodies.ANY.states().injectNull(0.3);
  }

  @Provide
  Arbitrary<DeliveryState> usualStates() {
    return Arbitraries.<DeliveryState>of(Accepted.INSTANCE, Released.INSTANCE).injectNull(0.3);
  }

  @Property(tries = 250)
  void viewsShowWhatRecordsHold(@ForAll("performatives") Performative performative) {
    byte[] body = Octets.encoded(performative);

    Event heap = decoded(Unpooled.wrappedBuffer(body));
    Event direct = decoded(Unpooled.wrappedBuffer(body).asReadOnly());

    assertThat(heap.what()).isEqualTo(withoutFlowProperties(performative));
    assertThat(direct).isEqualTo(heap);
  }

  @Property(tries = 250)
  void aViewForgetsTheFrameBefore(
      @ForAll("performatives") Performative before, @ForAll("performatives") Performative after) {
    PerformativeDecoder decoder = new PerformativeDecoder();
    RecordingHandler told = new RecordingHandler();

    for (Performative performative : List.of(before, after)) {
      byte[] body = Octets.encoded(performative);
      decoder.decode(0, Unpooled.wrappedBuffer(body), body.length, told);
    }

    assertThat(told.events().get(1).what()).isEqualTo(withoutFlowProperties(after));
  }

  @Property(tries = 250)
  void aFirstTransferIsTheRecord(
      @ForAll @LongRange(min = 0, max = UINT_MAX) long handle,
      @ForAll int id,
      @ForAll @Size(max = 32) byte[] tag,
      @ForAll @IntRange(min = 0, max = 15) int flags,
      @ForAll("states") DeliveryState state) {
    byte[] body =
        Octets.written(out -> TransferView.writeFirst(out, handle, id, tag, flags, state));

    Object read = Octets.decoded(body);

    assertThat(read).isEqualTo(transfer(handle, id & UINT_MAX, Binary.wrap(tag), 0, flags, state));
  }

  @Property(tries = 250)
  void aNextTransferIsTheRecord(
      @ForAll @LongRange(min = 0, max = UINT_MAX) long handle,
      @ForAll @IntRange(min = 0, max = 15) int flags,
      @ForAll("states") DeliveryState state) {
    byte[] body = Octets.written(out -> TransferView.writeNext(out, handle, flags, state));

    Object read = Octets.decoded(body);

    assertThat(read).isEqualTo(transfer(handle, -1, null, -1, flags, state));
  }

  @Property(tries = 250)
  void aDispositionIsTheRecord(
      @ForAll Role role,
      @ForAll int first,
      @ForAll int last,
      @ForAll boolean settled,
      @ForAll("states") DeliveryState state) {
    dispositionIsTheRecord(role, first, last, settled, state);
  }

  @Property(tries = 250)
  void aDispositionOfAUsualStateIsTheRecord(
      @ForAll Role role,
      @ForAll int first,
      @ForAll int last,
      @ForAll boolean settled,
      @ForAll("usualStates") DeliveryState state) {
    dispositionIsTheRecord(role, first, last, settled, state);
  }

  private static void dispositionIsTheRecord(
      Role role, int first, int last, boolean settled, DeliveryState state) {
    byte[] body =
        Octets.written(out -> DispositionView.write(out, role, first, last, settled, state));

    Object read = Octets.decoded(body);

    assertThat(read)
        .isEqualTo(new Disposition(role, first & UINT_MAX, last & UINT_MAX, settled, state, false));
  }

  @Property(tries = 2_000)
  void nearlyADispositionIsReadOrRefusedAsTheRecordIs(
      @ForAll Role role,
      @ForAll int first,
      @ForAll("usualStates") DeliveryState state,
      @ForAll long seed) {
    Random random = new Random(seed);
    int last = first + random.nextInt(3);
    byte[] body = Octets.encoded(disposition(role, first, last, state, random.nextBoolean()));
    for (int left = random.nextInt(3); left > 0; left--) {
      // Descriptor and list are left alone: without them it is another performative.
      int at = 4 + random.nextInt(body.length - 4);
      body[at] = random.nextBoolean() ? TELLING[random.nextInt(TELLING.length)] : (byte) left;
    }
    byte[] octets = body;
    ByteBuf roomy = Unpooled.wrappedBuffer(Octets.joined(octets, octets));

    Object record = orRefusal(() -> Octets.decoded(octets));
    Object exact = orRefusal(() -> decoded(Unpooled.wrappedBuffer(octets), octets.length).what());
    Object quick = orRefusal(() -> decoded(roomy, octets.length).what());

    assertThat(exact).isEqualTo(record);
    assertThat(quick).isEqualTo(record);
  }

  /** Constructors that may stand in a disposition, and some that may not. */
  private static final byte[] TELLING = Octets.hex("00404142434552535456707180a1c0d0242625");

  private static final String REFUSED = "refused";

  private static Object orRefusal(Supplier<Object> decoding) {
    try {
      return decoding.get();
    } catch (DecodeException refused) {
      return REFUSED;
    }
  }

  private static Disposition disposition(
      Role role, int first, int last, DeliveryState state, boolean batchable) {
    return new Disposition(role, first & UINT_MAX, last & UINT_MAX, true, state, batchable);
  }

  @Test
  void theCommonFramesAreShort() {
    byte[] tag = {0};

    byte[] transfer = Octets.written(out -> TransferView.writeFirst(out, 0, 0, tag, 0, null));
    byte[] more = Octets.written(out -> TransferView.writeNext(out, 0, TransferFlags.MORE, null));
    byte[] accepted =
        Octets.written(
            out -> DispositionView.write(out, Role.RECEIVER, 0, 0, true, Accepted.INSTANCE));
    byte[] single =
        Octets.written(
            out -> DispositionView.write(out, Role.SENDER, 256, 256, false, Released.INSTANCE));
    byte[] range =
        Octets.written(
            out -> DispositionView.write(out, Role.RECEIVER, 256, 511, true, Accepted.INSTANCE));

    assertThat(Octets.text(transfer)).isEqualTo("005314c008054343a001004342");
    assertThat(Octets.text(more)).isEqualTo("005314c00706434040404241");
    assertThat(Octets.text(accepted)).isEqualTo("005315c009054143404100532445");
    assertThat(Octets.text(single)).isEqualTo("005315c00d05427000000100404200532645");
    assertThat(Octets.text(range)).isEqualTo("005315c0110541700000010070000001ff4100532445");
  }

  @Test
  void aTransferWithAWideStateIsReadToItsPayload() {
    DeliveryState state =
        new Modified(
            true, false, Map.of(org.postrider.codec.value.Symbol.of("x"), "long".repeat(100)));
    byte[] body = Octets.written(out -> TransferView.writeNext(out, 7, 0, state));

    Event event = decoded(Unpooled.wrappedBuffer(body, Octets.hex("0102")).asReadOnly());

    assertThat(event.what()).isEqualTo(transfer(7, -1, null, -1, 0, state));
    assertThat(event.payload()).isEqualTo(Binary.wrap(Octets.hex("0102")));
  }

  private static Event decoded(ByteBuf in) {
    return decoded(in, in.readableBytes());
  }

  private static Event decoded(ByteBuf in, int length) {
    RecordingHandler told = new RecordingHandler();
    new PerformativeDecoder().decode(0, in, length, told);
    assertThat(told.events()).hasSize(1);
    return told.events().get(0);
  }

  private static Transfer transfer(
      long handle, long id, Binary tag, long format, int flags, DeliveryState state) {
    return new Transfer(
        handle,
        id,
        tag,
        format,
        (flags & TransferFlags.SETTLED) != 0,
        (flags & TransferFlags.MORE) != 0,
        null,
        state,
        false,
        (flags & TransferFlags.ABORTED) != 0,
        (flags & TransferFlags.BATCHABLE) != 0);
  }

  private static Performative withoutFlowProperties(Performative performative) {
    if (!(performative instanceof Flow flow)) {
      return performative;
    }
    return new Flow(
        flow.nextIncomingId(),
        flow.incomingWindow(),
        flow.nextOutgoingId(),
        flow.outgoingWindow(),
        flow.handle(),
        flow.deliveryCount(),
        flow.linkCredit(),
        flow.available(),
        flow.drain(),
        flow.echo(),
        Map.of());
  }
}
