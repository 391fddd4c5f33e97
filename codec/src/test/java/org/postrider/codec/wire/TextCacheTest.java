// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** What the memory of texts gives is the text that was asked for, known or not. */
class TextCacheTest {

  private final TextCache cache = new TextCache();

  @Property
  void textIsThatOfTheOctets(
      @ForAll @Size(max = 300)
          List<
                  @net.jqwik.api.constraints.CharRange(from = 'a', to = 'c') @StringLength(max = 20)
                  String>
              texts,
      @ForAll @IntRange(max = 9) int offset) {
    for (String text : texts) {
      byte[] octets = (" ".repeat(offset) + text + "z").getBytes(ISO_8859_1);

      assertThat(cache.string(octets, offset, text.length())).isEqualTo(text);
      assertThat(String.valueOf(cache.symbol(octets, offset, text.length()))).isEqualTo(text);
    }
  }

  @Test
  void knownTextIsTheSameObject() {
    byte[] octets = "queue.orders".getBytes(ISO_8859_1);

    String first = cache.string(octets, 0, octets.length);

    assertThat(cache.string(octets.clone(), 0, octets.length)).isSameAs(first);
  }

  @Test
  void textThatIsNotAsciiIsNotRemembered() {
    for (int length = 1; length < 20; length++) {
      byte[] octets = "x".repeat(20).getBytes(ISO_8859_1);
      octets[length - 1] = (byte) 0xE9;

      assertThat(cache.string(octets, 0, length)).isNull();
      assertThat(cache.symbol(octets, 0, length)).isNull();
    }
  }

  /** An idle consumer has one, and there may be ten thousand of them. */
  @Test
  void withoutTextsItTakesNextToNoMemory() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    TextCache[] many = new TextCache[1000];

    long before = threads.getCurrentThreadAllocatedBytes();
    Arrays.setAll(many, i -> new TextCache());
    long octets = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(octets / many.length).isLessThan(100);
  }
}
