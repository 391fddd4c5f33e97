// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

/** A described type of this codec, which writes itself wherever a value may stand. */
public interface Encodable {

  /** Writes descriptor and value. */
  void encode(ValueWriter out);
}
