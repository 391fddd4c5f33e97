// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.tls.TlsSettings;

/**
 * How sockets are made.
 *
 * <p>Immutable.
 *
 * @param connectTimeoutMs for the host's name, the TCP connection, proxy, TLS and WebSocket
 *     together; at least 1
 * @param handshakeTimeoutMs for SASL and the AMQP header together; at least 1
 * @param tcpNoDelay whether small writes go out at once; batching is ours
 * @param sendBufferSize octets of the kernel's buffer; 0 for the system's own tuning
 * @param receiveBufferSize octets of the kernel's buffer; 0 for the system's own tuning
 * @param keepAlive whether TCP probes an idle peer; AMQP's idle time-out does it better
 * @param soLingerSec seconds; negative for the system's default
 * @param trafficClass the IP header's traffic class, 0 to 255; 0 for the system's default
 * @param localAddress the IP address to connect from, or null for any
 * @param localPort the port to connect from, or 0 for any
 * @param traceBytes whether the octets behind SASL are logged
 * @param ioKind how the event loops wait
 * @param traceFrames whether the frames are logged
 * @param tracePayloadLimit how many octets of a message such a log line shows
 * @param ioThreads event loop threads of one's own; 0 to share
 * @param writeHighWatermark octets waiting for the socket at which it stops being writable: so many
 *     are written at once, and to write more wakes the reader less often. A listener's sockets have
 *     256 KiB, whatever this says
 * @param writeLowWatermark octets waiting at which it is writable again
 * @param tls how TLS is done where the address says so
 * @param webSocket how a WebSocket is opened where the address says so
 * @param proxy to connect through, or null
 */
public record TransportOptions(
    int connectTimeoutMs,
    int handshakeTimeoutMs,
    boolean tcpNoDelay,
    int sendBufferSize,
    int receiveBufferSize,
    boolean keepAlive,
    int soLingerSec,
    int trafficClass,
    @Nullable String localAddress,
    int localPort,
    boolean traceBytes,
    IoKind ioKind,
    boolean traceFrames,
    int tracePayloadLimit,
    int ioThreads,
    int writeHighWatermark,
    int writeLowWatermark,
    TlsSettings tls,
    WebSocketSettings webSocket,
    @Nullable ProxySettings proxy) {

  /** Refuses what no socket can have. */
  public TransportOptions {
    require(connectTimeoutMs >= 1, "connectTimeoutMs", connectTimeoutMs, "at least 1");
    require(handshakeTimeoutMs >= 1, "handshakeTimeoutMs", handshakeTimeoutMs, "at least 1");
    require(sendBufferSize >= 0, "sendBufferSize", sendBufferSize, "at least 0");
    require(receiveBufferSize >= 0, "receiveBufferSize", receiveBufferSize, "at least 0");
    require(trafficClass >= 0 && trafficClass <= 255, "trafficClass", trafficClass, "0 to 255");
    require(localPort >= 0 && localPort <= 65_535, "localPort", localPort, "0 to 65535");
    if (localAddress != null && NetUtil.createByteArrayFromIpAddressString(localAddress) == null) {
      throw new IllegalArgumentException(
          "localAddress '" + localAddress + "' must be an IP address");
    }
    require(
        ioThreads >= 0 && ioThreads <= EventLoops.MAX_THREADS,
        "ioThreads",
        ioThreads,
        "0 to " + EventLoops.MAX_THREADS);
    require(tracePayloadLimit >= 0, "tracePayloadLimit", tracePayloadLimit, "at least 0");
    require(writeLowWatermark >= 0, "writeLowWatermark", writeLowWatermark, "at least 0");
    if (writeHighWatermark <= writeLowWatermark) {
      throw new IllegalArgumentException(
          "writeHighWatermark "
              + writeHighWatermark
              + " must be more than writeLowWatermark "
              + writeLowWatermark);
    }
  }

  private static void require(boolean holds, String name, int value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + " " + value + " must be " + rule);
    }
  }

  /** The defaults. */
  public static TransportOptions defaults() {
    return new Builder().build();
  }

  /** A builder that begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects options, beginning with the defaults. Not thread-safe. */
  public static final class Builder {

    private int connectTimeoutMs = 60_000;
    private int handshakeTimeoutMs = 15_000;
    private boolean tcpNoDelay = true;
    private int sendBufferSize;
    private int receiveBufferSize;
    private boolean keepAlive;
    private int soLingerSec = -1;
    private int trafficClass;
    private @Nullable String localAddress;
    private int localPort;
    private boolean traceBytes;
    private IoKind ioKind = IoKind.AUTO;
    private boolean traceFrames;
    private int tracePayloadLimit = 1024;
    private int ioThreads;
    private int writeHighWatermark = 1024 * 1024;
    private int writeLowWatermark = 512 * 1024;
    private TlsSettings tls = TlsSettings.defaults();
    private WebSocketSettings webSocket = WebSocketSettings.defaults();
    private @Nullable ProxySettings proxy;

    private Builder() {}

    /** See {@link TransportOptions#connectTimeoutMs()}. */
    public Builder connectTimeoutMs(int value) {
      connectTimeoutMs = value;
      return this;
    }

    /** See {@link TransportOptions#handshakeTimeoutMs()}. */
    public Builder handshakeTimeoutMs(int value) {
      handshakeTimeoutMs = value;
      return this;
    }

    /** See {@link TransportOptions#tcpNoDelay()}. */
    public Builder tcpNoDelay(boolean value) {
      tcpNoDelay = value;
      return this;
    }

    /** See {@link TransportOptions#sendBufferSize()} and {@code receiveBufferSize}. */
    public Builder bufferSizes(int send, int receive) {
      sendBufferSize = send;
      receiveBufferSize = receive;
      return this;
    }

    /** See {@link TransportOptions#keepAlive()}. */
    public Builder keepAlive(boolean value) {
      keepAlive = value;
      return this;
    }

    /** See {@link TransportOptions#soLingerSec()}. */
    public Builder soLingerSec(int value) {
      soLingerSec = value;
      return this;
    }

    /** See {@link TransportOptions#trafficClass()}. */
    public Builder trafficClass(int value) {
      trafficClass = value;
      return this;
    }

    /** See {@link TransportOptions#localAddress()} and {@code localPort}. */
    public Builder local(@Nullable String address, int port) {
      localAddress = address;
      localPort = port;
      return this;
    }

    /** See {@link TransportOptions#traceBytes()}. */
    public Builder traceBytes(boolean value) {
      traceBytes = value;
      return this;
    }

    /** See {@link TransportOptions#traceFrames()}. */
    public Builder traceFrames(boolean value) {
      traceFrames = value;
      return this;
    }

    /** See {@link TransportOptions#tracePayloadLimit()}. */
    public Builder tracePayloadLimit(int octets) {
      tracePayloadLimit = octets;
      return this;
    }

    /** See {@link TransportOptions#ioKind()}. */
    public Builder ioKind(IoKind value) {
      ioKind = value;
      return this;
    }

    /** See {@link TransportOptions#ioThreads()}. */
    public Builder ioThreads(int value) {
      ioThreads = value;
      return this;
    }

    /** See {@link TransportOptions#writeLowWatermark()} and {@code writeHighWatermark}. */
    public Builder writeWatermarks(int low, int high) {
      writeLowWatermark = low;
      writeHighWatermark = high;
      return this;
    }

    /** See {@link TransportOptions#tls()}. */
    public Builder tls(TlsSettings value) {
      tls = value;
      return this;
    }

    /** See {@link TransportOptions#webSocket()}. */
    public Builder webSocket(WebSocketSettings value) {
      webSocket = value;
      return this;
    }

    /** See {@link TransportOptions#proxy()}. */
    public Builder proxy(@Nullable ProxySettings value) {
      proxy = value;
      return this;
    }

    /** The options. */
    public TransportOptions build() {
      return new TransportOptions(
          connectTimeoutMs,
          handshakeTimeoutMs,
          tcpNoDelay,
          sendBufferSize,
          receiveBufferSize,
          keepAlive,
          soLingerSec,
          trafficClass,
          localAddress,
          localPort,
          traceBytes,
          ioKind,
          traceFrames,
          tracePayloadLimit,
          ioThreads,
          writeHighWatermark,
          writeLowWatermark,
          tls,
          webSocket,
          proxy);
    }
  }
}
