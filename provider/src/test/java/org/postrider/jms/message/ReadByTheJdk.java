// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.util.HashSet;
import java.util.List;

/** What a plain ObjectInputStream makes of octets. */
final class ReadByTheJdk extends ObjectInputStream {

  private int largest;
  private boolean whole;

  private ReadByTheJdk(byte[] octets) throws IOException {
    super(new ByteArrayInputStream(octets));
    enableResolveObject(true);
  }

  static ReadByTheJdk of(byte[] octets) throws IOException {
    try (ReadByTheJdk in = new ReadByTheJdk(octets)) {
      in.readAll();
      return in;
    }
  }

  private void readAll() {
    try {
      readObject();
      whole = true;
    } catch (ClassNotFoundException | IOException | RuntimeException fault) {
      whole = false;
    }
  }

  /** How many members the largest list has that was a member of a set. */
  int largestList() {
    return largest;
  }

  /** Whether there was an object to the end. */
  boolean isWhole() {
    return whole;
  }

  @Override
  protected Object resolveObject(Object object) {
    if (object instanceof HashSet<?> set) {
      for (Object member : set) {
        if (member instanceof List<?> list) {
          largest = Math.max(largest, list.size());
        }
      }
    }
    return object;
  }
}
