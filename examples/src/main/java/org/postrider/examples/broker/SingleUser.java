// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.broker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.jspecify.annotations.Nullable;

/** Lets Artemis admit exactly one user, who may do everything. Immutable. */
final class SingleUser implements ActiveMQSecurityManager {
  static final String ROLE = "all";

  private final String user;
  private final byte[] password;

  SingleUser(String user, String password) {
    this.user = user;
    this.password = password.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean validateUser(@Nullable String name, @Nullable String secret) {
    return user.equals(name)
        && secret != null
        && MessageDigest.isEqual(password, secret.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean validateUserAndRole(
      @Nullable String name, @Nullable String secret, Set<Role> roles, CheckType checkType) {
    return validateUser(name, secret) && roles.stream().anyMatch(checkType::hasRole);
  }
}
