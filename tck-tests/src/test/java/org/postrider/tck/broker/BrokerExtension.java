// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.broker;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * Lends the tests a broker and names that no other test uses. Thread-safe once a test runs.
 *
 * <p>{@link #shared()} starts one broker for the whole test run when the first test asks for it;
 * {@link #perClass()} one for each class that registers it in a static field, for tests that
 * disturb their broker. JUnit closes both.
 */
public final class BrokerExtension implements BeforeAllCallback, BeforeEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(BrokerExtension.class);

  private final boolean shared;
  private final AtomicInteger names = new AtomicInteger();
  private TestBroker broker;
  private String testClass = "test";

  private BrokerExtension(boolean shared) {
    this.shared = shared;
  }

  /** One broker for all test classes that ask for a shared one. */
  public static BrokerExtension shared() {
    return new BrokerExtension(true);
  }

  /** A broker for this test class alone; the extension must be in a static field. */
  public static BrokerExtension perClass() {
    return new BrokerExtension(false);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    borrow(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    borrow(context);
  }

  private void borrow(ExtensionContext context) {
    if (broker == null) {
      testClass = context.getRequiredTestClass().getSimpleName();
      ExtensionContext owner = shared ? context.getRoot() : context;
      // A store also shows what the stores above it hold, so an own broker needs a key of its own.
      Object key = shared ? TestBroker.class : this;
      // The store closes what it holds when its context ends.
      Store store = owner.getStore(NAMESPACE);
      broker =
          store.computeIfAbsent(key, absent -> BrokerKind.underTest().start(), TestBroker.class);
    }
  }

  /** The broker's URL, such as {@code amqp://127.0.0.1:40213}. */
  public String url() {
    return broker.url();
  }

  /** Returns when a client id is free, behind the close of the connection that had it. */
  public void awaitFree(String clientId) {
    broker.awaitFree(clientId);
  }

  /** A queue name that no one used yet. */
  public String queueName() {
    return "queue." + testClass + "." + System.nanoTime() + "." + names.incrementAndGet();
  }

  /** A topic name that no one used yet. */
  public String topicName() {
    return BrokerKind.underTest()
        .topicName("topic." + testClass + "." + System.nanoTime() + "." + names.incrementAndGet());
  }
}
