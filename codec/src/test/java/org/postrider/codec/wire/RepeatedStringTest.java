// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postrider.codec.Allocations;

/** A string that is remembered has the octets of one that is not (AMQP 1.6.20). */
class RepeatedStringTest {

  private static final int ROUNDS = 1_000;
  private static final int MESSAGES_TO_REMEMBER = 20;

  private final ValueWriter writer = new ValueWriter();
  private final ByteBuf buffer = Unpooled.buffer(1 << 16);

  @Test
  void whatIsRememberedIsWrittenTheSame() {
    // Ł is 0x141, whose low octet is a letter's; Aa and BB have the same hash code.
    List<String> texts =
        Stream.concat(
                Stream.of("", "name", "é", "\u0141", "名", "😀", "Aa", "BB", "x".repeat(64)),
                IntStream.range(0, 500).mapToObj(i -> "name" + i))
            .toList();
    List<String> longer = List.of("x".repeat(65), "x".repeat(255), "é".repeat(64));

    for (int round = 0; round < 4; round++) {
      assertWrittenAsStrings(texts);
      assertWrittenAsStrings(longer);
    }
  }

  @Test
  void nothingIsAllocatedForWhatComesAgain() {
    List<String> names = List.of("region", "customer", "currency");
    for (int message = 0; message < MESSAGES_TO_REMEMBER; message++) {
      written(names);
    }

    long bytes =
        Allocations.of(
            () -> {
              for (int round = 0; round < ROUNDS; round++) {
                writer.reset(buffer.clear());
                for (int i = 0; i < names.size(); i++) {
                  writer.writeRepeatedString(names.get(i));
                }
              }
            });

    assertThat(bytes).isLessThan(ROUNDS);
  }

  private void assertWrittenAsStrings(List<String> texts) {
    writer.reset(buffer.clear());
    texts.forEach(writer::writeString);
    byte[] expected = octets();

    assertThat(written(texts)).isEqualTo(expected);
  }

  private byte[] written(List<String> texts) {
    writer.reset(buffer.clear());
    texts.forEach(writer::writeRepeatedString);
    return octets();
  }

  private byte[] octets() {
    ByteBuf flushed = writer.flush();
    return Arrays.copyOf(flushed.array(), flushed.writerIndex());
  }
}
