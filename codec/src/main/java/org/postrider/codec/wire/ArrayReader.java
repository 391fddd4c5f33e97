// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.AmqpArray;
import org.postrider.codec.value.AmqpType;
import org.postrider.codec.value.DescribedValue;

/**
 * Reads arrays: one constructor, then the data of each element (AMQP 1.6.24).
 *
 * <p>Stateless: the state is the reader's.
 */
final class ArrayReader {

  /**
   * How many elements without octets all arrays of a frame or section may claim together: nothing
   * else bounds their number.
   */
  static final int MAX_ZERO_WIDTH_ELEMENTS = 65_536;

  private ArrayReader() {}

  static AmqpArray read(ValueReader in, int arrayCode) {
    int outerLimit = in.limit();
    int count = in.enterArray(arrayCode);
    if (count == 0 && in.remaining() == 0) {
      // Some peers leave the constructor of an empty array out.
      in.leave(outerLimit);
      return AmqpArray.of(AmqpType.NULL, List.of());
    }
    in.countValues(Math.min(count, in.remaining()));
    int code = in.readCode();
    Object descriptor = null;
    if (code == FormatCode.DESCRIBED) {
      descriptor = descriptors(in);
      code = in.readCode();
    }
    AmqpType type = FormatCode.type(code);
    List<@Nullable Object> elements = elements(in, code, count);
    in.leave(outerLimit);
    return new AmqpArray(type, descriptor, elements);
  }

  /** Reads one descriptor, or several that stand before each other (AMQP 1.2). */
  private static Object descriptors(ValueReader in) {
    in.descend();
    int code = in.readCode();
    Object outer = code == FormatCode.DESCRIBED ? null : in.object(code);
    if (outer == null) {
      throw new DecodeException("a descriptor must not be null or described");
    }
    int behind = in.position();
    Object all = outer;
    if (in.readCode() == FormatCode.DESCRIBED) {
      all = new DescribedValue(outer, descriptors(in));
    } else {
      in.rewind(behind);
    }
    in.ascend();
    return all;
  }

  private static List<@Nullable Object> elements(ValueReader in, int code, int count) {
    if (FormatCode.fixedWidth(code) == 0) {
      if (count > MAX_ZERO_WIDTH_ELEMENTS
          || in.countElementsWithoutOctets(count) > MAX_ZERO_WIDTH_ELEMENTS) {
        throw new DecodeException("too many array elements without octets, with these " + count);
      }
      return Collections.nCopies(count, AnyValueReader.read(in, code));
    }
    if (count > in.remaining()) {
      throw new DecodeException("array count " + count + " exceeds its octets");
    }
    List<@Nullable Object> elements = new ArrayList<>(Math.min(count, AnyValueReader.FIRST_ITEMS));
    for (int i = 0; i < count; i++) {
      elements.add(AnyValueReader.read(in, code));
    }
    return Collections.unmodifiableList(elements);
  }
}
