// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class EventLoopsTest {

  private static Thread threadOf(EventLoops loops) throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    loops.group().next().execute(() -> thread.complete(Thread.currentThread()));
    return thread.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
  }

  @Test
  void sharedHandlesShareTheirThreadsUntilTheLastIsClosed() throws Exception {
    EventLoops first = EventLoops.shared(IoKind.NIO);
    EventLoops second = EventLoops.shared(IoKind.NIO);
    Thread thread = threadOf(first);

    assertThat(first.group()).isSameAs(second.group());
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).matches("postrider-io-\\d+");

    first.close();
    first.close();
    assertThat(threadOf(second).isAlive()).isTrue();
    second.close();

    assertThat(second.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
    thread.join(RawServer.TIMEOUT_MS);
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void theyShareWhoAskForTheSameNumberOfThreads() {
    try (EventLoops three = EventLoops.shared(IoKind.NIO, 3);
        EventLoops alike = EventLoops.shared(IoKind.NIO, 3);
        EventLoops two = EventLoops.shared(IoKind.NIO, 2)) {
      assertThat(three.group()).isSameAs(alike.group()).isNotSameAs(two.group());
      assertThat(three.group().group()).hasSize(3);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> EventLoops.shared(IoKind.NIO, 0));
  }

  @Test
  void whoComesSoonAfterTheLastFindsTheSameThreads() throws Exception {
    EventLoops first = EventLoops.shared(IoKind.NIO, 5);
    LoopGroup group = first.group();
    first.close();

    EventLoops second = EventLoops.shared(IoKind.NIO, 5);
    assertThat(second.group()).isSameAs(group);
    second.close();

    assertThat(second.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  @Test
  void sharedThreadsComeBackAfterTheyHaveEnded() throws Exception {
    EventLoops first = EventLoops.shared(IoKind.NIO);
    first.close();
    assertThat(first.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();

    try (EventLoops second = EventLoops.shared(IoKind.NIO)) {
      assertThat(threadOf(second).isAlive()).isTrue();
    }
  }

  @Test
  void aDriverHoldsTheThreadsUntilItIsTerminated() throws Exception {
    EventLoops loops = EventLoops.own(IoKind.NIO, 1);
    FakeEngine engine = new FakeEngine();
    ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
    CompletableFuture<Void> ran = new CompletableFuture<>();

    loops.close();
    driver.execute(() -> ran.complete(null));

    ran.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
    driver.terminate();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  @Test
  void aClosedHandleTakesNoConnection() {
    EventLoops loops = EventLoops.own(IoKind.NIO, 1);
    loops.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> new ConnectionDriver(loops, new FakeEngine(), failure -> {}));
  }

  @Test
  void autoIsResolvedToWhatIsAvailable() {
    try (EventLoops loops = EventLoops.own(IoKind.AUTO, 1)) {
      assertThat(loops.kind()).isNotEqualTo(IoKind.AUTO);
      assertThat(loops.kind().unavailability()).isNull();
    }
  }

  @Test
  void aKindThatIsNotAvailableSaysWhy() {
    IoKind missing = IoKind.EPOLL.unavailability() == null ? IoKind.KQUEUE : IoKind.EPOLL;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventLoops.own(missing, 1))
        .withMessageContaining(missing + " is not available here");
  }

  @Test
  void theNumberOfThreadsHasItsBounds() {
    assertThatIllegalArgumentException().isThrownBy(() -> EventLoops.own(IoKind.NIO, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> EventLoops.own(IoKind.NIO, 257));
  }

  private static LoopGroup loops(int threads, AtomicBoolean exhausted) {
    return new LoopGroup(
        IoKind.NIO,
        threads,
        0,
        task -> {
          Thread made = exhausted.get() ? new Unstartable() : new Thread(task, "postrider-test");
          made.setDaemon(true);
          return made;
        });
  }

  @Test
  void loopsEndThoughOneThatNeverRanFindsNoThreadForItsEnd() throws Exception {
    AtomicBoolean exhausted = new AtomicBoolean();
    LoopGroup group = loops(2, exhausted);
    CompletableFuture<Thread> used = new CompletableFuture<>();
    assertThat(group.next()).isSameAs(group.group().iterator().next());
    group.next().execute(() -> used.complete(Thread.currentThread()));
    Thread thread = used.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);

    exhausted.set(true);
    assertThatCode(group::release).doesNotThrowAnyException();

    thread.join(RawServer.TIMEOUT_MS);
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void aDriverWhoseLoopHasNoThreadIsTerminatedByTheFirstOne() throws Exception {
    AtomicBoolean exhausted = new AtomicBoolean(true);
    LoopGroup group = loops(1, exhausted);
    FakeEngine engine = new FakeEngine();
    ConnectionDriver driver =
        new ConnectionDriver(group, group.next(), engine, engine.failures::add);
    AtomicBoolean ran = new AtomicBoolean();

    assertThatThrownBy(() -> driver.execute(() -> ran.set(true)))
        .isInstanceOf(OutOfMemoryError.class);
    assertThatCode(driver::terminate).doesNotThrowAnyException();
    exhausted.set(false);
    group.next().execute(() -> {});
    group.release();

    assertThat(group.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
    assertThat(ran).isTrue();
  }
}
