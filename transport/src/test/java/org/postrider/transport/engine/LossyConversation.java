// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;

/**
 * A conversation of a client with a broker, frame by frame in an order out of a seed, that is lost
 * behind frames of one's choice, whichever end they are from; the client comes back each time.
 *
 * <p>Confined to the test's thread.
 */
final class LossyConversation {

  private static final int MAX_FRAMES = 2000;

  private final LossyClient client;
  private final LossBroker broker;
  private final SplittableRandom random;
  private FrameQueue fromClient = new FrameQueue();
  private FrameQueue fromBroker = new FrameQueue();
  private int frames;

  LossyConversation(LossyClient client, LossBroker broker, long seed) {
    this.client = client;
    this.broker = broker;
    random = new SplittableRandom(seed);
  }

  /** Plays it to its end, with a loss behind each of these frames; gives their number. */
  int play(int... losses) {
    connect();
    while (!client.isClosed()) {
      assertThat(frames).as("frames").isLessThan(MAX_FRAMES);
      if (!deliver()) {
        throw new AssertionError("stalled behind frame " + frames);
      }
      for (int loss : losses) {
        if (frames == loss && !client.isClosed()) {
          lose();
        }
      }
    }
    return frames;
  }

  private void connect() {
    fromClient = new FrameQueue();
    fromBroker = new FrameQueue();
    client.engine().start(fromClient, frames);
    broker.engine.start(fromBroker, frames);
  }

  private boolean deliver() {
    boolean clientSpeaks = fromBroker.isEmpty() || (!fromClient.isEmpty() && random.nextBoolean());
    if (clientSpeaks && fromClient.isEmpty()) {
      return false;
    }
    frames++;
    if (clientSpeaks) {
      fromClient.deliverTo(broker.engine, frames);
    } else {
      fromBroker.deliverTo(client.engine(), frames);
    }
    return true;
  }

  private void lose() {
    client.engine().inputClosed(null, frames);
    broker.engine.inputClosed(null, frames);
    broker.reconnect();
    if (!client.isClosed()) {
      connect();
    }
  }
}
