// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.orders;

import jakarta.jms.JMSException;
import java.io.PrintWriter;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;
import org.postrider.examples.broker.EmbeddedArtemis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code orders}: reads its options, finds a broker, runs, reports. */
@Command(
    name = "orders",
    sortOptions = false,
    description = {
      "Moves orders through a queue: a JMS producer and a JMS consumer, found through JNDI.",
      "Checks that each order came exactly once. Without --url it starts a broker of its own."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:each order came exactly once",
      "1:orders are missing, doubled or damaged, or the broker refused",
      "2:wrong options"
    })
public final class OrdersCommand implements Callable<Integer> {
  private static final int MOST_ORDERS = 100_000_000;
  private static final int LARGEST_BODY = 10_000_000;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--orders",
      paramLabel = "<n>",
      description = "How many orders, 1 to " + MOST_ORDERS + " (default ${DEFAULT-VALUE}).")
  private int orders = 100_000;

  @Option(
      names = "--size",
      paramLabel = "<n>",
      description =
          "Characters in the body of each, 0 to " + LARGEST_BODY + " (default ${DEFAULT-VALUE}).")
  private int bodySize = 200;

  @Option(
      names = "--persistent",
      description = "Send PERSISTENT: each send waits for the broker (default NON_PERSISTENT).")
  private boolean persistent;

  @Option(
      names = "--url",
      paramLabel = "<url>",
      description = "A broker of yours, such as amqp://localhost:5672.")
  private @Nullable String url;

  @Option(
      names = "--queue",
      paramLabel = "<name>",
      description = "The queue (default ${DEFAULT-VALUE}).")
  private String queue = "orders";

  @Option(names = "--user", paramLabel = "<name>", description = "The user for --url.")
  private @Nullable String user;

  @Option(
      names = "--password",
      paramLabel = "<secret>",
      interactive = true,
      arity = "0..1",
      description = "The password of --user; without a value it is asked for.")
  private @Nullable String password;

  /** Made by the command line, which fills in the options. */
  public OrdersCommand() {}

  @Override
  public Integer call() throws JMSException, NamingException, InterruptedException {
    checkOptions();
    OrdersReport report = url == null ? runOnOwnBroker() : run(url);
    report.print(out());
    return report.isPerfect() ? 0 : 1;
  }

  private OrdersReport runOnOwnBroker() throws JMSException, NamingException, InterruptedException {
    try (EmbeddedArtemis broker = EmbeddedArtemis.start()) {
      return run(broker.uri().toString());
    }
  }

  private OrdersReport run(String brokerUrl)
      throws JMSException, NamingException, InterruptedException {
    OrdersPlan plan = new OrdersPlan(UUID.randomUUID().toString(), orders, bodySize, persistent);
    Shop shop = lookUp(brokerUrl);
    out()
        .printf(
            "%d %s orders of %d characters through queue %s of %s%n",
            orders,
            persistent ? "persistent" : "non-persistent",
            bodySize,
            queue,
            url == null ? "an embedded broker" : "your broker");
    out().flush();
    return new OrdersRun(shop, plan).run(() -> Progress.start("orders", orders, out()));
  }

  private Shop lookUp(String brokerUrl) throws NamingException {
    try {
      return Shop.lookUp(brokerUrl, queue, login());
    } catch (NamingException refused) {
      if (url == null) {
        throw refused;
      }
      throw wrong("--url is refused: " + refused.getMessage());
    }
  }

  private Shop.@Nullable Login login() {
    return user == null ? null : new Shop.Login(user, password == null ? "" : password);
  }

  private void checkOptions() {
    checkRange("--orders", orders, 1, MOST_ORDERS);
    checkRange("--size", bodySize, 0, LARGEST_BODY);
    if (queue.isBlank()) {
      throw wrong("--queue must name a queue");
    }
    if (url != null && url.isBlank()) {
      throw wrong("--url must be the URL of a broker, such as amqp://localhost:5672");
    }
    if (url == null && user != null) {
      throw wrong("--user needs --url: the embedded broker admits everyone");
    }
    if (user == null && password != null) {
      throw wrong("--password needs --user");
    }
  }

  private void checkRange(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw wrong(option + " must be " + least + " to " + most + ", but is " + value);
    }
  }

  private ParameterException wrong(String reason) {
    return new ParameterException(spec().commandLine(), reason);
  }

  private PrintWriter out() {
    return spec().commandLine().getOut();
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("orders runs from the command line only");
    }
    return spec;
  }
}
