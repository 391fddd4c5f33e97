// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.cbs.CbsToken;
import org.postrider.cbs.CbsTokenProvider;
import org.postrider.codec.performative.Flow;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.jms.error.RequestTimedOutException;

/** A call that waits in vain for the token of a node says so. */
@Timeout(60)
class TokenWaitTest {

  private static Session session(Broker broker, CbsTokenProvider provider) throws Exception {
    PostriderConnectionFactory factory = broker.factory("jms.requestTimeout=2500");
    factory.setTokenProvider(provider);
    Connection connection = factory.createConnection();
    return connection.createSession();
  }

  private static void assertThatAProducerWaitsFor(Session session, String what) {
    assertThatExceptionOfType(RequestTimedOutException.class)
        .isThrownBy(() -> Broker.producer(session))
        .withMessageStartingWith("creation of a producer to q took longer than 2500 ms")
        .withMessageContaining(", waiting for the token for q: " + what);
  }

  @Test
  void aProviderThatHangsIsNamedAndInterrupted() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker.peer.allowSurplus();
      Session session =
          session(
              broker,
              request -> {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException given) {
                  interrupted.complete(true);
                }
                return null;
              });

      assertThatAProducerWaitsFor(session, "the provider ");
      assertThat(interrupted.get(Broker.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aProviderThatFailsIsNamedWithTheFailure() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker.peer.allowSurplus();
      Session session =
          session(
              broker,
              request -> {
                throw new IllegalStateException("geheim");
              });

      assertThatAProducerWaitsFor(session, "the provider failed with IllegalStateException");
    }
  }

  @Test
  void aNodeThatDoesNotAnswerIsNamed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins();
      broker.peer.ignore(Flow.class);
      broker.peer.allowSurplus();
      Session session =
          session(broker, request -> CbsToken.of(CbsToken.JWT, "amqps://x/q", "geheim", null));

      assertThatAProducerWaitsFor(session, "$cbs has not answered");
    }
  }
}
