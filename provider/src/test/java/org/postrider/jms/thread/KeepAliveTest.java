// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A program that only listens goes on, though no session of it has a thread. */
class KeepAliveTest {

  private static List<Thread> keepers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(KeepAlive.THREAD_NAME))
        .toList();
  }

  /** The only thread that is there now and was not before. */
  private static Thread fresh(List<Thread> before) {
    List<Thread> now = keepers().stream().filter(thread -> !before.contains(thread)).toList();
    assertThat(now).hasSize(1);
    return now.get(0);
  }

  private static void awaitEnd(Thread thread) {
    await().until(() -> !thread.isAlive());
  }

  @Test
  void oneThreadKeepsTheVirtualMachineForAllUntilTheLastLetsGo() {
    List<Thread> before = keepers();
    KeepAlive keepAlive = new KeepAlive();
    String one = "one";
    String other = "other";

    keepAlive.hold(one);
    keepAlive.hold(other);
    keepAlive.hold(one);

    Thread keeper = fresh(before);
    assertThat(keeper.isDaemon()).isFalse();
    assertThat(keeper.getContextClassLoader()).isNull();
    keepAlive.release(one);
    keepAlive.release(one);
    keeper.interrupt();
    await().until(() -> !keeper.isInterrupted() && keeper.getState() == Thread.State.WAITING);
    keepAlive.release(other);
    awaitEnd(keeper);
  }

  @Test
  void aSessionWhoseThreadHasEndedKeepsTheVirtualMachineUntilItsClose() {
    List<Thread> before = keepers();
    KeepAlive keepAlive = new KeepAlive();
    NumberedSource source = new NumberedSource(number -> {});
    Dispatcher dispatcher =
        new Dispatcher(
            new WorkerThreads(new Threads("test", false), "session", false),
            keepAlive,
            NumberedSource.NO_SHORTAGE,
            1);
    source.add(1, dispatcher);
    dispatcher.resume();
    await().until(() -> source.given() == 1);
    assertThat(source.threads.get(0).isDaemon()).isFalse();
    awaitEnd(source.threads.get(0));

    Thread keeper = fresh(before);
    dispatcher.close();

    awaitEnd(keeper);
  }

  @Test
  void threadsOfListenersThatAreDaemonsKeepNothing() {
    assertThat(new Threads("test", true).keepAlive()).isNull();
    assertThat(new Threads("test", false).keepAlive()).isSameAs(KeepAlive.SHARED);
  }
}
