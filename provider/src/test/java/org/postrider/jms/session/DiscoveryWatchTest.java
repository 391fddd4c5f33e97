// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.jms.TestLog;

/** What a connection makes of a discovery file that changes. */
class DiscoveryWatchTest {

  private static final Pattern CHANGE = Pattern.compile("the servers are");
  private static final Pattern WARNING = Pattern.compile("the servers stay as they are");

  @RegisterExtension private final TestLog log = new TestLog();

  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("servers");
  }

  private void list(String... lines) throws IOException {
    Path fresh = Files.writeString(directory.resolve("fresh"), String.join("\n", lines));
    Files.move(fresh, file(), ATOMIC_MOVE, REPLACE_EXISTING);
  }

  private String uri() {
    return "discovery:(" + file().toUri() + "?updateInterval=5)";
  }

  private long changes() {
    return CHANGE.matcher(log.text()).results().count();
  }

  private long warnings() {
    return WARNING.matcher(log.text()).results().count();
  }

  @Test
  void aServerThatIsAddedIsUsedWhenTheFirstIsLost() throws Exception {
    try (Broker first = new Broker();
        Broker second = new Broker()) {
      first.opens().begins();
      second.opens().begins();
      list(first.peer.uri());
      Connection connection = first.connectTo(uri());
      connection.createSession();
      first.verify();

      list(first.peer.uri(), second.peer.uri());
      first.peer.close();

      second.verify();
      assertThat(first.reported).isEmpty();
    }
  }

  @Test
  void aServerThatIsListedWhileNoneIsThereIsUsed() throws Exception {
    try (Broker gone = new Broker();
        Broker there = new Broker()) {
      there.opens();
      gone.peer.close();
      list(gone.peer.uri());

      var connecting = there.async(() -> there.connectTo(uri()));
      list(there.peer.uri());

      Broker.result(connecting).start();
      there.verify();
    }
  }

  @Test
  void aServerInPlaceOfTheLostOneIsTriedBehindTheDelayThatRuns() throws Exception {
    try (Broker gone = new Broker();
        Broker there = new Broker()) {
      gone.opens().begins();
      there.opens().begins();
      list(gone.peer.uri());
      gone.connectTo(uri(), "failover.reconnectDelay=4000").createSession();
      gone.verify();

      gone.peer.close();
      await().until(() -> log.text().contains("is lost"));
      list(there.peer.uri());

      // Behind the next delay, which is twice as long, it would be too late.
      there.verify();
    }
  }

  @Test
  void aFileThatBecomesUnreadableLeavesTheServersAndIsToldOnce() throws Exception {
    try (Broker first = new Broker();
        Broker second = new Broker()) {
      first.opens().begins();
      second.opens().begins();
      list(first.peer.uri());
      Path other = Files.writeString(directory.resolve("others"), first.peer.uri());
      String both = uri().replace(")", "," + other.toUri() + ")");
      first.connectTo(both).createSession();
      first.verify();

      // It was read, and is so no more.
      list(first.peer.uri(), second.peer.uri());
      await().until(() -> changes() == 1);
      Files.delete(file());
      await().until(() -> warnings() == 1);
      list("gopher://a");
      // The files are read one after the other: the second change comes behind a look at the first.
      listOther(other, first.peer.uri(), "amqp://127.0.0.1:1");
      listOther(other, first.peer.uri());
      assertThat(warnings()).isEqualTo(1);
      first.peer.close();

      second.verify();
      long before = changes();
      list(second.peer.uri(), "amqp://127.0.0.1:1");
      await().until(() -> changes() > before);
      Files.delete(file());
      await().until(() -> warnings() == 2);
    }
  }

  /** Changes a second file, and returns when that was seen. */
  private void listOther(Path other, String... lines) throws IOException {
    long before = changes();
    Path fresh = Files.writeString(directory.resolve("fresh"), String.join("\n", lines));
    Files.move(fresh, other, ATOMIC_MOVE, REPLACE_EXISTING);
    await().until(() -> changes() > before);
  }

  @Test
  void aFileThatIsUnreadableDoesNotHoldTheOthersUp() throws Exception {
    try (Broker first = new Broker();
        Broker second = new Broker()) {
      first.opens().begins();
      second.opens().begins();
      list(first.peer.uri());
      Path other = Files.writeString(directory.resolve("others"), first.peer.uri());
      String both = uri().replace(")", "," + other.toUri() + ")");
      first.connectTo(both).createSession();
      first.verify();

      // It was read, and is so no more.
      list(first.peer.uri(), "amqp://127.0.0.1:1");
      await().until(() -> log.text().contains("the servers are"));
      Files.delete(other);
      await().until(() -> warnings() == 1);
      list(second.peer.uri());
      first.peer.close();

      second.verify();
    }
  }

  @Test
  void theListOfABrokerLeavesTheServersOfTheFile() throws Exception {
    try (Broker first = new Broker();
        Broker second = new Broker()) {
      first.opensListing(1).begins();
      second.opens().begins();
      list(first.peer.uri(), second.peer.uri());
      first.connectTo(uri()).createSession();
      first.verify();

      first.peer.close();

      second.verify();
    }
  }

  @Test
  void anIntervalOfZeroReadsOnce() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker.returns().begins();
      list(broker.peer.uri());
      String once = uri().replace("=5)", "=0)");

      Connection connection = broker.connectTo(once);
      Files.delete(file());
      connection.createSession();

      broker.verify();
      assertThat(warnings()).isZero();
    }
  }
}
