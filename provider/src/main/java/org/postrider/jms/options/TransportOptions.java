// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.List;
import java.util.Map;
import org.postrider.transport.netty.EventLoops;
import org.postrider.transport.netty.IoKind;
import org.postrider.transport.netty.ProxySettings;
import org.postrider.transport.netty.WebSocketSettings;

/**
 * The options of the chapter {@code transport.}: sockets, TLS and WebSocket.
 *
 * <p>Immutable.
 */
public final class TransportOptions {

  private static final int MAX_BUFFER = 1 << 30;
  private static final int MAX_PORT = 65_535;

  private static final String NOT_THERE = "There it does not exist.";
  private static final String FIXED_BUFFER =
      "There 65536, which the system then never makes larger: less than a fast or a long way holds.";
  private static final String STORE_TYPE_DIFFERENCE =
      "There JKS; the JDK's default reads PKCS12 and JKS.";

  private static final Chapter TRANSPORT = new Chapter("transport.");

  public static final Option<Integer> SEND_BUFFER_SIZE =
      TRANSPORT
          .number("sendBufferSize", 0, 0, MAX_BUFFER)
          .unit("octets")
          .differs(FIXED_BUFFER)
          .means("The socket's send buffer; with 0 the system makes it as large as it helps.");

  public static final Option<Integer> RECEIVE_BUFFER_SIZE =
      TRANSPORT
          .number("receiveBufferSize", 0, 0, MAX_BUFFER)
          .unit("octets")
          .differs(FIXED_BUFFER)
          .means("The socket's receive buffer; with 0 the system makes it as large as it helps.");

  public static final Option<Integer> TRAFFIC_CLASS =
      TRANSPORT.number("trafficClass", 0, 0, 255).means("The IP type of service; 0 sets none.");

  public static final Option<Long> CONNECT_TIMEOUT =
      TRANSPORT
          .millis("connectTimeout", 60_000)
          .means("How long TCP, proxy, TLS and WebSocket may take together; 0 is no limit.");

  public static final Option<Integer> SO_TIMEOUT =
      TRANSPORT
          .number("soTimeout", -1, -1, Integer.MAX_VALUE)
          .noEffect("Reads never block here.")
          .means("How long a blocking read may take.");

  public static final Option<Integer> SO_LINGER =
      TRANSPORT
          .number("soLinger", -1, -1, Integer.MAX_VALUE)
          .unit("s")
          .means("How long closing a socket may linger; -1 is the system's default.");

  public static final Option<Boolean> TCP_KEEP_ALIVE =
      TRANSPORT.flag("tcpKeepAlive", false).means("TCP keep-alive.");

  public static final Option<Boolean> TCP_NO_DELAY =
      TRANSPORT.flag("tcpNoDelay", true).means("Small packets are sent at once.");

  public static final Option<IoKind> IO_KIND =
      TRANSPORT
          .choice("ioKind", IoKind.AUTO, -1)
          .whole()
          .differs(NOT_THERE)
          .means("How I/O threads wait for sockets; AUTO is the best of this machine.");

  public static final Option<Boolean> USE_EPOLL =
      TRANSPORT
          .flag("useEpoll", true)
          .whole()
          .means("Epoll is used where its native library is on the class path.");

  public static final Option<Boolean> USE_KQUEUE =
      TRANSPORT
          .flag("useKQueue", true)
          .whole()
          .differs("There false; what is there is used here.")
          .means("KQueue is used where its native library is on the class path.");

  public static final Option<String> LOCAL_ADDRESS =
      TRANSPORT.address("localAddress").means("The address that the socket is bound to.");

  public static final Option<Integer> LOCAL_PORT =
      TRANSPORT
          .number("localPort", 0, 0, MAX_PORT)
          .means("The port that the socket is bound to; 0 is any.");

  public static final Option<Integer> SHARED_EVENT_LOOP_THREADS =
      TRANSPORT
          .number("sharedEventLoopThreads", -1, -1, EventLoops.MAX_THREADS)
          .whole()
          .unit("threads")
          .differs("There -1 is a thread of each connection's own.")
          .means(
              "The size of the group of I/O threads that connections share which say the same; less"
                  + " than 1 is one a processor, 4 at most.");

  public static final Option<Boolean> LEND_EVENT_LOOPS =
      TRANSPORT
          .flag("lendEventLoops", true)
          .differs("There it does not exist.")
          .means(
              "A thread that sends one message after the other, and waits for the broker's answer to"
                  + " each, runs the I/O thread's work itself meanwhile, where no other thread waits;"
                  + " with epoll and kqueue only.");

  public static final Option<Boolean> TRACE_BYTES =
      TRANSPORT
          .flag("traceBytes", false)
          .means(
              "All octets behind SASL are logged, by org.postrider.trace.bytes at TRACE; where tokens"
                  + " for nodes may be among them, how many there are.");

  public static final Option<Integer> DEFAULT_TCP_PORT =
      TRANSPORT
          .number("defaultTcpPort", 5672, 1, MAX_PORT)
          .means("The port of amqp and amqpws where the URI has none.");

  public static final Option<Integer> DEFAULT_SSL_PORT =
      TRANSPORT
          .number("defaultSslPort", 5671, 1, MAX_PORT)
          .means("The port of amqps and amqpwss where the URI has none.");

  public static final Option<String> KEY_STORE_LOCATION =
      TRANSPORT
          .file("keyStoreLocation")
          .means("File of our certificate; absent: system property javax.net.ssl.keyStore.");

  public static final Option<String> KEY_STORE_PASSWORD =
      TRANSPORT
          .text("keyStorePassword", null)
          .secret()
          .means("Its password; absent: system property javax.net.ssl.keyStorePassword.");

  public static final Option<String> KEY_STORE_TYPE =
      TRANSPORT
          .text("keyStoreType", null)
          .differs(STORE_TYPE_DIFFERENCE)
          .means("Absent: storeType, then javax.net.ssl.keyStoreType, then the JDK's.");

  public static final Option<String> TRUST_STORE_LOCATION =
      TRANSPORT
          .file("trustStoreLocation")
          .means("File of trusted certificates; absent: system property javax.net.ssl.trustStore.");

  public static final Option<String> TRUST_STORE_PASSWORD =
      TRANSPORT
          .text("trustStorePassword", null)
          .secret()
          .means("Its password; absent: system property javax.net.ssl.trustStorePassword.");

  public static final Option<String> TRUST_STORE_TYPE =
      TRANSPORT
          .text("trustStoreType", null)
          .differs(STORE_TYPE_DIFFERENCE)
          .means("Absent: storeType, then javax.net.ssl.trustStoreType, then the JDK's.");

  public static final Option<String> STORE_TYPE =
      TRANSPORT.text("storeType", null).means("Type of both stores where theirs is not given.");

  public static final Option<String> CERTIFICATE_FILE =
      TRANSPORT
          .file("certificateFile")
          .differs(NOT_THERE)
          .means("PEM file of our certificate and its issuers', in place of a key store.");

  public static final Option<String> KEY_FILE =
      TRANSPORT
          .file("keyFile")
          .differs(NOT_THERE)
          .means("PEM file of the key of certificateFile: PKCS#8, maybe encrypted.");

  public static final Option<String> KEY_PASSWORD =
      TRANSPORT
          .text("keyPassword", null)
          .secret()
          .differs(NOT_THERE)
          .means("The key's own password, if it is encrypted or not the key store's.");

  public static final Option<String> CA_FILE =
      TRANSPORT
          .file("caFile")
          .differs(NOT_THERE)
          .means("PEM file of trusted certificates, in place of a trust store.");

  public static final Option<String> CONTEXT_PROTOCOL =
      TRANSPORT
          .version("contextProtocol", "TLS")
          .means("TLS, SSL, Default or TLSv1.3: 1.3 and 1.2 are offered; another: only that one.");

  public static final Option<List<String>> ENABLED_CIPHER_SUITES =
      TRANSPORT
          .list("enabledCipherSuites", null)
          .means("The only cipher suites to use; absent: the engine's own.");

  public static final Option<List<String>> DISABLED_CIPHER_SUITES =
      TRANSPORT.list("disabledCipherSuites", List.of()).means("Cipher suites not to use.");

  public static final Option<List<String>> ENABLED_PROTOCOLS =
      TRANSPORT
          .versions("enabledProtocols", null)
          .differs("There the JDK's own where absent.")
          .means("The only TLS versions to use, whatever contextProtocol; absent: those of it.");

  public static final Option<List<String>> DISABLED_PROTOCOLS =
      TRANSPORT
          .versions("disabledProtocols", List.of("SSLv2Hello", "SSLv3"))
          .means("TLS versions not to use.");

  public static final Option<Boolean> TRUST_ALL =
      TRANSPORT
          .flag("trustAll", false)
          .kept()
          .means("Any certificate is trusted. For tests only: each connection is logged.");

  public static final Option<Boolean> VERIFY_HOST =
      TRANSPORT
          .flag("verifyHost", true)
          .kept()
          .means("The server's certificate must name the host of the URI.");

  public static final Option<String> KEY_ALIAS =
      TRANSPORT.text("keyAlias", null).means("Which key of the key store to use.");

  public static final Option<Boolean> USE_OPEN_SSL =
      TRANSPORT
          .flag("useOpenSSL", false)
          .means("OpenSSL where netty-tcnative is on the class path.");

  public static final Option<Map<String, String>> WS_HTTP_HEADERS =
      TRANSPORT
          .family("ws.httpHeader.")
          .secret()
          .kept()
          .means("A header of the WebSocket upgrade request, whose name follows in the key.");

  public static final Option<Boolean> WS_COMPRESSION =
      TRANSPORT
          .flag("ws.compression", false)
          .differs(NOT_THERE)
          .means("Compression of a WebSocket's messages is offered.");

  public static final Option<Integer> WS_MAX_FRAME_SIZE =
      TRANSPORT
          .number(
              "ws.maxFrameSize",
              WebSocketSettings.DEFAULT_MAX_FRAME_SIZE,
              WebSocketSettings.LEAST_MAX_FRAME_SIZE,
              MAX_BUFFER)
          .unit("octets")
          .differs(NOT_THERE)
          .means("The largest frame of a WebSocket that is taken from the server.");

  public static final Option<ProxySettings.Kind> PROXY_TYPE =
      TRANSPORT
          .choice("proxyType", ProxySettings.Kind.HTTP, -1)
          .differs(NOT_THERE)
          .means("What the proxy speaks.");

  public static final Option<String> PROXY_HOST =
      TRANSPORT
          .proxyHost("proxyHost")
          .differs(NOT_THERE)
          .means("The proxy to connect through, which looks the server's name up; absent: none.");

  public static final Option<Integer> PROXY_PORT =
      TRANSPORT
          .number("proxyPort", null, 1, MAX_PORT)
          .differs(NOT_THERE)
          .means("The proxy's port; to be given with proxyHost.");

  public static final Option<String> PROXY_USER =
      TRANSPORT.text("proxyUser", null).differs(NOT_THERE).means("Who logs in at the proxy.");

  public static final Option<String> PROXY_PASSWORD =
      TRANSPORT
          .text("proxyPassword", null)
          .secret()
          .differs(NOT_THERE)
          .means("The password of proxyUser.");

  /** All of them, in the order of the reference page. */
  static final List<Option<?>> ALL = TRANSPORT.rows();

  private TransportOptions() {}
}
