// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.postrider.transport.auth.SaslClientSettings;

/** A server on the loopback interface whose sockets the test reads and writes itself. */
final class RawServer implements AutoCloseable {

  static final int TIMEOUT_MS = 10_000;

  private final ServerSocket server;

  RawServer() throws IOException {
    this(50);
  }

  RawServer(int backlog) throws IOException {
    server = new ServerSocket(0, backlog, InetAddress.getLoopbackAddress());
    server.setSoTimeout(TIMEOUT_MS);
  }

  int port() {
    return server.getLocalPort();
  }

  EndpointAddress address() {
    return EndpointAddress.amqp(server.getInetAddress().getHostAddress(), port());
  }

  Socket accept() throws IOException {
    Socket socket = server.accept();
    socket.setSoTimeout(TIMEOUT_MS);
    return socket;
  }

  ConnectRequest request() {
    return new ConnectRequest(address(), TransportOptions.defaults(), null);
  }

  ConnectRequest request(TransportOptions options) {
    return new ConnectRequest(address(), options, null);
  }

  ConnectRequest request(SaslClientSettings sasl) {
    return new ConnectRequest(address(), TransportOptions.defaults(), sasl);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
