// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.ErrorConditions;

/** A server that opens a connection and then takes it away, each time, has not taken the client. */
@Timeout(60)
class TurnedAwayTest {

  private static final AmqpError FULL = new AmqpError(ErrorConditions.CONNECTION_FORCED, "full");

  /** How a server does it, and behind what. */
  enum Way {
    FORCED_BEHIND_THE_OPEN(EventType.CONNECTION_OPENED, true),
    FORCED_BEHIND_THE_LINK(EventType.LINK_OPENED, true),
    CUT_BEHIND_THE_OPEN(EventType.CONNECTION_OPENED, false),
    CUT_BEHIND_THE_LINK(EventType.LINK_OPENED, false);

    private final EventType behind;
    private final boolean forced;

    Way(EventType behind, boolean forced) {
      this.behind = behind;
      this.forced = forced;
    }
  }

  /** A server with that way, and a client that goes there first. */
  private static final class Full implements AutoCloseable {

    private final Loopback loopback;
    private final CuttingProxy proxy;
    private final Recorder client;

    Full(Way way) throws IOException {
      client =
          new Recorder(EventType.RECONNECT_GAVE_UP) {
            @Override
            public void onUnhandled(Event event) {
              super.onUnhandled(event);
              if (event.type() == way.behind && !way.forced) {
                cut();
              }
            }
          };
      MessagingHandler server =
          new MessagingHandler() {
            @Override
            public void onUnhandled(Event event) {
              if (event.type() == way.behind && way.forced) {
                event.connection().close(FULL);
              }
            }
          };
      loopback = new Loopback(server, client);
      proxy = new CuttingProxy(loopback.acceptor.port());
    }

    private void cut() {
      try {
        proxy.cut();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    void connect(ConnectionOptions options, String... others) {
      String[] urls = new String[others.length + 1];
      urls[0] = "amqp://127.0.0.1:" + proxy.port();
      System.arraycopy(others, 0, urls, 1, others.length);
      loopback.client.createSender(loopback.client.connect(options.urls(urls)), "q");
    }

    @Override
    public void close() throws IOException {
      loopback.close();
      proxy.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatTurnsTheClientAwayIsLeftForTheNextUrl(Way way) throws Exception {
    Recorder taken = new Recorder(EventType.LINK_OPENED);
    try (Full full = new Full(way);
        Loopback other = new Loopback(taken, new MessagingHandler() {})) {
      full.connect(new ConnectionOptions(), other.url());

      taken.next(EventType.LINK_OPENED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatTurnsTheClientAwayUsesUpTheTries(Way way) throws Exception {
    try (Full full = new Full(way)) {
      full.connect(new ConnectionOptions().reconnect(new ThreeDelays()));

      full.client.next(EventType.RECONNECT_GAVE_UP);
    }
  }

  /** Ends with the fourth. */
  private static final class ThreeDelays implements ReconnectPolicy {

    private int given;

    @Override
    public void reset() {
      given = 0;
    }

    @Override
    public Duration next() {
      return given++ < 3 ? Duration.ZERO : null;
    }
  }
}
