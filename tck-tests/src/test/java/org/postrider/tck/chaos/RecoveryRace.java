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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures how long clients take from "the broker accepts again" to "first message through": ours
 * and Qpid JMS, with the same delays and through the same outages.
 *
 * <p>It shows the percentiles of both, and judges by how they differ in each outage, as {@link
 * PairedDifferences} says: the exit code is 1 only if ours is slower and not by chance. The bounds
 * that it prints tell how small a difference the run could have seen.
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

  @Spec private CommandSpec spec;

  @Option(
      names = "--delay-ms",
      defaultValue = "100",
      description = "Between one attempt and the next, without back-off (${DEFAULT-VALUE}).")
  private int delayMs;

  @Option(
      names = "--handicap-ms",
      hidden = true,
      defaultValue = "0",
      description = "Adds so much to each of our times, to see the verdict fail.")
  private int handicapMs;

  /** One client that sends all the time, and its times. */
  private static final class Runner implements AutoCloseable {
    private final String name;
    private final Connection connection;
    private final Session session;
    private final MessageProducer producer;
    private final RecoveryTimes times = new RecoveryTimes();
    private final RecoveryTimes.Client client = times.client();
    private final Thread thread;
    private final long handicapNanos;
    private volatile boolean finishing;

    Runner(String name, ConnectionFactory factory, int handicapMs) throws JMSException {
      this.name = name;
      handicapNanos = TimeUnit.MILLISECONDS.toNanos(handicapMs);
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
          LockSupport.parkNanos(handicapNanos);
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

  /** Runs the program; the exit code is 0 unless ours is slower, and not by chance. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new RecoveryRace()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (kills < PairedDifferences.MIN_PAIRS) {
      throw new ParameterException(
          spec.commandLine(), "--kills must be " + PairedDifferences.MIN_PAIRS + " or more");
    }
    Path journal = Files.createTempDirectory("recovery-race");
    List<Runner> runners = new ArrayList<>();
    try (BrokerCluster cluster = BrokerCluster.start(BrokerCluster.Topology.ALONE, journal)) {
      String uri =
          "failover:("
              + cluster.uris()
              + ")?failover.useReconnectBackOff=false&failover.reconnectDelay="
              + delayMs;
      runners.add(new Runner("postrider", new PostriderConnectionFactory(uri), handicapMs));
      runners.add(new Runner("qpid-jms", new org.apache.qpid.jms.JmsConnectionFactory(uri), 0));
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
    return judge(runners.get(0), runners.get(1)) ? 0 : 1;
  }

  private static void printLast(int outage, List<Runner> runners) {
    System.out.printf("outage %3d:", outage);
    for (Runner runner : runners) {
      List<Long> times = runner.times.allNanos();
      System.out.printf(" %s %.1f ms", runner.name, times.get(times.size() - 1) / 1e6);
    }
    System.out.println();
  }

  /** Shows how they differ in each outage; whether ours is not slower. */
  private static boolean judge(Runner ours, Runner theirs) {
    PairedDifferences differences =
        PairedDifferences.of(ours.times.allNanos(), theirs.times.allNanos());
    System.out.printf(
        "%s minus %s, each outage: p10 %.2f ms, p50 %.2f ms, p90 %.2f ms%n",
        ours.name,
        theirs.name,
        differences.percentileMs(10),
        differences.percentileMs(50),
        differences.percentileMs(90));
    System.out.printf(
        "the median is from %.2f to %.2f ms, each with a confidence of 95 %%: %s is %sslower%n",
        differences.lowerMs(),
        differences.upperMs(),
        ours.name,
        differences.isFirstSlower() ? "" : "not ");
    return !differences.isFirstSlower();
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
