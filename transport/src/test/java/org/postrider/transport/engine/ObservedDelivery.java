// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.postrider.codec.value.Binary;

/**
 * One delivery as one end of the wire knows it.
 *
 * <p>Confined to the simulation's thread.
 */
final class ObservedDelivery {

  final ObservedLink link;
  final int id;
  final Binary tag;
  boolean whole;
  boolean settledHere;
  boolean settledThere;

  /** Aborted, or of a link that ended, or discarded behind a detach. */
  boolean dropped;

  ObservedDelivery(ObservedLink link, int id, Binary tag) {
    this.link = link;
    this.id = id;
    this.tag = tag;
  }

  boolean isUnsettled() {
    return !settledHere && !settledThere && !dropped;
  }
}
