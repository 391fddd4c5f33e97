// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

/** Something that was scheduled. Thread-safe. */
@FunctionalInterface
public interface Cancellable {

  /** It does not run, unless it has begun. */
  void cancel();
}
