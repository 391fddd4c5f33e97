// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has tests look at once, and often, for what they await: a tenth of a second for each wait would
 * be most of what they take.
 *
 * <p>Stateless.
 */
public final class Polling implements BeforeAllCallback {

  private static final Duration INTERVAL = Duration.ofMillis(10);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(INTERVAL);
  }
}
