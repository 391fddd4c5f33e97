// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.ValueWriter;

/**
 * A section that is a map, without the map: writes entry after entry.
 *
 * <p>Confined to its {@link MessageWriter}. Keys are symbols in annotations and a footer, strings
 * in application properties; the caller sees to it that none comes twice.
 */
public final class MapWriter {

  private final ValueWriter out;
  private boolean annotations;
  private int mark;
  private int count;

  MapWriter(ValueWriter out) {
    this.out = out;
  }

  MapWriter begin(int descriptor) {
    out.writeDescriptor(descriptor);
    annotations = descriptor != ApplicationProperties.CODE;
    mark = out.beginCompound();
    count = 0;
    return this;
  }

  /** Ends the section. */
  public void end() {
    out.endMap(mark, count);
  }

  /** How many entries were written so far. */
  public int size() {
    return count / 2;
  }

  /** An annotation of any type. */
  public MapWriter entry(Symbol key, @Nullable Object value) {
    key(key);
    out.writeObject(value);
    return this;
  }

  /** An annotation that is a byte. */
  public MapWriter entry(Symbol key, byte value) {
    key(key);
    out.writeByte(value);
    return this;
  }

  /**
   * An application property.
   *
   * @throws IllegalArgumentException if the value is a map, list or array, or AMQP has no type for
   *     it
   */
  public MapWriter entry(String key, @Nullable Object value) {
    key(key);
    SectionMaps.writeSimple(out, key, value);
    return this;
  }

  /** An application property that is an int. */
  public MapWriter entry(String key, int value) {
    key(key);
    out.writeInt(value);
    return this;
  }

  /** An application property that is a long. */
  public MapWriter entry(String key, long value) {
    key(key);
    out.writeLong(value);
    return this;
  }

  /** An application property that is a double. */
  public MapWriter entry(String key, double value) {
    key(key);
    out.writeDouble(value);
    return this;
  }

  /** An application property that is a boolean. */
  public MapWriter entry(String key, boolean value) {
    key(key);
    out.writeBoolean(value);
    return this;
  }

  private void key(Symbol key) {
    if (!annotations) {
      throw new IllegalStateException("keys of application properties must be strings, not " + key);
    }
    out.writeSymbol(key);
    count += 2;
  }

  private void key(String key) {
    if (annotations) {
      throw new IllegalStateException("keys of annotations must be symbols, not " + key);
    }
    out.writeRepeatedString(key);
    count += 2;
  }
}
