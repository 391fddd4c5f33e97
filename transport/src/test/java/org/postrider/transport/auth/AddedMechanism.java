// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import org.jspecify.annotations.Nullable;
import org.postrider.sasl.SaslContext;
import org.postrider.sasl.SaslMechanism;
import org.postrider.sasl.SaslMechanismFactory;

/** A mechanism as a user may add one; found by its entry in META-INF/services. */
public final class AddedMechanism implements SaslMechanismFactory {

  @Override
  public String name() {
    return "X-TEST";
  }

  @Override
  public int strength() {
    return 60;
  }

  @Override
  public @Nullable String objection(SaslContext context) {
    return null;
  }

  @Override
  public SaslMechanism create(SaslContext context) {
    return new SilentMechanism();
  }

  @Override
  public boolean exposesSecret() {
    return false;
  }

  @Override
  public boolean onlyWhenNamed() {
    return true;
  }
}
