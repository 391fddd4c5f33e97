// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.List;

/**
 * The options of the chapter {@code amqp.}: the protocol and its SASL layer.
 *
 * <p>Immutable.
 */
public final class AmqpOptions {

  private static final int MIN_FRAME_SIZE = 512;

  /** Half of it is told, in 32 bits (AMQP 2.7.1). */
  private static final long MAX_IDLE_TIMEOUT_MS = 2 * 0xFFFF_FFFFL;

  private static final Chapter AMQP = new Chapter("amqp.");

  public static final Option<Long> IDLE_TIMEOUT =
      AMQP.millis("idleTimeout", 60_000, MAX_IDLE_TIMEOUT_MS)
          .means(
              "A connection silent for so long is lost; half of it is told to the broker. 0 is never.");

  public static final Option<String> VHOST =
      AMQP.text("vhost", null)
          .means("Host name in SASL and open; absent: the URI's host; empty: none.");

  public static final Option<Boolean> SASL_LAYER =
      AMQP.flag("saslLayer", true).means("The connection begins with SASL.");

  public static final Option<List<String>> SASL_MECHANISMS =
      AMQP.list("saslMechanisms", null)
          .means("The only SASL mechanisms to use; absent: all but GSSAPI.");

  public static final Option<Boolean> ALLOW_INSECURE_MECHANISMS =
      AMQP.flag("allowInsecureMechanisms", false)
          .kept()
          .differs("Not there: they send passwords in clear to anybody who asks.")
          .means(
              "PLAIN, XOAUTH2 and OAUTHBEARER may send the password or token in clear to another"
                  + " host, and so may CBS and the header Authorization of amqpws. Naming the"
                  + " mechanism in amqp.saslMechanisms allows that mechanism too.");

  public static final Option<Integer> MAX_FRAME_SIZE =
      AMQP.number("maxFrameSize", 131_072, MIN_FRAME_SIZE, Integer.MAX_VALUE)
          .unit("octets")
          .differs(
              "1048576 there. Windows are counted in frames: smaller frames allow more of them for"
                  + " the same memory.")
          .means("The largest frame that the broker may send.");

  public static final Option<Integer> MAX_MESSAGE_SIZE =
      AMQP.number("maxMessageSize", 100 << 20, 0, Integer.MAX_VALUE)
          .whole()
          .unit("octets")
          .differs("There is no limit there.")
          .means(
              "The largest message that a consumer takes, which its attach tells; a larger one is"
                  + " given back as undeliverable here. 0 is no limit but that of an array.");

  public static final Option<Integer> MAX_INCOMPLETE_SIZE =
      AMQP.number("maxIncompleteSize", 256 << 20, 0, Integer.MAX_VALUE)
          .unit("octets")
          .differs("There is no limit there.")
          .means(
              "How much a connection keeps of messages that have not come whole, over all"
                  + " consumers. Well before that large messages wait for each other; the consumer"
                  + " whose message goes beyond it all the same ends. 0 is no limit.");

  public static final Option<Integer> MAX_WAITING_SIZE =
      AMQP.number("maxWaitingSize", 256 << 20, 0, Integer.MAX_VALUE)
          .whole()
          .unit("octets")
          .differs("There is no limit there.")
          .means(
              "How much a connection keeps of messages that have come and that the application has"
                  + " not taken, over all consumers. From there on, consumers that hold more than"
                  + " their share get no more credit until half of it is taken; what the broker had"
                  + " sent within the credit comes all the same. From twice as much on, the session's"
                  + " window is shut where no other consumer of it waits for messages, and beyond"
                  + " that and 8 MiB more what comes goes back to the broker. 0 is no limit.");

  public static final Option<Integer> CHANNEL_MAX =
      AMQP.number("channelMax", 32_767, 0, 65_535)
          .means("The highest channel number, so one less than the number of sessions.");

  public static final Option<Long> DRAIN_TIMEOUT =
      AMQP.limit("drainTimeout", 60_000)
          .whole()
          .differs("The consumer is closed there.")
          .means(
              "How long receiveNoWait, a browser and rollback wait for the answer to a drain; the"
                  + " consumer goes on without. A receive whose time is over waits 250 ms more for"
                  + " it at most.");

  public static final Option<Boolean> ALLOW_NON_SECURE_REDIRECTS =
      AMQP.flag("allowNonSecureRedirects", false)
          .kept()
          .means("A redirect may lead from TLS to a connection in clear.");

  public static final Option<Integer> ANONYMOUS_FALLBACK_CACHE_SIZE =
      AMQP.number("anonymousFallbackCacheSize", 1, 0, 10_000)
          .whole()
          .unit("links")
          .means("Links kept open by an anonymous producer where the broker has no relay.");

  public static final Option<Long> ANONYMOUS_FALLBACK_CACHE_TIMEOUT =
      AMQP.millis("anonymousFallbackCacheTimeout", 30_000)
          .whole()
          .means("How long such a link may be idle before it is closed; 0 is for ever.");

  public static final Option<Boolean> TRACE_FRAMES =
      AMQP.flag("traceFrames", false)
          .means(
              "All frames behind SASL are logged, by org.postrider.trace.frames at TRACE. Payloads"
                  + " to a token node are not shown.");

  public static final Option<Integer> TRACE_FRAMES_PAYLOAD_LIMIT =
      AMQP.number("traceFramesPayloadLimit", 1024, 0, Integer.MAX_VALUE)
          .unit("octets")
          .means("How much of a payload such a log line shows.");

  public static final Option<Boolean> TRACE_BYTES =
      AMQP.flag("traceBytes", false)
          .means(
              "All octets behind SASL are logged, by org.postrider.trace.bytes at TRACE; where tokens"
                  + " for nodes may be among them, how many there are.");

  public static final Option<Integer> SESSION_OUTGOING_WINDOW =
      AMQP.number("sessionOutgoingWindow", -1, -1, Integer.MAX_VALUE)
          .unit("frames")
          .noEffect(
              "What waits to be sent is bounded in octets here; begin tells the largest window.")
          .means("The outgoing window that begin tells; -1 is the largest.");

  public static final Option<Integer> MAX_WRITE_BYTES_BEFORE_FLUSH =
      AMQP.number("maxWriteBytesBeforeFlush", 131_072, 1, Integer.MAX_VALUE)
          .unit("octets")
          .noEffect("Each batch is flushed once here.")
          .means("How much is written before it is flushed.");

  private static final Chapter SASL = new Chapter("sasl.options.");

  public static final Option<String> SASL_CONFIG_SCOPE =
      SASL.text("configScope", "amqp-jms-client")
          .means(
              "GSSAPI: the entry of the JAAS configuration; the default may be missing: then the"
                  + " ticket cache is used.");

  public static final Option<String> SASL_PROTOCOL =
      SASL.text("protocol", "amqp").means("GSSAPI: the service part of the server's principal.");

  public static final Option<String> SASL_SERVER_NAME =
      SASL.text("serverName", null)
          .means("GSSAPI: the host part of the server's principal; absent: the URI's host.");

  private static final Chapter PROVIDER = new Chapter("provider.");

  public static final Option<String> PROVIDER_FUTURE_TYPE =
      PROVIDER
          .text("futureType", null)
          .noEffect("Threads that wait park here and never spin.")
          .means("How threads wait.");

  /** All of the chapter {@code amqp.}, in the order of the reference page. */
  static final List<Option<?>> ALL = AMQP.rows();

  /** All of the chapter {@code sasl.options.}. */
  static final List<Option<?>> SASL_ALL = SASL.rows();

  /** All of the chapter {@code provider.}. */
  static final List<Option<?>> PROVIDER_ALL = PROVIDER.rows();

  private AmqpOptions() {}
}
