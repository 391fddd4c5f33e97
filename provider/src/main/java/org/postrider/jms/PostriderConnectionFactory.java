// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.postrider.amqp.ReconnectPolicy;
import org.postrider.cbs.CbsTokenProvider;
import org.postrider.jms.event.ConnectionListener;
import org.postrider.jms.options.ConnectionUri;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Option;
import org.postrider.jms.session.Domain;
import org.postrider.sasl.CredentialsProvider;

/**
 * The front door: makes connections to the brokers of an URI.
 *
 * <p>Thread-safe. What is set later holds for connections that are made later. Options are given in
 * the URI or as properties, by the names of {@code docs/options.md}; a property goes before the
 * URI.
 */
public final class PostriderConnectionFactory
    implements ConnectionFactory,
        QueueConnectionFactory,
        TopicConnectionFactory,
        Referenceable,
        Serializable {

  /** The property that is the connection URI. */
  public static final String REMOTE_URI = Configuration.REMOTE_URI;

  private static final long serialVersionUID = 1L;

  /** Known by its name only: it lies above this package. */
  private static final String OBJECT_FACTORY = "org.postrider.jms.jndi.PostriderObjectFactory";

  private volatile Configuration configuration;
  private transient volatile Opener opener = new Opener();

  /** A factory for a broker on this host: {@code amqp://localhost:5672}. */
  public PostriderConnectionFactory() {
    this(ConnectionUri.DEFAULT);
  }

  /**
   * A factory for the broker or brokers of an URI.
   *
   * @throws IllegalArgumentException if the URI is malformed or has unknown or ill-typed options
   */
  public PostriderConnectionFactory(String remoteUri) {
    configuration = Configuration.of(remoteUri);
  }

  /** Like {@link #PostriderConnectionFactory(String)}. */
  public PostriderConnectionFactory(URI remoteUri) {
    this(Objects.toString(remoteUri, ""));
  }

  /** A factory for a broker on this host, with the identity that connections have by default. */
  public PostriderConnectionFactory(@Nullable String username, @Nullable String password) {
    this(username, password, ConnectionUri.DEFAULT);
  }

  /**
   * A factory for the broker or brokers of an URI, with the identity that {@link
   * #createConnection()} uses.
   *
   * @throws IllegalArgumentException if the URI is malformed or has unknown or ill-typed options
   */
  public PostriderConnectionFactory(
      @Nullable String username, @Nullable String password, String remoteUri) {
    configuration =
        Configuration.of(remoteUri)
            .with(JmsOptions.USERNAME, username)
            .with(JmsOptions.PASSWORD, password);
  }

  /** Like {@link #PostriderConnectionFactory(String, String, String)}. */
  public PostriderConnectionFactory(
      @Nullable String username, @Nullable String password, URI remoteUri) {
    this(username, password, Objects.toString(remoteUri, ""));
  }

  /**
   * A factory of properties, as {@link #setProperties} takes them.
   *
   * @throws IllegalArgumentException like {@link #setProperties}
   */
  public PostriderConnectionFactory(Map<String, String> properties) {
    configuration = Configuration.of(ConnectionUri.DEFAULT).with(properties);
  }

  private synchronized void set(Option<?> option, @Nullable Object value) {
    configuration = configuration.with(option, value);
  }

  /**
   * Sets an option by its name, in which {@code jms.} may be left out, or {@code remoteURI}.
   *
   * @throws IllegalArgumentException if the name is unknown or the value ill-typed; the message
   *     names option, value and rule
   */
  public void setProperty(String name, String value) {
    setProperties(Collections.singletonMap(name, value));
  }

  /**
   * Sets options by their names: all of them or, if one is refused, none.
   *
   * @throws IllegalArgumentException like {@link #setProperty}
   */
  public synchronized void setProperties(Map<String, String> properties) {
    configuration = configuration.with(properties);
  }

  /** The properties set, by their full names, and {@code remoteURI}; secrets are among them. */
  public Map<String, String> getProperties() {
    return configuration.toMap();
  }

  /**
   * The value that an option has for connections, from the properties, the URI or by default; null
   * is none.
   *
   * @throws IllegalArgumentException if the name is unknown
   */
  public @Nullable String getProperty(String name) {
    return name.equals(REMOTE_URI)
        ? getRemoteURI()
        : configuration.connectionUri().options().property(name);
  }

  /** Sets the connection URI. */
  public void setRemoteURI(String uri) {
    setProperties(Collections.singletonMap(REMOTE_URI, uri));
  }

  /** The connection URI. */
  public String getRemoteURI() {
    return configuration.uri();
  }

  /** Sets the user name that {@link #createConnection()} uses; null is none. */
  public void setUsername(@Nullable String username) {
    set(JmsOptions.USERNAME, username);
  }

  /** The user name, from the properties or the URI. */
  public @Nullable String getUsername() {
    return configuration.connectionUri().options().find(JmsOptions.USERNAME);
  }

  /**
   * Sets the password of that user; null is none. Characters that can be wiped are for {@link
   * #setCredentialsProvider}, which takes {@code Credentials.of(user, characters)}: a second setter
   * of this name would take this one's place as the property of a bean.
   */
  public void setPassword(@Nullable String password) {
    set(JmsOptions.PASSWORD, password);
  }

  /**
   * Sets who is asked for the credentials at each attempt to connect, after a loss too; null for
   * nobody. It goes before the user and password of the properties and the URI, but not before
   * those given to {@link #createConnection(String, String)}. It is no property: it is lost with
   * {@link #getReference} and with serialization.
   */
  public void setCredentialsProvider(@Nullable CredentialsProvider provider) {
    opener.credentialsProvider = provider;
  }

  /**
   * Sets the TLS context of connections by {@code amqps} and {@code amqpwss}; null for one by the
   * {@code transport.} options. The options for versions, suites and {@code verifyHost} count with
   * it too. It is no property: it is lost with {@link #getReference} and with serialization.
   */
  public void setSslContext(@Nullable SSLContext context) {
    opener.sslContext = context;
  }

  /**
   * Sets who is asked for the token that a broker with claims-based security wants before a link to
   * a node attaches (Azure Service Bus and others); null for nobody. It is no property: it is lost
   * with {@link #getReference} and with serialization.
   */
  public void setTokenProvider(@Nullable CbsTokenProvider provider) {
    opener.tokenProvider = provider;
  }

  /** Sets the client identifier of connections; null is none. */
  public void setClientID(@Nullable String clientId) {
    set(JmsOptions.CLIENT_ID, clientId);
  }

  /** The client identifier, from the properties or the URI. */
  public @Nullable String getClientID() {
    return configuration.connectionUri().options().find(JmsOptions.CLIENT_ID);
  }

  /**
   * Sets who is told of the events of connections, from their beginning; null is nobody. It is part
   * of this object only: neither serialized nor in a reference.
   */
  public void setConnectionListener(@Nullable ConnectionListener listener) {
    opener.connectionListener = listener;
  }

  /** The listener of connections' events, or null. */
  public @Nullable ConnectionListener getConnectionListener() {
    return opener.connectionListener;
  }

  /**
   * Sets the exception listener that connections begin with; null is none. It is part of this
   * object only: neither serialized nor in a reference.
   */
  public void setExceptionListener(@Nullable ExceptionListener listener) {
    opener.exceptionListener = listener;
  }

  /** The exception listener that connections begin with, or null. */
  public @Nullable ExceptionListener getExceptionListener() {
    return opener.exceptionListener;
  }

  /**
   * Sets what makes the delays between tries to connect, in place of the options of {@code
   * failover.}; each connection gets one of its own. Null is those options. It has an effect where
   * a lost connection is sought again: with a failover URI, or {@code jms.reconnect}. It is part of
   * this object only: neither serialized nor in a reference. A supplier that throws fails the call
   * that makes the connection, with a JMSException.
   */
  public void setReconnectPolicy(@Nullable Supplier<ReconnectPolicy> policies) {
    opener.reconnectPolicies = policies;
  }

  /**
   * Sets properties of our open for the broker's information; null is none. Product, version and
   * platform are always ours. They are part of this object only: neither serialized nor in a
   * reference.
   *
   * @param properties texts, booleans, boxed numbers, characters, UUIDs by their names
   * @throws IllegalArgumentException if a name or value is null, or a value of another class
   */
  public void setOpenProperties(@Nullable Map<String, ?> properties) {
    opener.openProperties = properties == null ? null : OpenProperties.checked(properties);
  }

  // Options as bean properties, for containers; all others go by setProperty.

  /** {@code jms.clientIDPrefix}: the prefix of generated client identifiers. */
  public void setClientIDPrefix(@Nullable String prefix) {
    set(JmsOptions.CLIENT_ID_PREFIX, prefix);
  }

  /** {@code jms.connectionIDPrefix}: the prefix of generated connection identifiers. */
  public void setConnectionIDPrefix(@Nullable String prefix) {
    set(JmsOptions.CONNECTION_ID_PREFIX, prefix);
  }

  /** {@code jms.queuePrefix}: what stands before the address of each queue. */
  public void setQueuePrefix(@Nullable String prefix) {
    set(JmsOptions.QUEUE_PREFIX, prefix);
  }

  /** {@code jms.topicPrefix}: what stands before the address of each topic. */
  public void setTopicPrefix(@Nullable String prefix) {
    set(JmsOptions.TOPIC_PREFIX, prefix);
  }

  /** {@code jms.connectTimeout}: how long connecting may take; -1 is for ever. */
  public void setConnectTimeout(long milliseconds) {
    set(JmsOptions.CONNECT_TIMEOUT, milliseconds);
  }

  /** {@code jms.requestTimeout}: how long a request may take; -1 is for ever. */
  public void setRequestTimeout(long milliseconds) {
    set(JmsOptions.REQUEST_TIMEOUT, milliseconds);
  }

  /** {@code jms.sendTimeout}: how long a send may take; -1 is for ever. */
  public void setSendTimeout(long milliseconds) {
    set(JmsOptions.SEND_TIMEOUT, milliseconds);
  }

  /** {@code jms.closeTimeout}: how long closing may take; -1 is for ever. */
  public void setCloseTimeout(long milliseconds) {
    set(JmsOptions.CLOSE_TIMEOUT, milliseconds);
  }

  /**
   * {@code jms.prefetchPolicy.all}: how many messages the broker may send ahead to any consumer.
   */
  public void setPrefetch(int messages) {
    set(JmsOptions.PREFETCH_ALL, messages);
  }

  /**
   * {@code jms.redeliveryPolicy.maxRedeliveries}: how often a message may be redelivered; -1 is no
   * limit.
   */
  public void setMaxRedeliveries(int deliveries) {
    set(JmsOptions.MAX_REDELIVERIES, deliveries);
  }

  /**
   * {@code jms.deserializationPolicy.allowList}: the classes and packages that may be received,
   * with commas.
   */
  public void setDeserializationAllowList(@Nullable String classes) {
    set(JmsOptions.DESERIALIZATION_ALLOW_LIST, classes);
  }

  /** {@code jms.deserializationPolicy.denyList}: those that may never be received. */
  public void setDeserializationDenyList(@Nullable String classes) {
    set(JmsOptions.DESERIALIZATION_DENY_LIST, classes);
  }

  /** {@code jms.forceAsyncSend}: whether no send waits for the broker. */
  public void setForceAsyncSend(boolean force) {
    set(JmsOptions.FORCE_ASYNC_SEND, force);
  }

  /** {@code jms.forceSyncSend}: whether each send waits for the broker. */
  public void setForceSyncSend(boolean force) {
    set(JmsOptions.FORCE_SYNC_SEND, force);
  }

  /** {@code jms.forceAsyncAcks}: without effect. */
  public void setForceAsyncAcks(boolean force) {
    set(JmsOptions.FORCE_ASYNC_ACKS, force);
  }

  /** {@code jms.localMessageExpiry}: whether messages that expired here are left out. */
  public void setLocalMessageExpiry(boolean local) {
    set(JmsOptions.LOCAL_MESSAGE_EXPIRY, local);
  }

  /** {@code jms.localMessagePriority}: whether messages here are sorted by priority. */
  public void setLocalMessagePriority(boolean local) {
    set(JmsOptions.LOCAL_MESSAGE_PRIORITY, local);
  }

  /** {@code jms.validatePropertyNames}: whether property names are checked. */
  public void setValidatePropertyNames(boolean validate) {
    set(JmsOptions.VALIDATE_PROPERTY_NAMES, validate);
  }

  /** {@code jms.validateSelector}: whether selectors are checked. */
  public void setValidateSelector(boolean validate) {
    set(JmsOptions.VALIDATE_SELECTOR, validate);
  }

  /** {@code jms.receiveLocalOnly}: whether a receive with time-out asks nobody. */
  public void setReceiveLocalOnly(boolean only) {
    set(JmsOptions.RECEIVE_LOCAL_ONLY, only);
  }

  /** {@code jms.receiveNoWaitLocalOnly}: whether receiveNoWait asks nobody. */
  public void setReceiveNoWaitLocalOnly(boolean only) {
    set(JmsOptions.RECEIVE_NO_WAIT_LOCAL_ONLY, only);
  }

  /** {@code jms.populateJMSXUserID}: whether messages bear the user. */
  public void setPopulateJMSXUserID(boolean populate) {
    set(JmsOptions.POPULATE_JMSX_USER_ID, populate);
  }

  /** {@code jms.awaitClientID}: whether opening waits for the client identifier. */
  public void setAwaitClientID(boolean await) {
    set(JmsOptions.AWAIT_CLIENT_ID, await);
  }

  /** {@code jms.useDaemonThread}: whether listeners' threads are daemons. */
  public void setUseDaemonThread(boolean use) {
    set(JmsOptions.USE_DAEMON_THREAD, use);
  }

  /** {@code jms.closeLinksThatFailOnReconnect}: whether they are closed alone. */
  public void setCloseLinksThatFailOnReconnect(boolean close) {
    set(JmsOptions.CLOSE_LINKS_THAT_FAIL_ON_RECONNECT, close);
  }

  /** {@code jms.tracing}: without effect. */
  public void setTracing(@Nullable String tracer) {
    set(JmsOptions.TRACING, tracer);
  }

  @Override
  public Connection createConnection() throws JMSException {
    return opener.open(configuration, Domain.UNIFIED);
  }

  @Override
  public Connection createConnection(@Nullable String username, @Nullable String password)
      throws JMSException {
    return opener.open(configuration, Domain.UNIFIED, username, password);
  }

  @Override
  public QueueConnection createQueueConnection() throws JMSException {
    return opener.open(configuration, Domain.QUEUE);
  }

  @Override
  public QueueConnection createQueueConnection(@Nullable String username, @Nullable String password)
      throws JMSException {
    return opener.open(configuration, Domain.QUEUE, username, password);
  }

  @Override
  public TopicConnection createTopicConnection() throws JMSException {
    return opener.open(configuration, Domain.TOPIC);
  }

  @Override
  public TopicConnection createTopicConnection(@Nullable String username, @Nullable String password)
      throws JMSException {
    return opener.open(configuration, Domain.TOPIC, username, password);
  }

  @Override
  public JMSContext createContext() {
    return createContext(JMSContext.AUTO_ACKNOWLEDGE);
  }

  @Override
  public JMSContext createContext(int sessionMode) {
    return opener.openContext(configuration, sessionMode);
  }

  @Override
  public JMSContext createContext(@Nullable String username, @Nullable String password) {
    return createContext(username, password, JMSContext.AUTO_ACKNOWLEDGE);
  }

  @Override
  public JMSContext createContext(
      @Nullable String username, @Nullable String password, int sessionMode) {
    return opener.openContext(configuration, sessionMode, username, password);
  }

  /**
   * A reference with all properties, secrets among them: its text masks them, but a naming service
   * keeps them as they are.
   */
  @Override
  public Reference getReference() {
    Reference reference = new Reference(getClass().getName(), OBJECT_FACTORY, null);
    getProperties().forEach((name, value) -> reference.add(SecretAddress.of(name, value)));
    return reference;
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    if (configuration == null) {
      throw new InvalidObjectException("a connection factory must have a configuration");
    }
    opener = new Opener();
  }

  /** Whether the other has the same URI and properties; listeners and the like do not count. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PostriderConnectionFactory factory
        && configuration.equals(factory.configuration);
  }

  @Override
  public int hashCode() {
    return configuration.hashCode();
  }

  /** The servers and the options, secrets masked. */
  @Override
  public String toString() {
    return configuration.toString();
  }
}
