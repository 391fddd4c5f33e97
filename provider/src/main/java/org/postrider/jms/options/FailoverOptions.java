// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.List;

/**
 * The options of the chapter {@code failover.}: how and where a lost connection is sought again.
 *
 * <p>Immutable.
 */
public final class FailoverOptions {

  /** Stands before options of the servers' own that are given for all of them at once. */
  static final String NESTED = "failover.nested.";

  private static final Chapter FAILOVER = new Chapter("failover.", DiscoveryOptions.PREFIX);

  public static final Option<Long> INITIAL_RECONNECT_DELAY =
      FAILOVER
          .millis("initialReconnectDelay", 0)
          .means("Before the first try after a loss, and before the second one at the start.");

  public static final Option<Long> RECONNECT_DELAY =
      FAILOVER.millis("reconnectDelay", 10).means("Between one try of all servers and the next.");

  public static final Option<Long> MAX_RECONNECT_DELAY =
      FAILOVER
          .millis("maxReconnectDelay", 30_000)
          .means("The longest that the growing delay becomes.");

  public static final Option<Boolean> USE_RECONNECT_BACK_OFF =
      FAILOVER.flag("useReconnectBackOff", true).means("The delay grows with each try.");

  public static final Option<Double> RECONNECT_BACK_OFF_MULTIPLIER =
      FAILOVER.decimal("reconnectBackOffMultiplier", 2.0, 1.0, 1000.0).means("By what it grows.");

  public static final Option<Integer> MAX_RECONNECT_ATTEMPTS =
      FAILOVER
          .number("maxReconnectAttempts", -1, -1, Integer.MAX_VALUE)
          .means("How often all servers are tried before the connection fails; -1 is for ever.");

  public static final Option<Integer> STARTUP_MAX_RECONNECT_ATTEMPTS =
      FAILOVER
          .number("startupMaxReconnectAttempts", -1, -1, Integer.MAX_VALUE)
          .means("The same for the first connection; -1 is the value of maxReconnectAttempts.");

  public static final Option<Integer> WARN_AFTER_RECONNECT_ATTEMPTS =
      FAILOVER
          .number("warnAfterReconnectAttempts", 10, -1, Integer.MAX_VALUE)
          .means("A warning is logged each time so many tries failed; -1 is never.");

  public static final Option<Boolean> RANDOMIZE =
      FAILOVER.flag("randomize", false).means("Servers are tried in random order.");

  public static final Option<Double> JITTER =
      FAILOVER
          .decimal("jitter", 0.0, 0.0, 1.0)
          .differs("There it does not exist.")
          .means("By what part of itself a delay may be shorter, at random.");

  public static final Option<Boolean> DELAY_EACH_SERVER =
      FAILOVER
          .flag("delayEachServer", false)
          .differs("There it does not exist.")
          .means("The delay stands before each server, not once before all of them.");

  public static final Option<Boolean> RETRY_UNAUTHORIZED =
      FAILOVER
          .flag("retryUnauthorized", false)
          .differs("There it does not exist.")
          .means("Refused credentials do not end the tries: they may become good ones.");

  public static final Option<Boolean> RESEND_IN_DOUBT =
      FAILOVER
          .flag("resendInDoubt", true)
          .differs("There it does not exist.")
          .means(
              "A message that the broker had not answered when the connection was lost is sent once"
                  + " more under its message id, if it is PERSISTENT or the broker drops duplicates;"
                  + " otherwise its send fails as in doubt.");

  public static final Option<Boolean> MARK_DUPLICATES =
      FAILOVER
          .flag("markDuplicates", true)
          .differs("There it does not exist.")
          .means(
              "Messages to Artemis that may be sent twice bear _AMQ_DUPL_ID, so that it keeps one of"
                  + " them.");

  public static final Option<ServerListAction> AMQP_OPEN_SERVER_LIST_ACTION =
      FAILOVER
          .choice("amqpOpenServerListAction", ServerListAction.REPLACE, -1)
          .differs("There REPLACE takes the servers of a discovery file, too, until it changes.")
          .means("What becomes of the server list that a broker sends.");

  /** All of them, in the order of the reference page. */
  static final List<Option<?>> ALL = FAILOVER.rows();

  private FailoverOptions() {}
}
