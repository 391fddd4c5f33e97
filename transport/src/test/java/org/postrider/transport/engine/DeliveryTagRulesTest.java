// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;

/** A delivery-tag stands for one unsettled delivery of its link (AMQP 2.7.5). */
class DeliveryTagRulesTest {

  private final Stage stage = new Stage().opened();
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;
  private final SessionEndpoint session = stage.session(100);

  private void transfer(long handle, long id, byte[] tag, String flags) {
    peer.send(
        0,
        new Transfer(
            handle,
            id,
            Binary.copyOf(tag),
            0,
            flags.contains("settled"),
            flags.contains("more"),
            null,
            null,
            false,
            flags.contains("aborted"),
            false),
        new byte[1]);
  }

  private static byte[] tag(int octets) {
    byte[] tag = new byte[octets];
    Arrays.fill(tag, (byte) 7);
    return tag;
  }

  private void refused(String link) {
    Detach detach = peer.take(Detach.class);
    assertThat(Objects.requireNonNull(detach.error()).condition())
        .isEqualTo(ErrorConditions.INVALID_FIELD);
    assertThat(detach.error().description())
        .contains("link " + link)
        .contains("delivery-tag")
        .contains("unsettled already");
    assertThat(log.take()).contains("closed " + link + " amqp:invalid-field");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 16, 32})
  void aTagThatIsUsedAgainWhileItIsUnsettledEndsItsLinkOnly(int octets) {
    stage.receiver(session, "link", 10);
    ReceiverLink other = stage.receiver(session, "other", 10);

    transfer(0, 0, tag(octets), "");
    transfer(0, 1, tag(octets), "");

    refused("link");
    assertThat(log.deliveries).hasSize(1);
    assertThat(other.isAttached()).isTrue();
    transfer(1, 2, tag(octets), "");
    assertThat(log.take()).containsExactly("delivered 2");
  }

  @Test
  void theTagOfADeliveryThatIsStillComingIsTaken() {
    stage.receiver(session, "link", 10);
    transfer(0, 0, tag(1), "");

    transfer(0, 1, tag(1), "more");

    refused("link");
  }

  @Test
  void oneTagMayBeUnsettledOnEachOfTwoLinks() {
    stage.receiver(session, "link", 10);
    stage.receiver(session, "other", 10);

    transfer(0, 0, tag(1), "");
    transfer(1, 1, tag(1), "");

    assertThat(log.take()).containsExactly("delivered 0", "delivered 1");
  }

  /** AMQP 4.4.2: with the discharge of its transaction the sender settles, and need not say so. */
  @Test
  void aTagMayBeUsedAgainOnceItsDeliveryIsRetiredInATransaction() {
    stage.receiver(session, "link", 10);
    transfer(0, 0, tag(1), "");
    DeliveryState retired =
        new TransactionalState(Binary.copyOf(new byte[] {1}), Accepted.INSTANCE);
    log.deliveries.get(0).update(retired, false);

    transfer(0, 1, tag(1), "");
    assertThat(log.deliveries).hasSize(2);

    log.deliveries.get(0).update(Accepted.INSTANCE, true);
    transfer(0, 2, tag(1), "");
    assertThat(log.deliveries).hasSize(2);
    assertThat(log.take()).contains("closed link amqp:invalid-field");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 32})
  void aTagMayBeUsedAgainOnceThisEndHasSettled(int octets) {
    stage.receiver(session, "link", 10);
    for (int id = 0; id < 5; id++) {
      transfer(0, id, tag(octets), "");

      log.deliveries.get(id).update(Accepted.INSTANCE, true);
    }

    assertThat(log.deliveries).hasSize(5);
  }

  @Test
  void aTagMayBeUsedAgainOnceTheSenderHasSettled() {
    stage.receiver(session, "link", 10);
    transfer(0, 0, tag(1), "");
    peer.send(RawPeer.disposition(Role.SENDER, 0, 0, true, null));

    transfer(0, 1, tag(1), "");

    assertThat(log.deliveries).hasSize(2);
  }

  @Test
  void inTheSecondModeATagIsTakenUntilTheSenderHasSettled() {
    stage.receiver(session, "link", 10);
    transfer(0, 0, tag(1), "");
    log.deliveries.get(0).settledSecond(true);
    log.deliveries.get(0).update(Accepted.INSTANCE, true);
    stage.engine.flush();
    stage.forget();

    transfer(0, 1, tag(1), "");

    refused("link");
  }

  @Test
  void anAbortedDeliverysTagMayBeUsedAgain() {
    stage.receiver(session, "link", 10);
    transfer(0, 0, tag(1), "more");
    transfer(0, 0, tag(1), "aborted");

    transfer(0, 1, tag(1), "");

    assertThat(log.take()).containsExactly("aborted 0", "delivered 1");
  }

  @Test
  void whatIsSentSettledNeedsNoTagOfItsOwn() {
    stage.receiver(session, "link", 10);
    transfer(0, 0, tag(0), "settled");
    transfer(0, 1, tag(0), "settled");
    transfer(0, 2, tag(0), "");

    transfer(0, 3, tag(0), "settled");

    assertThat(log.deliveries).hasSize(4);
  }

  @Test
  void aLinkThatIsAttachedAgainBeginsWithNoTags() {
    // AMQP 2.6.13: no unsettled state was told.
    ReceiverLink receiver = stage.receiver(session, "link", 10);
    transfer(0, 0, tag(1), "");
    receiver.detach(false, null);
    peer.send(new Detach(0, false, null));
    receiver.attach();
    peer.send(RawPeer.sender("link", 0));
    receiver.credit(10);
    stage.engine.flush();
    stage.forget();

    transfer(0, 1, tag(1), "");

    assertThat(log.take()).isEqualTo(List.of("delivered 1"));
    assertThat(session.unsettledIncoming()).isEqualTo(2);
    log.deliveries.get(0).update(Accepted.INSTANCE, true);
    stage.engine.flush();
    stage.forget();
    transfer(0, 2, tag(1), "");
    refused("link");
  }
}
