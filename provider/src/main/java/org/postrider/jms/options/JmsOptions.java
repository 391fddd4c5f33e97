// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.List;

/**
 * The options of the chapter {@code jms.}: what concerns the JMS API itself.
 *
 * <p>Immutable.
 */
public final class JmsOptions {

  private static final int MAX_PREFETCH = 1_000_000;

  private static final Chapter JMS = new Chapter("jms.");

  public static final Option<String> USERNAME =
      JMS.text("username", null)
          .means("User name; arguments of createConnection and createContext go before it.");

  public static final Option<String> PASSWORD =
      JMS.text("password", null).secret().means("Password of that user.");

  public static final Option<String> CLIENT_ID =
      JMS.nonEmptyText("clientID")
          .means("Client identifier, which is the AMQP container-id; generated where not given.");

  public static final Option<String> CLIENT_ID_PREFIX =
      JMS.text("clientIDPrefix", "ID:").means("Prefix of generated client identifiers.");

  public static final Option<String> CONNECTION_ID_PREFIX =
      JMS.text("connectionIDPrefix", "ID:").means("Prefix of generated connection identifiers.");

  public static final Option<Boolean> FORCE_ASYNC_SEND =
      JMS.flag("forceAsyncSend", false).means("No send waits for the broker's answer.");

  public static final Option<Boolean> FORCE_SYNC_SEND =
      JMS.flag("forceSyncSend", false)
          .means("Every send waits for the broker's answer, except with a CompletionListener.");

  public static final Option<Boolean> FORCE_ASYNC_ACKS =
      JMS.flag("forceAsyncAcks", false)
          .noEffect("Acknowledgements never wait for an answer here.")
          .means("No acknowledgement waits.");

  public static final Option<Boolean> LOCAL_MESSAGE_EXPIRY =
      JMS.flag("localMessageExpiry", true)
          .means("Messages that expired while they were prefetched are not delivered.");

  public static final Option<Boolean> LOCAL_MESSAGE_PRIORITY =
      JMS.flag("localMessagePriority", false)
          .means("Prefetched messages are delivered by priority.");

  public static final Option<Boolean> VALIDATE_PROPERTY_NAMES =
      JMS.flag("validatePropertyNames", true)
          .means("Message property names must be Java identifiers and no selector keywords.");

  public static final Option<Boolean> VALIDATE_SELECTOR =
      JMS.flag("validateSelector", true)
          .means("Selectors are parsed before they go to the broker, and wrong ones refused.");

  public static final Option<Boolean> RECEIVE_LOCAL_ONLY =
      JMS.flag("receiveLocalOnly", false)
          .means("A receive with a time-out looks at prefetched messages only.");

  public static final Option<Boolean> RECEIVE_NO_WAIT_LOCAL_ONLY =
      JMS.flag("receiveNoWaitLocalOnly", false)
          .means("receiveNoWait looks at prefetched messages only.");

  public static final Option<String> QUEUE_PREFIX =
      JMS.text("queuePrefix", null)
          .means("Put before the address of queues, and taken off received addresses.");

  public static final Option<String> TOPIC_PREFIX =
      JMS.text("topicPrefix", null)
          .means("Put before the address of topics, and taken off received addresses.");

  public static final Option<Long> CLOSE_TIMEOUT =
      JMS.limit("closeTimeout", 60_000)
          .means(
              "How long close waits for the broker's answers and for the outcomes of messages,"
                  + " all that it closes together, and how long a listener that runs may use what"
                  + " is closed: close itself returns when it has returned.");

  public static final Option<Long> CONNECT_TIMEOUT =
      JMS.limit("connectTimeout", 15_000)
          .means("How long a new connection may take, from the socket to the answered open.");

  public static final Option<Long> SEND_TIMEOUT =
      JMS.limit("sendTimeout", 60_000)
          .differs("There -1: a send could hang for ever on a broker that gives no credit.")
          .means(
              "How long a send may take, waiting for credit included. What went out by then is in"
                  + " doubt.");

  public static final Option<Long> REQUEST_TIMEOUT =
      JMS.limit("requestTimeout", 60_000)
          .differs("There -1: a commit could hang for ever on a silent broker.")
          .means(
              "How long creating, committing and other requests may take. A commit that went out by"
                  + " then is in doubt.");

  public static final Option<Boolean> POPULATE_JMSX_USER_ID =
      JMS.flag("populateJMSXUserID", false)
          .means("Sent messages bear the user name in JMSXUserID; otherwise it is cleared.");

  public static final Option<Boolean> AWAIT_CLIENT_ID =
      JMS.flag("awaitClientID", true)
          .means("A connection without client identifier opens at its first use only.");

  public static final Option<Boolean> USE_DAEMON_THREAD =
      JMS.flag("useDaemonThread", false)
          .differs("There it is the thread of each connection.")
          .means(
              "Sessions with message listeners do not keep the virtual machine alive. Nothing else"
                  + " ever does.");

  public static final Option<String> TRACING =
      JMS.text("tracing", null)
          .noEffect("Their OpenTracing is archived; there is no tracing here yet.")
          .means("Name of a tracer.");

  public static final Option<Boolean> RECONNECT =
      JMS.flag("reconnect", false)
          .differs("There it does not exist.")
          .means(
              "A lost connection is sought again, as it always is with a failover URI; the options"
                  + " of failover say how.");

  public static final Option<Boolean> CLOSE_LINKS_THAT_FAIL_ON_RECONNECT =
      JMS.flag("closeLinksThatFailOnReconnect", false)
          .means(
              "A link that cannot be re-created is closed alone; otherwise the connection counts as"
                  + " lost once more.");

  public static final Option<Integer> QUEUE_PREFETCH = prefetch("queuePrefetch", "queue consumers");

  public static final Option<Integer> TOPIC_PREFETCH = prefetch("topicPrefetch", "topic consumers");

  public static final Option<Integer> QUEUE_BROWSER_PREFETCH =
      prefetch("queueBrowserPrefetch", "queue browsers");

  public static final Option<Integer> DURABLE_TOPIC_PREFETCH =
      prefetch("durableTopicPrefetch", "durable subscribers");

  public static final Option<Integer> PREFETCH_ALL =
      JMS.number("prefetchPolicy.all", null, 0, MAX_PREFETCH)
          .unit("messages")
          .differs("The four single options go before it wherever they stand in the URI.")
          .means("Sets the four prefetch options that are not given themselves.");

  public static final Option<Integer> MAX_PREFETCH_SIZE =
      JMS.number("prefetchPolicy.maxPrefetchSize", 32_767, 0, MAX_PREFETCH)
          .unit("messages")
          .means("A larger prefetch is cut to this.");

  public static final Option<Integer> MAX_REDELIVERIES =
      JMS.number("redeliveryPolicy.maxRedeliveries", -1, -1, Integer.MAX_VALUE)
          .unit("deliveries")
          .means("Messages redelivered more often are not delivered; -1 is no limit.");

  public static final Option<RedeliveryOutcome> REDELIVERY_OUTCOME =
      JMS.choice("redeliveryPolicy.outcome", RedeliveryOutcome.MODIFIED_FAILED_UNDELIVERABLE, 1)
          .means("What becomes of such messages; the numbers 1 to 5 are understood too.");

  public static final Option<MessageIdType> MESSAGE_ID_TYPE =
      JMS.choice("messageIDPolicy.messageIDType", MessageIdType.DEFAULT, -1)
          .means("The form of generated message identifiers.");

  public static final Option<Boolean> PRESETTLE_ALL =
      presettle("presettleAll", "all messages, sent and received");
  public static final Option<Boolean> PRESETTLE_PRODUCERS =
      presettle("presettleProducers", "sent messages");
  public static final Option<Boolean> PRESETTLE_TOPIC_PRODUCERS =
      presettle("presettleTopicProducers", "messages sent to topics");
  public static final Option<Boolean> PRESETTLE_QUEUE_PRODUCERS =
      presettle("presettleQueueProducers", "messages sent to queues");
  public static final Option<Boolean> PRESETTLE_TRANSACTED_PRODUCERS =
      presettle("presettleTransactedProducers", "messages sent in transactions");
  public static final Option<Boolean> PRESETTLE_CONSUMERS =
      presettle("presettleConsumers", "received messages");
  public static final Option<Boolean> PRESETTLE_TOPIC_CONSUMERS =
      presettle("presettleTopicConsumers", "messages received from topics");
  public static final Option<Boolean> PRESETTLE_QUEUE_CONSUMERS =
      presettle("presettleQueueConsumers", "messages received from queues");

  public static final Option<List<String>> DESERIALIZATION_ALLOW_LIST =
      JMS.classes("deserializationPolicy.allowList")
          .alias("deserializationPolicy.whiteList")
          .differs("There everything is allowed by default, which lets a sender run code.")
          .means(
              "Classes, or packages with their sub-packages, that an ObjectMessage may bring"
                  + " besides plain JDK values and collections; * is all.");

  public static final Option<List<String>> DESERIALIZATION_DENY_LIST =
      JMS.classes("deserializationPolicy.denyList")
          .alias("deserializationPolicy.blackList")
          .means("Classes or packages that it may never bring; goes before the allow list.");

  public static final Option<Integer> DESERIALIZATION_MAX_DEPTH =
      deserialization("maxDepth", 100, 10_000)
          .unit("objects")
          .means("How deep its objects may lie in each other.");

  public static final Option<Integer> DESERIALIZATION_MAX_REFERENCES =
      deserialization("maxReferences", 1_000_000, Integer.MAX_VALUE)
          .unit("references")
          .means(
              "How many references its objects may hold, all together; those of a collection count at"
                  + " each place that holds it.");

  public static final Option<Integer> DESERIALIZATION_MAX_ARRAY_LENGTH =
      deserialization("maxArrayLength", 10_000_000, Integer.MAX_VALUE)
          .unit("elements")
          .means("How long an array in it may be.");

  public static final Option<Integer> DESERIALIZATION_MAX_BYTES =
      deserialization("maxBytes", 67_108_864, Integer.MAX_VALUE)
          .unit("octets")
          .means("How large it may be, serialized.");

  public static final Option<Long> DESERIALIZATION_MAX_TIME =
      JMS.limit("deserializationPolicy.maxTime", 30_000)
          .differs("There is no limit there.")
          .means("How long reading it may take.");

  /** All of them, in the order of the reference page. */
  static final List<Option<?>> ALL = JMS.rows();

  private JmsOptions() {}

  private static Option<Integer> prefetch(String name, String who) {
    return JMS.number("prefetchPolicy." + name, 1000, 0, MAX_PREFETCH)
        .unit("messages")
        .means("How many messages the broker may send ahead to " + who + "; 0 is one on request.");
  }

  private static Chapter.Row<Integer> deserialization(String name, int defaultValue, int max) {
    return JMS.number("deserializationPolicy." + name, defaultValue, 1, max)
        .differs("There is no limit there.");
  }

  private static Option<Boolean> presettle(String name, String what) {
    return JMS.flag("presettlePolicy." + name, false)
        .means("At most once: " + what + " are settled as they are sent.");
  }
}
