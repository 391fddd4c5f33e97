// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postrider.jms.PostriderConnectionFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how long clients take from "the broker accepts again" to "first message through": ours
 * and Qpid JMS, with the same delays and through the same outages.
 */
@Command(
    name = "recovery-race",
    mixinStandardHelpOptions = true,
    description = "Times the recovery of two clients from the same outages of a broker.")
public final class RecoveryRace implements Callable<Integer> {

  private static final long BACK_SECONDS = 60;
  private static final Duration CALM = Duration.ofSeconds(1);

  @Option(names = "--kills", defaultValue = "10", description = "Outages (${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--delay-ms",
      defaultValue = "100",
      description = "Between one attempt and the next, without back-off (${DEFAULT-VALUE}).")
  private int delayMs;

  /** One client that sends all the time, and its times. */
  private static final class Runner implements AutoCloseable {
    private final String name;
    private final Connection connection;
    private final Session session;
    private final MessageProducer producer;
    private final RecoveryTimes times = new RecoveryTimes();
    private final RecoveryTimes.Client client = times.client();
    private final Thread thread;
    private volatile boolean finishing;

    Runner(String name, ConnectionFactory factory) throws JMSException {
      this.name = name;
      connection = factory.createConnection();
      session = connection.createSession();
      producer = session.createProducer(session.createQueue("race-" + name));
      producer.setTimeToLive(1000);
      thread = new Thread(this::run, "race-" + name);
      thread.start();
    }

    private void run() {
      while (!finishing) {
        try {
          producer.send(session.createTextMessage("through"));
          client.progress();
        } catch (JMSException inDoubt) {
          // The next one counts.
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }

    @Override
    public void close() throws JMSException {
      finishing = true;
      connection.close();
    }
  }

  /** Runs the program; the exit code is 0 if ours is not slower by the median. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new RecoveryRace()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path journal = Files.createTempDirectory("recovery-race");
    List<Runner> runners = new ArrayList<>();
    try (BrokerCluster cluster = BrokerCluster.start(BrokerCluster.Topology.ALONE, journal)) {
      String uri =
          "failover:("
              + cluster.uris()
              + ")?failover.useReconnectBackOff=false&failover.reconnectDelay="
              + delayMs;
      runners.add(new Runner("postrider", new PostriderConnectionFactory(uri)));
      runners.add(new Runner("qpid-jms", new org.apache.qpid.jms.JmsConnectionFactory(uri)));
      for (int i = 0; i < kills; i++) {
        LockSupport.parkNanos(CALM.toNanos());
        long since = cluster.killAndAwaitNext();
        runners.forEach(runner -> runner.times.accepting(since));
        awaitBack(runners);
        printLast(i + 1, runners);
      }
    } finally {
      for (Runner runner : runners) {
        runner.close();
      }
    }
    System.out.printf("%-12s %10s %10s%n", "client", "p50 ms", "p99 ms");
    for (Runner runner : runners) {
      System.out.printf(
          "%-12s %10d %10d%n",
          runner.name, runner.times.percentileMs(50), runner.times.percentileMs(99));
    }
    printDifferences(runners.get(0), runners.get(1));
    return runners.get(0).times.percentileMs(50) <= runners.get(1).times.percentileMs(50) ? 0 : 1;
  }

  private static void printLast(int outage, List<Runner> runners) {
    System.out.printf("outage %3d:", outage);
    for (Runner runner : runners) {
      List<Long> times = runner.times.allMs();
      System.out.printf(" %s %d ms", runner.name, times.get(times.size() - 1));
    }
    System.out.println();
  }

  /** Outage by outage: what the broker took to start is the same for both. */
  private static void printDifferences(Runner ours, Runner theirs) {
    List<Long> our = ours.times.allMs();
    List<Long> their = theirs.times.allMs();
    List<Long> differences = new ArrayList<>();
    for (int i = 0; i < our.size(); i++) {
      differences.add(our.get(i) - their.get(i));
    }
    System.out.printf(
        "%s minus %s, each outage: p10 %d ms, p50 %d ms, p90 %d ms%n",
        ours.name,
        theirs.name,
        RecoveryTimes.percentile(differences, 10),
        RecoveryTimes.percentile(differences, 50),
        RecoveryTimes.percentile(differences, 90));
  }

  private static void awaitBack(List<Runner> runners) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BACK_SECONDS);
    while (!runners.stream().allMatch(runner -> runner.times.areAllBack())) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("a client did not come back in time");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }
}
