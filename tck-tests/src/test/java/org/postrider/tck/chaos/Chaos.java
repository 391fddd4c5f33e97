// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import io.netty.buffer.Unpooled;
import jakarta.jms.ConnectionFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.postrider.tck.ProviderUnderTest;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Kills brokers under a load of every kind of sending and receiving, and audits what became of each
 * message.
 */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Kills brokers under load and audits that no acknowledged message is lost.")
public final class Chaos implements Callable<Integer> {

  private static final long BACK_SECONDS = 60;
  private static final long DRAIN_SECONDS = 300;
  private static final long THREADS_SECONDS = 15;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  @Option(
      names = "--kills",
      defaultValue = "20",
      description = "How often a broker is killed, at least, in each topology (${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--minutes",
      defaultValue = "0",
      description = "How long to go on at least, both topologies together (${DEFAULT-VALUE}).")
  private double minutes;

  @Option(names = "--seed", description = "Of the moments when brokers are killed.")
  private long seed = System.nanoTime();

  @Option(
      names = "--topology",
      split = ",",
      defaultValue = "PAIR,ALONE",
      description = "${COMPLETION-CANDIDATES}, or both (${DEFAULT-VALUE}).")
  private List<BrokerCluster.Topology> topologies = List.of();

  @Option(
      names = "--options",
      defaultValue = "",
      description = "More options of the connection URI, such as jms.sendTimeout=5000.")
  private String options = "";

  @Option(
      names = "--directory",
      description = "For the brokers' journals and logs; a temporary one if not given.")
  private Path directory;

  private final LeakCounter leaks = LeakCounter.install();
  private final ChaosReport report = new ChaosReport();

  /** Runs the program; the exit code is 0 if the audit is clean. */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Chaos()).setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path journals = directory == null ? Files.createTempDirectory("chaos") : directory;
    System.out.println("seed " + seed + ", journals in " + journals);
    for (BrokerCluster.Topology topology : topologies) {
      runOn(topology, journals.resolve(topology.name()));
    }
    report.threadsLeft(threadsLeft());
    collectGarbage();
    report.leaks(leaks.count());
    report.print(System.out);
    return report.isGood() ? 0 : 1;
  }

  private void runOn(BrokerCluster.Topology topology, Path journal) throws Exception {
    RecoveryTimes times = new RecoveryTimes();
    try (BrokerCluster cluster = BrokerCluster.start(topology, journal)) {
      List<Lane> lanes = lanes(cluster, times);
      try {
        lanes.forEach(Lane::start);
        int killed = killAtRandom(cluster, lanes, times, topology);
        for (Lane lane : lanes) {
          lane.stopSending();
        }
        boolean ended =
            await(
                () ->
                    lanes.stream().allMatch(Lane::isDrained)
                        || lanes.stream().anyMatch(Lane::isStalled),
                DRAIN_SECONDS);
        boolean drained = ended && lanes.stream().noneMatch(Lane::isStalled);
        for (Lane lane : lanes) {
          lane.stopReceiving();
          report.lane(topology, lane.name(), lane.ledger().verdict());
        }
        report.topology(topology, killed, drained, times);
      } finally {
        for (Lane lane : lanes) {
          lane.close();
        }
      }
    }
  }

  private List<Lane> lanes(BrokerCluster cluster, RecoveryTimes times) throws Exception {
    String uri =
        "failover:("
            + cluster.uris()
            + ")?failover.maxReconnectDelay=1000"
            + (options.isEmpty() ? "" : "&" + options);
    ConnectionFactory factory = ProviderUnderTest.connectionFactory(uri);
    List<Lane> lanes = new ArrayList<>();
    LaneProducer.Kind[] sending = LaneProducer.Kind.values();
    for (LaneConsumer.Kind receiving : LaneConsumer.Kind.values()) {
      lanes.add(new Lane(factory, sending[lanes.size() % sending.length], receiving, times));
    }
    return lanes;
  }

  private int killAtRandom(
      BrokerCluster cluster, List<Lane> lanes, RecoveryTimes times, BrokerCluster.Topology topology)
      throws Exception {
    Random random = new Random(seed);
    long end =
        System.nanoTime() + (long) (minutes / topologies.size() * TimeUnit.MINUTES.toNanos(1));
    int killed = 0;
    try (ProgressBar bar =
        new ProgressBarBuilder().setTaskName(topology + " kills").setInitialMax(kills).build()) {
      while (killed < kills || System.nanoTime() < end) {
        Duration calm = Duration.ofMillis(200 + random.nextInt(2800));
        LockSupport.parkNanos(calm.toNanos());
        lanes.forEach(lane -> lane.ledger().killing());
        long accepting = cluster.killAndAwaitNext();
        lanes.forEach(lane -> lane.ledger().accepting(accepting));
        times.accepting(accepting);
        killed++;
        if (!await(times::areAllBack, BACK_SECONDS)) {
          report.stalled(topology, killed);
        }
        bar.maxHint(Math.max(kills, killed)).stepTo(killed);
        bar.setExtraMessage(
            " acknowledged "
                + lanes.stream().mapToInt(l -> l.ledger().acknowledgedCount()).sum()
                + ", received "
                + lanes.stream().mapToInt(l -> l.ledger().receivedCount()).sum());
      }
    }
    return killed;
  }

  private static boolean await(BooleanSupplier condition, long seconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return true;
  }

  /** Those of our threads that outlive the last connection. */
  private static List<String> threadsLeft() {
    await(() -> ourThreads().isEmpty(), THREADS_SECONDS);
    return ourThreads();
  }

  private static List<String> ourThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("postrider-"))
        .sorted()
        .toList();
  }

  /** Netty finds a leak when it allocates after the garbage collector has found the buffer. */
  private static void collectGarbage() {
    for (int i = 0; i < 5; i++) {
      System.gc();
      Unpooled.directBuffer(1).release();
    }
  }
}
