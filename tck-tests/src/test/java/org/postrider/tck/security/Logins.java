// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;

/**
 * The JAAS configuration of the tests, in place of a file. Thread-safe.
 *
 * <p>The JVM has one: a test class installs its own and takes it away again.
 */
final class Logins extends Configuration implements AutoCloseable {

  private static final String ARTEMIS = "org.apache.activemq.artemis.spi.core.security.jaas.";
  private static final String KRB5 = "com.sun.security.auth.module.Krb5LoginModule";

  private final Map<String, AppConfigurationEntry[]> entries = new ConcurrentHashMap<>();

  /** Installs an empty configuration. */
  static Logins install() {
    Logins logins = new Logins();
    Configuration.setConfiguration(logins);
    return logins;
  }

  /** An entry with one login module of Artemis. */
  Logins artemis(String name, String module, Map<String, String> options) {
    return artemis(name, Map.of(module, options));
  }

  /** An entry with login modules of Artemis, all of which must succeed. */
  Logins artemis(String name, Map<String, Map<String, String>> modules) {
    return entry(
        name,
        modules.entrySet().stream()
            .map(module -> required(ARTEMIS + module.getKey(), module.getValue()))
            .toArray(AppConfigurationEntry[]::new));
  }

  /** An entry with the login module of the JDK for Kerberos. */
  Logins kerberos(String name, Map<String, String> options) {
    return entry(name, required(KRB5, options));
  }

  private Logins entry(String name, AppConfigurationEntry... modules) {
    entries.put(name, modules);
    return this;
  }

  private static AppConfigurationEntry required(String module, Map<String, String> options) {
    return new AppConfigurationEntry(module, LoginModuleControlFlag.REQUIRED, options);
  }

  @Override
  public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
    AppConfigurationEntry[] found = entries.get(name);
    return found == null ? null : Arrays.copyOf(found, found.length);
  }

  @Override
  public void close() {
    Configuration.setConfiguration(null);
  }
}
