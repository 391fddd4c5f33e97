// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.value.ErrorConditions;

/** A sender settles its transfers as the mode says that it attached with (AMQP 2.7.3, 2.7.5). */
class SettledAsAgreedTest {

  private final Stage stage = new Stage().opened();
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;
  private final SessionEndpoint session = stage.session(1000);

  private static Attach sender(String name, SenderSettleMode mode) {
    return Attach.of(name, 0, Role.SENDER, Source.of("s"), Target.of("t"))
        .withSettleModes(mode, ReceiverSettleMode.FIRST);
  }

  /** A link of the peer or, as it may be, of this end, whose wish the peer does not share. */
  private void attached(boolean remoteInitiated, SenderSettleMode mode) {
    if (remoteInitiated) {
      log.creditAtOnce = 10;
      peer.send(sender("link", mode));
    } else {
      ReceiverLink receiver =
          session.createReceiver(LinkSettings.of("link", Source.of("s"), Target.of("t")));
      receiver.listener(log);
      receiver.attach();
      peer.send(sender("link", mode));
      receiver.credit(10);
      stage.engine.flush();
    }
    stage.forget();
  }

  private void transfer(long id, String flags) {
    peer.send(0, RawPeer.transfer(0, id, flags), new byte[flags.contains("aborted") ? 0 : 1]);
  }

  private void refused(String mode) {
    Detach detach = peer.take(Detach.class);
    assertThat(Objects.requireNonNull(detach.error()).condition())
        .isEqualTo(ErrorConditions.INVALID_FIELD);
    assertThat(detach.error().description()).contains("link link", "snd-settle-mode " + mode);
    assertThat(log.take()).containsExactly("closed link amqp:invalid-field");
    assertThat(session.unsettledIncoming()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anUnsettledDeliveryInTheModeSettledEndsTheLink(boolean remoteInitiated) {
    attached(remoteInitiated, SenderSettleMode.SETTLED);

    transfer(0, "");

    refused("settled");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSettledTransferInTheModeUnsettledEndsTheLink(boolean remoteInitiated) {
    attached(remoteInitiated, SenderSettleMode.UNSETTLED);

    transfer(0, "settled");

    refused("unsettled");
  }

  @ParameterizedTest
  @CsvSource({"SETTLED,settled", "UNSETTLED,''", "MIXED,''", "MIXED,settled"})
  void whatTheModeSaysIsDelivered(SenderSettleMode mode, String flags) {
    attached(false, mode);

    transfer(0, flags);

    assertThat(log.take()).containsExactly("delivered 0");
    peer.takeNothing();
  }

  @Test
  void inTheModeSettledOneTransferOfADeliveryHasToSayIt() {
    attached(false, SenderSettleMode.SETTLED);

    transfer(0, "more");
    transfer(0, "more settled");
    transfer(0, "");
    transfer(1, "more");
    transfer(1, "settled");

    assertThat(log.take()).containsExactly("delivered 0", "delivered 1");
    transfer(2, "more");
    transfer(2, "");
    Detach detach = peer.take(Detach.class);
    assertThat(Objects.requireNonNull(detach.error()).condition())
        .isEqualTo(ErrorConditions.INVALID_FIELD);
    assertThat(log.take()).containsExactly("closed link amqp:invalid-field");
    assertThat(session.unsettledIncoming()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "settled"})
  void aSenderThatGotAnotherAnswerThanItAskedForMayKeepToEither(String flags) {
    log.grants = false;
    peer.send(sender("link", SenderSettleMode.SETTLED));
    ReceiverLink receiver = (ReceiverLink) log.links.get(0);
    receiver.settings(
        receiver.settings().withSettleModes(SenderSettleMode.UNSETTLED, ReceiverSettleMode.FIRST));
    receiver.attach();
    receiver.credit(10);
    stage.engine.flush();
    stage.forget();

    transfer(0, flags);

    assertThat(log.take()).containsExactly("delivered 0");
    peer.takeNothing();
  }

  @ParameterizedTest
  @CsvSource({"SETTLED,aborted", "UNSETTLED,aborted settled"})
  void anAbortMaySayWhatItLikes(SenderSettleMode mode, String flags) {
    attached(false, mode);
    transfer(0, "more");

    transfer(0, flags);

    assertThat(log.take()).containsExactly("aborted 0");
    peer.takeNothing();
  }
}
