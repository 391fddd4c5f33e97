// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A TLS handshake in memory, so that the server may have any host's name. */
final class Handshake {

  private static final int MAX_ROUNDS = 200;
  private static final int OCTETS = 64 * 1024;

  private final SSLEngine client;
  private final SSLEngine server;
  private final ByteBuffer toServer = ByteBuffer.allocate(OCTETS);
  private final ByteBuffer toClient = ByteBuffer.allocate(OCTETS);

  private Handshake(SSLEngine client, SSLEngine server) {
    this.client = client;
    this.server = server;
  }

  /** Why the client ends it, or null where it is done. */
  static @Nullable SSLException failure(SSLEngine client, SSLEngine server) throws SSLException {
    return new Handshake(client, server).play();
  }

  private @Nullable SSLException play() throws SSLException {
    client.beginHandshake();
    server.beginHandshake();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      try {
        step(client, toClient, toServer);
      } catch (SSLException failure) {
        return failure;
      }
      if (client.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
        return null;
      }
      step(server, toServer, toClient);
    }
    throw new AssertionError("no end of the handshake in " + MAX_ROUNDS + " rounds");
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> engine.getDelegatedTask().run();
      case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        in.flip();
        engine.unwrap(in, ByteBuffer.allocate(OCTETS));
        in.compact();
      }
      default -> {
        // This end is done.
      }
    }
  }
}
