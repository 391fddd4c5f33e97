// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What is logged while a test runs.
 *
 * <p>Thread-safe: any thread may log. The logger of the tests writes to {@code System.err}, which
 * is this one's from before the test until after it.
 */
public final class TestLog implements BeforeEachCallback, AfterEachCallback {

  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  @Override
  public void beforeEach(ExtensionContext test) {
    System.setErr(new PrintStream(logged, true, UTF_8));
  }

  @Override
  public void afterEach(ExtensionContext test) {
    System.setErr(before);
  }

  /** All that was logged so far. */
  public String text() {
    return logged.toString(UTF_8);
  }
}
