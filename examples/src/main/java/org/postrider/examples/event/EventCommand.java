// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.event;

import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.postrider.amqp.ConnectionUrl;
import org.postrider.examples.broker.EmbeddedArtemis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The program {@code event}: runs one of the event API's programs. */
@Command(
    name = "event",
    sortOptions = false,
    description = {
      "Runs a program of the event API: hello, jobs, transfer or echo.",
      "Without --url it starts a broker of its own; echo needs none."
    })
public final class EventCommand implements Callable<Integer> {

  /** The programs that can be asked for. */
  enum Program {
    /** One message to a queue and back. */
    HELLO,
    /** Sends jobs, then processes them one by one. */
    JOBS,
    /** Moves jobs from a queue to another in transactions. */
    TRANSFER,
    /** Asks a server without a broker, in the same JVM. */
    ECHO
  }

  private static final int JOBS = 10;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "<program>",
      description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).",
      arity = "0..1")
  private Program program = Program.HELLO;

  @Option(
      names = "--url",
      paramLabel = "<url>",
      description = "A broker of yours, such as amqp://localhost:5672.")
  private @Nullable String url;

  /** Made by the command line, which fills in the options. */
  public EventCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (program == Program.ECHO) {
      echo(out);
    } else if (url != null) {
      checkUrl(url);
      run(url, out);
    } else {
      try (EmbeddedArtemis broker = EmbeddedArtemis.start()) {
        run(broker.uri().toString(), out);
      }
    }
    out.flush();
    return 0;
  }

  private void checkUrl(String broker) {
    try {
      ConnectionUrl.parse(broker);
    } catch (IllegalArgumentException refused) {
      CommandSpec command = Objects.requireNonNull(spec);
      throw new ParameterException(command.commandLine(), "--url: " + refused.getMessage());
    }
  }

  private void run(String broker, PrintWriter out) {
    switch (program) {
      case HELLO -> HelloWorld.run(broker, out);
      case JOBS -> {
        SendJobs.run(broker, "jobs", JOBS, out);
        ReceiveJobs.run(broker, JOBS, out);
      }
      case TRANSFER -> {
        SendJobs.run(broker, "inbox", JOBS, out);
        TransactedTransfer.run(broker, JOBS, out);
      }
      case ECHO -> echo(out);
    }
  }

  private static void echo(PrintWriter out) {
    EchoServer server = new EchoServer();
    EchoClient.run("amqp://127.0.0.1:" + server.listen(), List.of("twas", "brillig"), out);
    server.stop();
  }
}
