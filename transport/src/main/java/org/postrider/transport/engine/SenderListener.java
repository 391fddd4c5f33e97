// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

/**
 * Is told what becomes of a link on which messages are sent.
 *
 * <p>Called on the engine's thread, after the engine's state has changed.
 */
public interface SenderListener extends LinkListener {

  /** The receiver's flow came: {@link SenderLink#credit} or {@link SenderLink#isDrain} changed. */
  void credit(SenderLink link);

  /**
   * The receiver told a state or settled; or, for a delivery sent settled, its last transfer went
   * out.
   */
  void updated(OutgoingDelivery delivery);

  /**
   * The link, session or connection ended while the delivery was unsettled: its fate is unknown.
   */
  void lost(OutgoingDelivery delivery);
}
