// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Accepted;
import org.postrider.transport.engine.IncomingDelivery;

/** When acknowledgements go to the event loop. */
class SettlerTest {

  private final List<Runnable> loop = new ArrayList<>();
  private final List<Runnable> patiently = new ArrayList<>();
  private final Settler settler =
      new Settler(loop::add, patiently::add, delivery -> Accepted.INSTANCE);
  private final IncomingDelivery delivery = mock(IncomingDelivery.class);

  private Received received() {
    return new Received(delivery, new InboundQueue(() -> {}), 0, 0);
  }

  @Test
  void aPatientAcknowledgementWakesNobody() {
    settler.acceptPatiently(received());

    assertThat(loop).isEmpty();
    assertThat(patiently).hasSize(1);
    patiently.get(0).run();
    verify(delivery).update(Accepted.INSTANCE, true);
  }

  @Test
  void whatFollowsAPatientAcknowledgementGoesWithIt() {
    settler.acceptPatiently(received());
    settler.accept(received());

    assertThat(loop).isEmpty();
    patiently.get(0).run();
    verify(delivery, times(2)).update(Accepted.INSTANCE, true);
  }
}
