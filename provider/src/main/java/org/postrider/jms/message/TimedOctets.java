// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;

/**
 * The octets of a serialized object, which come to an end when its time is over. The filter is not
 * asked about nulls and texts, and each may be a key that is looked for among many.
 *
 * <p>Not thread-safe.
 */
final class TimedOctets extends InputStream {

  private final InputStream source;
  private final DeserializationGuard guard;

  TimedOctets(InputStream source, DeserializationGuard guard) {
    this.source = source;
    this.guard = guard;
  }

  @Override
  public int read() throws IOException {
    requireTime();
    return source.read();
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    requireTime();
    return source.read(into, at, length);
  }

  private void requireTime() throws InvalidObjectException {
    if (!guard.hasTime()) {
      throw new InvalidObjectException(String.valueOf(guard.refusal()));
    }
  }
}
