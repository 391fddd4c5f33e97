// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.options.ConnectionUri;
import org.postrider.jms.options.Option;
import org.postrider.jms.options.Options;

/**
 * What was set on a factory: an URI, and options that go before those of the URI.
 *
 * <p>Immutable. Whatever way one comes into being, also by deserialization, it is right.
 *
 * @param uri the connection URI
 * @param properties options by their full names
 */
record Configuration(String uri, Map<String, String> properties) implements Serializable {

  static final String REMOTE_URI = "remoteURI";

  private static final long serialVersionUID = 1L;

  Configuration {
    properties = Map.copyOf(properties);
    uri = uri.strip();
    ConnectionUri.parse(uri).with(options(properties));
  }

  /** The factory for an URI. */
  static Configuration of(@Nullable String uri) {
    return new Configuration(checked(uri), Map.of());
  }

  private static String checked(@Nullable String uri) {
    if (uri == null || uri.isBlank()) {
      throw new IllegalArgumentException(
          "remoteURI must be an URI like "
              + ConnectionUri.DEFAULT
              + ", not "
              + (uri == null ? "null" : "empty"));
    }
    // A file of servers is looked at where the URI enters, not at each change of an option.
    ConnectionUri.parse(uri).discovered();
    return uri;
  }

  private static Options options(Map<String, String> properties) {
    Options.Builder builder = Options.builder();
    properties.forEach(builder::set);
    return builder.build();
  }

  /** The URI with all options, those that were set over its own. */
  ConnectionUri connectionUri() {
    return ConnectionUri.parse(uri).with(options(properties));
  }

  /** The same with one option changed; null takes back what was set. */
  Configuration with(Option<?> option, @Nullable Object value) {
    Options.Builder builder = options(properties).toBuilder();
    if (value == null) {
      builder.clear(option);
    } else {
      // By way of its text, so that the option's rule is asked.
      builder.set(option.name(), value.toString());
    }
    return new Configuration(uri, builder.build().toMap());
  }

  /**
   * The same with options changed that are named with their chapter or, for {@code jms.}, without.
   */
  Configuration with(Map<String, String> changes) {
    Options.Builder builder = options(properties).toBuilder();
    String newUri = uri;
    for (Map.Entry<String, String> change : changes.entrySet()) {
      if (change.getKey() == null) {
        throw new IllegalArgumentException("name of an option must not be null");
      }
      if (change.getKey().equals(REMOTE_URI)) {
        newUri = checked(change.getValue());
      } else if (change.getValue() == null) {
        throw new IllegalArgumentException(
            "option " + change.getKey() + " must have a value, not null");
      } else {
        builder.setProperty(change.getKey(), change.getValue());
      }
    }
    return new Configuration(newUri, builder.build().toMap());
  }

  /** What makes the same configuration again; secrets are among it. */
  Map<String, String> toMap() {
    Map<String, String> all = new TreeMap<>(properties);
    all.put(REMOTE_URI, uri);
    return all;
  }

  /** The servers and the options, secrets masked. */
  @Override
  public String toString() {
    ConnectionUri servers = connectionUri();
    return servers + " " + servers.options();
  }
}
