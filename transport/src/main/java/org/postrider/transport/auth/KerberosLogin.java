// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.SaslContext;
import org.postrider.transport.auth.CramMd5Mechanism.Answers;

/**
 * The login that gives GSSAPI its ticket: by an entry of the JAAS configuration or, where there is
 * none, by the ticket that {@code kinit} got, or by user and password.
 *
 * <p>Confined to its negotiation. It may block: on files, name servers and the key distribution
 * centre.
 */
final class KerberosLogin {

  static final String DEFAULT_SCOPE = "amqp-jms-client";

  private static final String KRB5 = "com.sun.security.auth.module.Krb5LoginModule";

  private final LoginContext login;

  private KerberosLogin(LoginContext login) {
    this.login = login;
  }

  /**
   * Logs in.
   *
   * @throws AuthenticationException if that fails; it says why
   */
  static KerberosLogin of(SaslContext context) {
    String scope = context.options().get("configScope");
    String entry = scope == null ? DEFAULT_SCOPE : scope;
    boolean configured = isConfigured(entry);
    if (!configured && scope != null) {
      throw AuthenticationException.unusable(
          "GSSAPI: the JAAS configuration has no entry '" + scope + "'", null, true);
    }
    Credentials credentials = context.credentials();
    try {
      LoginContext login =
          new LoginContext(
              entry,
              new Subject(),
              new Answers(credentials),
              configured ? null : new BuiltInEntry(credentials));
      login.login();
      return new KerberosLogin(login);
    } catch (LoginException e) {
      String how =
          configured
              ? "by the JAAS entry '" + entry + "'"
              : credentials.hasSecret() ? "by password" : "by the ticket cache (see kinit)";
      throw AuthenticationException.unusable(
          "GSSAPI: the Kerberos login "
              + (credentials.user() == null ? "" : "of '" + Shown.user(credentials.user()) + "' ")
              + how
              + " failed: "
              + words(e),
          e,
          !isPassing(e));
    }
  }

  private static boolean isConfigured(String entry) {
    try {
      return Configuration.getConfiguration().getAppConfigurationEntry(entry) != null;
    } catch (SecurityException e) {
      // How the JDK says that there is no configuration at all.
      return false;
    }
  }

  /** What was said, by the failure and by what caused it. */
  static String words(Throwable failure) {
    StringBuilder words = new StringBuilder();
    String last = "";
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String message = Shown.of(String.valueOf(each.getMessage()));
      if (!message.equals(last)) {
        words.append(words.isEmpty() ? "" : ": ").append(message);
      }
      last = message;
    }
    return words.toString();
  }

  /** Whether the network is to blame: the same may succeed later. */
  static boolean isPassing(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof IOException && !(each instanceof SaslException)) {
        return true;
      }
    }
    return false;
  }

  Subject subject() {
    return login.getSubject();
  }

  void logout() {
    try {
      login.logout();
    } catch (LoginException e) {
      // The tickets are garbage by now.
      return;
    }
  }

  /** The entry for who has none. Immutable. */
  private static final class BuiltInEntry extends Configuration {

    private final Map<String, String> options = new HashMap<>();

    BuiltInEntry(Credentials credentials) {
      if (credentials.hasSecret()) {
        options.put("useTicketCache", "false");
      } else {
        options.put("useTicketCache", "true");
        options.put("doNotPrompt", "true");
      }
      if (credentials.user() != null) {
        options.put("principal", credentials.user());
      }
    }

    @Override
    public AppConfigurationEntry @Nullable [] getAppConfigurationEntry(String name) {
      return new AppConfigurationEntry[] {
        new AppConfigurationEntry(KRB5, LoginModuleControlFlag.REQUIRED, options)
      };
    }
  }
}
