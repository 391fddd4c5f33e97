// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A client's and a server's engine that send each other records in memory. */
final class EnginePair {

  private static final int MAX_ROUNDS = 200;
  private static final int OCTETS = 64 * 1024;

  private final SSLEngine client;
  private final SSLEngine server;
  private final ByteBuffer toServer = ByteBuffer.allocate(OCTETS);
  private final ByteBuffer toClient = ByteBuffer.allocate(OCTETS);

  EnginePair(SSLEngine client, SSLEngine server) {
    this.client = client;
    this.server = server;
  }

  SSLEngine end(boolean asClient) {
    return asClient ? client : server;
  }

  private ByteBuffer to(SSLEngine end) {
    return end == client ? toClient : toServer;
  }

  private ByteBuffer from(SSLEngine end) {
    return end == client ? toServer : toClient;
  }

  /** The handshake, and what comes behind it, until neither end has more to do. */
  EnginePair shakenHands() throws SSLException {
    client.beginHandshake();
    server.beginHandshake();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      boolean busy = step(client);
      busy |= step(server);
      if (!busy) {
        return this;
      }
    }
    throw new AssertionError("no end of the handshake in " + MAX_ROUNDS + " rounds");
  }

  private boolean step(SSLEngine end) throws SSLException {
    switch (end.getHandshakeStatus()) {
      case NEED_TASK -> end.getDelegatedTask().run();
      case NEED_WRAP -> write(end, 0);
      default -> {
        if (to(end).position() == 0) {
          return false;
        }
        read(end);
      }
    }
    return true;
  }

  /** Has an end write a record: what it has to say for itself, or else so many octets of data. */
  int write(SSLEngine end, int octets) throws SSLException {
    return end.wrap(ByteBuffer.allocate(octets), from(end)).bytesProduced();
  }

  /** Has an end read a record, and tells how much it was. */
  int read(SSLEngine end) throws SSLException {
    ByteBuffer in = to(end);
    in.flip();
    try {
      return end.unwrap(in, ByteBuffer.allocate(OCTETS)).bytesConsumed();
    } finally {
      in.compact();
    }
  }

  /** Has an end write all that is left to be written by itself; nobody reads it. */
  void drain(SSLEngine end) throws SSLException {
    for (int records = 0; end.getHandshakeStatus() == HandshakeStatus.NEED_WRAP; records++) {
      write(end, 0);
      from(end).clear();
      if (records > MAX_ROUNDS) {
        throw new AssertionError("no end of what it writes");
      }
    }
  }
}
