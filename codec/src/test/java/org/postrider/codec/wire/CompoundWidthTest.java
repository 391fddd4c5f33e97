// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Compounds begin short and are widened only when they must be (AMQP 1.6.22, 1.6.23). */
class CompoundWidthTest {

  @Property
  void widthFollowsSizeAndCount(
      @ForAll @IntRange(max = 300) int textOctets, @ForAll @IntRange(max = 300) int nulls) {
    List<Object> inner = Collections.nCopies(nulls, null);
    List<Object> outer = List.of("x".repeat(textOctets), inner, inner);
    ByteBuf buffer = Unpooled.buffer(1);
    ValueWriter out = new ValueWriter().reset(buffer);

    out.writeObject(outer);

    byte[] octets = java.util.Arrays.copyOf(out.flush().array(), out.index());
    assertThat(new ValueReader(DescriptorTable.EMPTY).reset(octets).readObject()).isEqualTo(outer);
    int innerOctets = nulls == 0 ? 1 : nulls < 0xFF ? 3 + nulls : 9 + nulls;
    int content = (textOctets <= 0xFF ? 2 : 5) + textOctets + 2 * innerOctets;
    assertThat(octets).hasSize(content + (content < 0xFF ? 3 : 9));
  }
}
