// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the buffers that Netty finds leaked.
 *
 * <p>Thread-safe. It sees what is allocated after {@link #install}, which must come before any
 * other use of Netty.
 */
final class LeakCounter extends ResourceLeakDetectorFactory {

  private final AtomicInteger leaks = new AtomicInteger();

  static LeakCounter install() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    LeakCounter counter = new LeakCounter();
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(counter);
    return counter;
  }

  int count() {
    return leaks.get();
  }

  @Override
  public <T> ResourceLeakDetector<T> newResourceLeakDetector(
      Class<T> resource, int samplingInterval) {
    return new Counting<>(resource, samplingInterval);
  }

  @Override
  @SuppressWarnings("deprecation") // abstract in the factory, though nothing calls it any more
  public <T> ResourceLeakDetector<T> newResourceLeakDetector(
      Class<T> resource, int samplingInterval, long maxActive) {
    return new Counting<>(resource, samplingInterval);
  }

  private final class Counting<T> extends ResourceLeakDetector<T> {
    Counting(Class<T> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
      leaks.incrementAndGet();
      super.reportTracedLeak(resourceType, records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
      leaks.incrementAndGet();
      super.reportUntracedLeak(resourceType);
    }
  }
}
