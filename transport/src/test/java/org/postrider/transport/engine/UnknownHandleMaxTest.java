// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Role;

/**
 * Before the peer's begin its handle-max is not known: only handle 0 is within any (AMQP 2.7.2). So
 * one attach is pipelined behind our begin, and the others wait for the peer's.
 */
class UnknownHandleMaxTest {

  private final Stage stage = new Stage();
  private final ConnectionEngine engine = stage.engine;
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;
  private SessionEndpoint session;

  @BeforeEach
  void open() {
    stage.opened();
    session = engine.createSession();
    session.listener(log);
  }

  private SenderLink sender(String name) {
    SenderLink sender = session.createSender(LinkSettings.of(name, Source.of("s"), Target.of("t")));
    sender.listener(log);
    sender.attach();
    return sender;
  }

  private ReceiverLink receiver(String name) {
    ReceiverLink receiver =
        session.createReceiver(LinkSettings.of(name, Source.of("s"), Target.of("t")));
    receiver.listener(log);
    receiver.attach();
    return receiver;
  }

  private List<String> attached() {
    List<String> names = new ArrayList<>();
    for (Attach attach : peer.takeAll(Attach.class)) {
      names.add(attach.handle() + " " + attach.name());
    }
    return names;
  }

  private void begun(long handleMax) {
    peer.send(RawPeer.begin(0, 0, 100, handleMax));
  }

  @Test
  void onlyHandleZeroIsPipelined() {
    session.begin();
    receiver("a");
    sender("b");
    receiver("c");

    peer.take(Begin.class);
    assertThat(attached()).containsExactly("0 a");
  }

  @Test
  void theOthersFollowThePeersBeginInTheOrderInWhichTheyWereAskedFor() {
    session.begin();
    receiver("a");
    sender("b");
    receiver("c");
    sender("d");
    stage.forget();

    begun(9);

    assertThat(attached()).containsExactly("1 b", "2 c", "3 d");
    assertThat(log.take()).containsExactly("session opened");
  }

  @Test
  void whatWasAskedForBeforeTheOpenKeepsItsOrder() {
    Stage late = new Stage();
    session = late.engine.createSession();
    session.begin();
    receiver("a");
    sender("b");
    receiver("c");

    late.opened();
    late.peer.send(RawPeer.begin(0, 0, 100, 9));

    assertThat(late.peer.takeAll(Attach.class)).extracting(Attach::name).containsExactly("b", "c");
    assertThat(session.links().get(Role.RECEIVER, "a"))
        .satisfies(first -> assertThat(first.localHandle()).isZero());
  }

  @Test
  void whatHandleMaxLeavesNoRoomForEndsThenAndSaysWhy() {
    List<AmqpError> errors = new ArrayList<>();
    session.begin();
    SenderLink first = sender("a");
    SenderLink second = sender("b");
    SenderLink third = session.createSender(LinkSettings.of("c", Source.of("s"), Target.of("t")));
    third.listener(new ErrorsOf(log, errors));
    third.attach();
    stage.forget();

    begun(1);

    assertThat(attached()).containsExactly("1 b");
    assertThat(log.take())
        .containsExactly("session opened", "closed c amqp:resource-limit-exceeded");
    assertThat(errors)
        .singleElement()
        .satisfies(
            error ->
                assertThat(error.description())
                    .isEqualTo("link c would exceed the peer's handle-max 1"));
    assertThat(first.isLocallyOpen() && second.isLocallyOpen()).isTrue();
    assertThat(third.isLocallyOpen()).isFalse();
    assertThat(engine.isOpened()).isTrue();
  }

  @Test
  void aLinkThatIsAskedForWhenTheSessionOpensComesBehindThoseThatWait() {
    session.begin();
    sender("a");
    sender("b");
    stage.forget();
    log.next = () -> sender("c");

    begun(9);

    assertThat(attached()).containsExactly("1 b", "2 c");
  }

  @Test
  void creditOfALinkThatWaitsGoesOutBehindItsAttach() {
    session.begin();
    sender("a");
    ReceiverLink receiver = receiver("b");
    receiver.credit(5);
    engine.flush();
    stage.forget();

    begun(9);

    assertThat(peer.take(Attach.class).name()).isEqualTo("b");
    Flow flow = peer.take(Flow.class);
    assertThat(flow.handle()).isEqualTo(1);
    assertThat(flow.linkCredit()).isEqualTo(5);
    peer.takeNothing();
  }

  @Test
  void aLinkThatIsDetachedWhileItWaitsIsAtItsEndAtOnce() {
    session.begin();
    sender("a");
    SenderLink second = sender("b");
    stage.forget();

    second.detach(true, null);
    assertThat(log.take()).containsExactly("closed b");
    begun(9);

    peer.takeNothing();
    assertThat(log.take()).containsExactly("session opened");
  }

  @Test
  void theHandleOfALinkThatIsDetachedBeforeTheBeginIsNotFreeYet() {
    // AMQP 2.6.2
    session.begin();
    SenderLink first = sender("a");
    sender("b");
    first.detach(true, null);
    peer.take(Begin.class);
    peer.take(Attach.class);
    peer.takeNothing();

    begun(9);

    assertThat(attached()).containsExactly("1 b");
  }

  @Test
  void aSessionThatIsEndedBeforeThePeersBeginAttachesNothingMore() {
    session.begin();
    sender("a");
    sender("b");
    session.end(null);
    stage.forget();

    begun(9);
    peer.takeNothing();
    peer.send(new End(null));

    assertThat(log.take()).containsExactly("closed a", "closed b", "session closed");
  }

  @Test
  void aLinkThatAnotherOnesEndClosesIsNotAttached() {
    session.begin();
    sender("a");
    sender("b");
    SenderLink third = sender("c");
    stage.forget();
    log.next = () -> log.next = () -> third.detach(true, null);

    begun(0);

    assertThat(log.take())
        .containsExactly("session opened", "closed b amqp:resource-limit-exceeded", "closed c");
    peer.takeNothing();
  }

  @Test
  void afterALossTheNextPeersHandleMaxIsNotKnownAgain() {
    session.begin();
    begun(9);
    receiver("a");
    sender("b");
    sender("c");
    peer.send(RawPeer.sender("a", 0));
    peer.send(RawPeer.receiver("b", 1));
    peer.send(RawPeer.receiver("c", 2));
    peer.disconnect();
    reconnect(Stage.CHANNEL_MAX);
    log.take();

    peer.takeHeader();
    peer.take(Open.class);
    peer.take(Begin.class);
    assertThat(attached()).containsExactly("0 a");
    begun(1);

    assertThat(attached()).containsExactly("1 b");
    assertThat(log.take())
        .containsExactly("session opened", "closed c amqp:resource-limit-exceeded");
  }

  @Test
  void noBeginIsPipelinedBeforeThePeersOpen() {
    // AMQP 2.7.1, channel-max
    peer.disconnect();
    session.begin();
    SessionEndpoint second = engine.createSession();
    second.listener(log);
    second.begin();
    log.take();

    peer.connect();
    peer.takeHeader();
    peer.take(Open.class);
    peer.takeNothing();
    peer.header();
    peer.send(RawPeer.open(512, 0, 0));

    assertThat(peer.takeAll(Begin.class)).hasSize(1);
    assertThat(log.take())
        .containsExactly("session closed amqp:resource-limit-exceeded", "connection opened");
    assertThat(session.isLocallyOpen()).isTrue();
  }

  private void reconnect(int channelMax) {
    peer.forget();
    peer.connect();
    peer.header();
    peer.send(RawPeer.open(512, channelMax, 0));
  }

  /** Passes a link's events on, and keeps the errors. */
  private record ErrorsOf(EventLog log, List<AmqpError> errors) implements SenderListener {

    @Override
    public void attached(Link link) {
      log.attached(link);
    }

    @Override
    public void detached(Link link, boolean closed, AmqpError error) {
      errors.add(Objects.requireNonNull(error));
      log.detached(link, closed, error);
    }

    @Override
    public void credit(SenderLink link) {
      log.credit(link);
    }

    @Override
    public void updated(OutgoingDelivery delivery) {
      log.updated(delivery);
    }

    @Override
    public void lost(OutgoingDelivery delivery) {
      log.lost(delivery);
    }
  }
}
