// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** A message's octets put together from the payloads of its transfers. */
class AssemblyTest {

  @Property(tries = 500)
  void givesAllOctetsInTheirOrderWhateverWasExpected(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 40) Integer> lengths,
      @ForAll @IntRange(max = 200) int expected) {
    byte[] message = octets(lengths.stream().mapToInt(Integer::intValue).sum());
    ByteBuf in = Unpooled.wrappedBuffer(message);
    Assembly assembly = new Assembly(expected);
    for (int length : lengths) {
      assembly.add(in, length);
    }

    assertThat(assembly.whole()).isEqualTo(message);
    assertThat(assembly.octets()).isEqualTo(message.length);
    assertThat(assembly.emptyTransfers())
        .isEqualTo((int) lengths.stream().filter(n -> n == 0).count());
    assertThat(in.isReadable()).isFalse();
  }

  @Test
  void copiesNothingAgainThatIsAsLargeAsExpected() {
    Assembly assembly = new Assembly(100);
    ByteBuf in = Unpooled.wrappedBuffer(octets(100));
    assembly.add(in, 60);
    assembly.add(in, 40);

    // What is joined from parts is made anew each time.
    assertThat(assembly.whole()).isSameAs(assembly.whole());
  }

  private static byte[] octets(int length) {
    byte[] octets = new byte[length];
    new Random(length).nextBytes(octets);
    return octets;
  }
}
