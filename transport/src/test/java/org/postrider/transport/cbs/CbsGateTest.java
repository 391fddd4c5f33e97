// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.cbs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postrider.cbs.CbsTokenProvider;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.transport.engine.ConnectionEngine;
import org.postrider.transport.engine.ConnectionListener;
import org.postrider.transport.engine.ConnectionSettings;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.OutgoingDelivery;
import org.postrider.transport.engine.SenderLink;
import org.postrider.transport.engine.SenderListener;
import org.postrider.transport.engine.SessionEndpoint;

/** Questions to a provider of tokens, step by step: there is no thread, no clock and no socket. */
class CbsGateTest {

  private static final int TIMEOUT_MS = 5_000;

  private final Owner owner = new Owner();
  private final Events events = new Events();
  private final ConnectionEngine engine =
      new ConnectionEngine(
          new ConnectionSettings(
              "client", "broker.example", 65_536, 100, 0, List.of(), List.of(), Map.of(), 0),
          events);
  private final SessionEndpoint session = engine.createSession();
  private final CbsGate gate = gate(request -> null);

  private CbsGate gate(CbsTokenProvider provider) {
    return new CbsGate(engine, provider, owner);
  }

  private int links;

  /** A link that is wanted; the engine has no session yet, so that the test asks the gate. */
  private SenderLink link(String address) {
    SenderLink link =
        session.createSender(
            LinkSettings.of("link" + ++links, Source.of(null), Target.of(address)));
    link.listener(events);
    link.attach();
    return link;
  }

  @Test
  void aProviderThatHangsIsGivenUpEachTimeAndTheLinkInTheEnd() {
    SenderLink link = link("q");

    assertThat(gate.mayAttach(link)).isFalse();
    for (int tries = 1; tries <= CbsGate.MAX_TRIES; tries++) {
      Question hanging = owner.questions.remove(0);
      hanging.task.run();
      owner.fire(TIMEOUT_MS);
      assertThat(hanging.givenUp).isTrue();
      if (tries < CbsGate.MAX_TRIES) {
        owner.fire(CbsGate.RETRY_MS * tries);
      }
    }

    assertThat(events.ends)
        .containsExactly(
            new AmqpError(
                ErrorConditions.UNAUTHORIZED_ACCESS,
                "no token: the provider gave no answer for 5000 ms"));
    assertThat(owner.timers).isEmpty();
  }

  @Test
  void anAnswerAfterTheTimeIsNotHeard() {
    SenderLink link = link("q");
    gate.mayAttach(link);
    Question late = owner.questions.remove(0);
    owner.fire(TIMEOUT_MS);

    late.answer();

    assertThat(gate.mayAttach(link)).isFalse();
  }

  @Test
  void aQuestionThatComesNearerInItsLineIsNotGivenUp() {
    SenderLink link = link("q");
    gate.mayAttach(link);
    Question slow = owner.questions.remove(0);
    slow.nearer = true;

    owner.fire(TIMEOUT_MS);
    owner.fire(TIMEOUT_MS);
    assertThat(slow.givenUp).isFalse();
    slow.answer();

    assertThat(gate.mayAttach(link)).isTrue();
    assertThat(owner.timers).isEmpty();
  }

  @Test
  void whereTooManyQuestionsWaitItIsAskedAgainAsOftenAsThatIsSo() {
    SenderLink link = link("q");
    gate.mayAttach(link);

    for (int refusals = 0; refusals < 3 * CbsGate.MAX_TRIES; refusals++) {
      owner.questions.remove(0).then.run();
      owner.fire(CbsGate.RETRY_MS);
    }
    owner.questions.remove(0).answer();

    assertThat(gate.mayAttach(link)).isTrue();
    assertThat(events.ends).isEmpty();
  }

  @Test
  void withTheLastLinkThatWaitsTheQuestionIsGivenUp() {
    SenderLink first = link("q");
    SenderLink last = link("q");
    gate.mayAttach(first);
    gate.mayAttach(last);
    Question question = owner.questions.remove(0);

    gate.unwanted(first);
    assertThat(question.givenUp).isFalse();
    gate.unwanted(last);

    assertThat(question.givenUp).isTrue();
    assertThat(owner.timers).isEmpty();
    assertThat(gate.mayAttach(link("q"))).isFalse();
    assertThat(owner.questions).hasSize(1);
  }

  @Test
  void theEndOfTheConnectionGivesQuestionsUp() {
    gate.mayAttach(link("q"));
    gate.mayAttach(link("r"));

    gate.end();

    assertThat(owner.questions).hasSize(2).allMatch(question -> question.givenUp);
    assertThat(owner.timers).isEmpty();
    assertThat(gate.mayAttach(link("s"))).isFalse();
    assertThat(owner.questions).hasSize(2);
  }

  @Test
  void whatWasPutLastIsRememberedForLinksThatComeAgainUpToALimit() {
    for (int i = 0; i <= CbsGate.MAX_IDLE; i++) {
      SenderLink link = link("q" + i);
      gate.mayAttach(link);
      owner.questions.remove(0).answer();
      gate.unwanted(link);
    }

    assertThat(gate.mayAttach(link("q" + CbsGate.MAX_IDLE))).isTrue();
    assertThat(gate.mayAttach(link("q1"))).isTrue();
    assertThat(gate.mayAttach(link("q0"))).isFalse();
    assertThat(owner.questions).hasSize(1);
  }

  @Test
  void whatALinkWaitsForIsTold() {
    CbsGate failing =
        gate(
            request -> {
              throw new IllegalStateException("no words of it");
            });
    SenderLink link = link("q");
    failing.mayAttach(link);
    assertThat(failing.awaits(link)).isEqualTo("the token for q: the provider has not answered");

    owner.questions.remove(0).answer();

    assertThat(failing.awaits(link))
        .isEqualTo("the token for q: the provider failed with IllegalStateException");
    assertThat(failing.awaits(link("q"))).isNull();
  }

  @Test
  void anEndOfTimeIsToldAsTheLastThatBrokersKnow() {
    assertThat(CbsMessages.told(Instant.MAX)).isEqualTo("9999-12-31T23:59:59.999Z");
    assertThat(CbsMessages.told(Instant.EPOCH)).isEqualTo(Instant.EPOCH);
  }

  /** A task that waits for its thread, which the test plays. */
  private static final class Question implements CbsOwner.Given {

    private final Runnable task;
    private final Runnable then;
    private boolean givenUp;
    private boolean nearer;

    Question(Runnable task, Runnable then) {
      this.task = task;
      this.then = then;
    }

    void answer() {
      task.run();
      then.run();
    }

    @Override
    public void giveUp() {
      givenUp = true;
    }

    @Override
    public boolean isNearer() {
      return nearer;
    }
  }

  private record Timer(long delayMs, Runnable action) {}

  /** Keeps what it is given until the test comes to it. */
  private static final class Owner implements CbsOwner {

    private final List<Question> questions = new ArrayList<>();
    private final List<Timer> timers = new ArrayList<>();

    /** The one timer that there is, which must be of this length, is over. */
    void fire(long delayMs) {
      assertThat(timers).extracting(Timer::delayMs).containsExactly(delayMs);
      timers.remove(0).action().run();
    }

    @Override
    public Given runWaiting(Runnable task, Runnable then) {
      Question question = new Question(task, then);
      questions.add(question);
      return question;
    }

    @Override
    public long providerTimeoutMs() {
      return TIMEOUT_MS;
    }

    @Override
    public Runnable later(long delayMs, Runnable action) {
      Timer timer = new Timer(delayMs, action);
      timers.add(timer);
      return () -> timers.remove(timer);
    }

    @Override
    public boolean mayShowTokens() {
      return true;
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }
  }

  /** How links end. */
  private static final class Events implements ConnectionListener, SenderListener {

    private final List<AmqpError> ends = new ArrayList<>();

    @Override
    public void detached(Link link, boolean closed, AmqpError error) {
      ends.add(error);
    }

    @Override
    public void opened(ConnectionEngine connection) {}

    @Override
    public void sessionBegun(SessionEndpoint session) {}

    @Override
    public void closed(ConnectionEngine connection, AmqpError error) {}

    @Override
    public void lost(ConnectionEngine connection, Throwable cause) {}

    @Override
    public void attached(Link link) {}

    @Override
    public void credit(SenderLink link) {}

    @Override
    public void updated(OutgoingDelivery delivery) {}

    @Override
    public void lost(OutgoingDelivery delivery) {}
  }
}
