// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The server's end of a WebSocket that a test reads and writes itself. */
final class WebSocketPeer {

  private WebSocketPeer() {}

  /** The request's headers by their names in lower case, and its first line under no name. */
  static Map<String, String> readRequest(InputStream in) throws IOException {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("", readLine(in));
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      assertThat(request.put(name, line.substring(colon + 1).strip())).as(name).isNull();
    }
    return request;
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      assertThat(octet).isNotEqualTo(-1);
      if (octet != '\r') {
        line.append((char) octet);
      }
    }
    return line.toString();
  }

  /**
   * A socket on which frames come next: the request is taken.
   *
   * @param subProtocol null for none
   */
  static Socket upgraded(Socket peer, String subProtocol) throws Exception {
    String key = readRequest(peer.getInputStream()).get("sec-websocket-key");
    byte[] digest =
        MessageDigest.getInstance("SHA-1")
            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(US_ASCII));
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + Base64.getEncoder().encodeToString(digest)
            + (subProtocol == null ? "" : "\r\nSec-WebSocket-Protocol: " + subProtocol)
            + "\r\n\r\n";
    peer.getOutputStream().write(answer.getBytes(US_ASCII));
    return peer;
  }
}
