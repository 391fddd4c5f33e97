// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Files and resolvers that do not answer, and those that do. */
class LookupsTest {

  private static final int TIMEOUT_SECONDS = 10;

  private final Lookups lookups = new Lookups();
  private final CountDownLatch never = new CountDownLatch(1);

  @AfterEach
  void end() {
    never.countDown();
    lookups.close();
  }

  private Cancellable hang(List<String> files, CompletableFuture<Throwable> ended) {
    return lookups.read(
        files,
        () -> {
          never.await();
          return "read";
        },
        (read, failure) -> ended.complete(failure));
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void filesThatHangHoldUpNoOthersAndNoHost() throws Exception {
    for (int i = 0; i < 100; i++) {
      hang(List.of("dead"), new CompletableFuture<>());
    }
    CompletableFuture<String> read = new CompletableFuture<>();
    CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();

    lookups.read(List.of("good"), () -> "read", (what, failure) -> read.complete(what));
    lookups.resolve("localhost", (addresses, failure) -> found.complete(addresses));

    assertThat(get(read)).isEqualTo("read");
    assertThat(get(found)).isNotEmpty();
  }

  @Test
  void aReadingThatIsGivenUpIsInterrupted() throws Exception {
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    CompletableFuture<Boolean> begun = new CompletableFuture<>();
    Cancellable reading =
        lookups.read(
            List.of("dead"),
            () -> {
              begun.complete(true);
              never.await();
              return "read";
            },
            (read, failure) -> ended.complete(failure));
    get(begun);

    reading.cancel();

    assertThat(get(ended)).isInstanceOf(InterruptedException.class);
  }
}
