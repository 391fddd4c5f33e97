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
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.event.ConnectionListener;
import org.postrider.jms.options.ConnectionUri;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Option;
import org.postrider.jms.options.Options;
import org.postrider.jms.session.Connections;
import org.postrider.jms.session.Domain;
import org.postrider.jms.session.Listeners;
import org.postrider.jms.session.PostriderConnection;
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
  public static final String REMOTE_URI = "remoteURI";

  private static final long serialVersionUID = 1L;

  /** Known by its name only: it lies above this package. */
  private static final String OBJECT_FACTORY = "org.postrider.jms.jndi.PostriderObjectFactory";

  /**
   * What was set.
   *
   * @param uri the connection URI
   * @param properties options by their full names
   */
  private record Configuration(String uri, Map<String, String> properties) implements Serializable {

    private static final long serialVersionUID = 1L;

    Configuration {
      properties = Map.copyOf(properties);
    }

    Options options() {
      Options.Builder builder = Options.builder();
      properties.forEach(builder::set);
      return builder.build();
    }
  }

  private volatile Configuration configuration;
  private transient volatile @Nullable ExceptionListener exceptionListener;
  private transient volatile @Nullable ConnectionListener connectionListener;

  /** Code, so neither a property nor serialized. */
  private transient volatile @Nullable CredentialsProvider credentialsProvider;

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
    configuration = new Configuration(checked(remoteUri), Map.of());
  }

  /**
   * A factory for the broker or brokers of an URI, with the identity that {@link
   * #createConnection()} uses.
   *
   * @throws IllegalArgumentException if the URI is malformed or has unknown or ill-typed options
   */
  public PostriderConnectionFactory(
      @Nullable String username, @Nullable String password, String remoteUri) {
    this(remoteUri);
    put(JmsOptions.USERNAME, username);
    put(JmsOptions.PASSWORD, password);
  }

  private static String checked(String uri) {
    ConnectionUri.parse(uri);
    return uri.strip();
  }

  private synchronized void put(Option<String> option, @Nullable String value) {
    Options.Builder builder = configuration.options().toBuilder();
    if (value == null) {
      builder.clear(option);
    } else {
      builder.set(option, value);
    }
    configuration = new Configuration(configuration.uri, builder.build().toMap());
  }

  /**
   * Sets an option by its name, in which {@code jms.} may be left out, or {@code remoteURI}.
   *
   * @throws IllegalArgumentException if the name is unknown or the value ill-typed; the message
   *     names option, value and rule
   */
  public void setProperty(String name, String value) {
    setProperties(Map.of(name, value));
  }

  /**
   * Sets options by their names: all of them or, if one is refused, none.
   *
   * @throws IllegalArgumentException like {@link #setProperty}
   */
  public synchronized void setProperties(Map<String, String> properties) {
    Options.Builder builder = configuration.options().toBuilder();
    String uri = configuration.uri;
    for (Map.Entry<String, String> property : properties.entrySet()) {
      if (property.getKey().equals(REMOTE_URI)) {
        uri = checked(property.getValue());
      } else {
        builder.setProperty(property.getKey(), property.getValue());
      }
    }
    configuration = new Configuration(uri, builder.build().toMap());
  }

  /** The properties set, by their full names, and {@code remoteURI}; secrets are among them. */
  public Map<String, String> getProperties() {
    Configuration current = configuration;
    Map<String, String> properties = new TreeMap<>(current.properties);
    properties.put(REMOTE_URI, current.uri);
    return properties;
  }

  /** Sets the connection URI. */
  public void setRemoteURI(String uri) {
    setProperty(REMOTE_URI, uri);
  }

  /** The connection URI. */
  public String getRemoteURI() {
    return configuration.uri;
  }

  /** Sets the user name that {@link #createConnection()} uses; null is none. */
  public void setUsername(@Nullable String username) {
    put(JmsOptions.USERNAME, username);
  }

  /** The user name, from the properties or the URI. */
  public @Nullable String getUsername() {
    return connectionUri().options().find(JmsOptions.USERNAME);
  }

  /** Sets the password of that user; null is none. */
  public void setPassword(@Nullable String password) {
    put(JmsOptions.PASSWORD, password);
  }

  /**
   * Sets who is asked for the credentials at each attempt to connect, after a loss too; null for
   * nobody. It goes before the user and password of the properties and the URI, but not before
   * those given to {@link #createConnection(String, String)}. It is no property: it is lost with
   * {@link #getReference} and with serialization.
   */
  public void setCredentialsProvider(@Nullable CredentialsProvider provider) {
    credentialsProvider = provider;
  }

  /** Sets the client identifier of connections; null is none. */
  public void setClientID(@Nullable String clientId) {
    put(JmsOptions.CLIENT_ID, clientId);
  }

  /** The client identifier, from the properties or the URI. */
  public @Nullable String getClientID() {
    return connectionUri().options().find(JmsOptions.CLIENT_ID);
  }

  /**
   * Sets who is told of the events of connections, from their beginning; null is nobody. It is part
   * of this object only: neither serialized nor in a reference.
   */
  public void setConnectionListener(@Nullable ConnectionListener listener) {
    connectionListener = listener;
  }

  /** The listener of connections' events, or null. */
  public @Nullable ConnectionListener getConnectionListener() {
    return connectionListener;
  }

  /**
   * Sets the exception listener that connections begin with; null is none. It is part of this
   * object only: neither serialized nor in a reference.
   */
  public void setExceptionListener(@Nullable ExceptionListener listener) {
    exceptionListener = listener;
  }

  /** The exception listener that connections begin with, or null. */
  public @Nullable ExceptionListener getExceptionListener() {
    return exceptionListener;
  }

  private ConnectionUri connectionUri() {
    Configuration current = configuration;
    return ConnectionUri.parse(current.uri).with(current.options());
  }

  @Override
  public Connection createConnection() throws JMSException {
    return open(connectionUri(), Domain.UNIFIED, credentialsProvider);
  }

  @Override
  public Connection createConnection(@Nullable String username, @Nullable String password)
      throws JMSException {
    return open(withIdentity(username, password), Domain.UNIFIED, providerBut(username));
  }

  @Override
  public QueueConnection createQueueConnection() throws JMSException {
    return open(connectionUri(), Domain.QUEUE, credentialsProvider);
  }

  @Override
  public QueueConnection createQueueConnection(@Nullable String username, @Nullable String password)
      throws JMSException {
    return open(withIdentity(username, password), Domain.QUEUE, providerBut(username));
  }

  @Override
  public TopicConnection createTopicConnection() throws JMSException {
    return open(connectionUri(), Domain.TOPIC, credentialsProvider);
  }

  @Override
  public TopicConnection createTopicConnection(@Nullable String username, @Nullable String password)
      throws JMSException {
    return open(withIdentity(username, password), Domain.TOPIC, providerBut(username));
  }

  @Override
  public JMSContext createContext() {
    return createContext(JMSContext.AUTO_ACKNOWLEDGE);
  }

  @Override
  public JMSContext createContext(@Nullable String username, @Nullable String password) {
    return createContext(username, password, JMSContext.AUTO_ACKNOWLEDGE);
  }

  @Override
  public JMSContext createContext(
      @Nullable String username, @Nullable String password, int sessionMode) {
    return openContext(withIdentity(username, password), providerBut(username), sessionMode);
  }

  @Override
  public JMSContext createContext(int sessionMode) {
    return openContext(connectionUri(), credentialsProvider, sessionMode);
  }

  private ConnectionUri withIdentity(@Nullable String username, @Nullable String password) {
    Options.Builder identity = Options.builder();
    if (username != null) {
      identity.set(JmsOptions.USERNAME, username);
    }
    if (password != null) {
      identity.set(JmsOptions.PASSWORD, password);
    }
    return connectionUri().with(identity.build());
  }

  /** Nobody is asked where a user is named. */
  private @Nullable CredentialsProvider providerBut(@Nullable String username) {
    return username == null ? credentialsProvider : null;
  }

  /** The one place where a connection begins. */
  private PostriderConnection open(
      ConnectionUri uri, Domain domain, @Nullable CredentialsProvider provider)
      throws JMSException {
    return Connections.open(uri, domain, listeners(), provider);
  }

  private Listeners listeners() {
    return new Listeners(exceptionListener, connectionListener);
  }

  /** The one place where a context begins. */
  private JMSContext openContext(
      ConnectionUri uri, @Nullable CredentialsProvider provider, int sessionMode) {
    return Connections.openContext(uri, listeners(), provider, sessionMode);
  }

  /** A reference with all properties, secrets among them. */
  @Override
  public Reference getReference() {
    Reference reference = new Reference(getClass().getName(), OBJECT_FACTORY, null);
    getProperties().forEach((name, value) -> reference.add(new StringRefAddr(name, value)));
    return reference;
  }

  /** The servers and the options, secrets masked. */
  @Override
  public String toString() {
    ConnectionUri uri = connectionUri();
    return uri + " " + uri.options();
  }
}
