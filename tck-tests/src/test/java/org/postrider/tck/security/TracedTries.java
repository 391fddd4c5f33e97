// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.Map;
import org.postrider.amqp.ConnectionOptions;
import org.postrider.amqp.ProxyOptions;
import org.postrider.amqp.TlsOptions;
import org.postrider.sasl.Credentials;
import org.postrider.tck.ProviderUnderTest;

/**
 * A program that connects to each URL that it is given, and by the event face to a broker that
 * takes any password, and tells all that it hears, for a test to look through its output.
 */
final class TracedTries {

  /** Begins an argument of the broker's and the proxy's port. */
  static final String EVENT_FACE = "event:";

  /** How many of the event face's tries trust whoever answers. */
  static final int TRUSTING_ALL = 5;

  private TracedTries() {}

  public static void main(String[] arguments) throws Exception {
    int tried = 0;
    int connected = 0;
    for (String argument : arguments) {
      if (argument.startsWith(EVENT_FACE)) {
        String[] ports = argument.substring(EVENT_FACE.length()).split(":", 2);
        onEventFace("amqps://localhost:" + ports[0], Integer.parseInt(ports[1]));
        continue;
      }
      tried++;
      ConnectionFactory factory = ProviderUnderTest.connectionFactory(argument);
      System.out.println(factory);
      try (Connection connection = factory.createConnection()) {
        connection.start();
        System.out.println(connection + " of " + connection.getMetaData());
        connected++;
      } catch (JMSException refused) {
        refused.printStackTrace(System.out);
      }
    }
    System.out.println((tried - connected) + " failed, " + connected + " connected");
  }

  private static void onEventFace(String url, int proxyPort) throws Exception {
    ProxyOptions proxy = ProxyOptions.http("127.0.0.1", proxyPort);
    Credentials token = Credentials.ofToken("ada", "geheim7".toCharArray(), null);
    List<ConnectionOptions> tries =
        List.of(
            trusting().user("ada").password("geheim8"),
            trusting().credentials(request -> token).allowedMechanisms("PLAIN"),
            trusting().credentials(request -> token),
            trusting().user("ada").password("geheim9").proxy(proxy.login("ada", "geheim10")));
    int opened = 0;
    for (ConnectionOptions options : tries) {
      System.out.println(options);
      String outcome = Attempt.onEventFace(url, options);
      System.out.println(outcome);
      opened += outcome.equals("opened") ? 1 : 0;
    }
    String inTheUrl = url.replace("//", "//ada:geheim11@");
    String outcome =
        Attempt.onEventFace(
            inTheUrl.replace("amqps", "amqpwss"),
            trusting().webSocketHeaders(Map.of("Authorization", "geheim12")));
    System.out.println(outcome);
    opened += outcome.equals("opened") ? 1 : 0;
    System.out.println(
        "the event face: " + (tries.size() + 1 - opened) + " failed, " + opened + " opened");
  }

  private static ConnectionOptions trusting() {
    return new ConnectionOptions().tls(new TlsOptions().trustAll(true));
  }
}
