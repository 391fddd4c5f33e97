// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postrider.cbs.CbsToken;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.ScriptedPeer;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.cbs.CbsGate;
import org.postrider.transport.cbs.CbsOwner;
import org.postrider.transport.engine.ConnectionEngine;
import org.postrider.transport.engine.ConnectionListener;
import org.postrider.transport.engine.ConnectionSettings;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.OutgoingDelivery;
import org.postrider.transport.engine.SenderLink;
import org.postrider.transport.engine.SenderListener;
import org.postrider.transport.engine.SessionEndpoint;

/** A broker that takes a token and never answers. */
class CbsTimeoutTest {

  private final EventLoops loops = EventLoops.own(IoKind.NIO, 1);
  private final Client client = new Client();
  private final ConnectionEngine engine =
      new ConnectionEngine(
          new ConnectionSettings(
              "client", "broker.example", 65_536, 100, 0, List.of(), List.of(), Map.of(), 0),
          client);
  private final ConnectionDriver driver = new ConnectionDriver(loops, engine, failure -> {});

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    driver.terminate();
    loops.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  @Test
  void theLinkThatWaitsIsGivenUpInTime() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.ignore(Flow.class);
      peer.expectSaslAnonymous();
      peer.expectOpen().respond();
      peer.expectBegin().respond();
      peer.expectBegin().respond();
      peer.expectAttach().ofReceiver().respond();
      peer.expectAttach().ofSender().respond();
      peer.grantCredit(1);
      peer.expectTransfer().respondAccepted();
      peer.allowSurplus();
      driver.execute(
          () -> {
            client.gate = new CbsGate(engine, request -> token(), new Impatient());
            engine.open();
            attach(engine.createSession());
          });
      driver.connect(
          new ConnectRequest(
              EndpointAddress.amqp("127.0.0.1", URI.create(peer.uri()).getPort()),
              TransportOptions.defaults(),
              SaslClientSettings.anonymous()),
          new Outcome());

      AmqpError error = client.detached.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);

      peer.waitForScriptToComplete();
      assertThat(error.condition()).hasToString("postrider:timeout");
      assertThat(error.description())
          .isEqualTo("$cbs did not answer the token for amqps://x/jobs within 1000 ms");
    }
  }

  private static CbsToken token() {
    return CbsToken.of(CbsToken.JWT, "amqps://x/jobs", "token", null);
  }

  private void attach(SessionEndpoint session) {
    SenderLink link =
        session.createSender(LinkSettings.of("jobs", Source.of(null), Target.of("jobs")));
    link.listener(client);
    session.begin();
    link.attach();
  }

  /** The driver's own owner, but that it does not wait so long. */
  private final class Impatient implements CbsOwner {

    @Override
    public boolean mayShowTokens() {
      return true;
    }

    @Override
    public Given runWaiting(Runnable task, Runnable then) {
      task.run();
      driver.execute(then);
      return new Given() {
        @Override
        public void giveUp() {}

        @Override
        public boolean isNearer() {
          return false;
        }
      };
    }

    @Override
    public long providerTimeoutMs() {
      return 60_000;
    }

    @Override
    public Runnable later(long delayMs, Runnable action) {
      return driver.schedule(delayMs, action)::cancel;
    }

    @Override
    public Instant now() {
      return Instant.now();
    }

    @Override
    public long answerTimeoutMs() {
      return 1_000;
    }
  }

  /** What the engine tells. */
  private static final class Client implements ConnectionListener, SenderListener {

    private final CompletableFuture<AmqpError> detached = new CompletableFuture<>();
    private CbsGate gate;

    @Override
    public boolean mayAttach(Link link) {
      return gate.mayAttach(link);
    }

    @Override
    public void detached(Link link, boolean closed, AmqpError error) {
      detached.complete(error);
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
