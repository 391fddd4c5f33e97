// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.postrider.amqp.ReconnectPolicy;

/**
 * What only a program can give, since no text can: it is in no URI and no properties, and neither
 * serialized nor in a reference.
 *
 * <p>Immutable.
 */
public final class ProgramOptions {

  private static final Chapter PROGRAM = new Chapter("");

  /** Values of AMQP's simple types by their names. */
  public static final Option<Map<String, Object>> OPEN_PROPERTIES =
      PROGRAM
          .<Map<String, Object>>object("openProperties", "map")
          .differs("There it is the extension amqpOpenProperties, a function.")
          .means(
              "Properties of our open besides product, version and platform. For the broker's"
                  + " information.");

  /** TLS. */
  public static final Option<SSLContext> SSL_CONTEXT =
      PROGRAM
          .<SSLContext>object("sslContext", "SSLContext")
          .differs("There it is an extension, a function.")
          .means("TLS by an own context: transport's keys, trust and OpenSSL do not count then.");

  /** What makes the delays of each connection. */
  public static final Option<Supplier<ReconnectPolicy>> RECONNECT_POLICY =
      PROGRAM
          .<Supplier<ReconnectPolicy>>object("reconnectPolicy", "maker of policies")
          .means(
              "The delays between tries to connect, in place of the options of failover; for a"
                  + " failover URI, or with jms.reconnect.");

  /** All of them, in the order of the reference page. */
  static final List<Option<?>> ALL = PROGRAM.rows();

  private ProgramOptions() {}
}
