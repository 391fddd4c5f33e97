// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples;

import org.postrider.examples.event.EventCommand;
import org.postrider.examples.orders.OrdersCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The front door of the examples: one command, a subcommand for each program. */
@Command(
    name = "postrider-examples",
    description = "Programs that show Postrider, a JMS provider and event API for AMQP 1.0.",
    footer = "%nEach program explains itself: postrider-examples <program> --help")
public final class Main {
  @SuppressWarnings("UnusedVariable") // the library acts on the option by itself
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this help and leave.")
  private boolean helpWanted;

  private Main() {}

  /** Runs one program and leaves the JVM with its exit code: 0 well, 1 failed, 2 wrong options. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The whole command line; a new program is one more line here. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setSubcommandsCaseInsensitive(true)
        .addSubcommand(new OrdersCommand())
        .addSubcommand(new EventCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::explainWrongOptions)
        .setExecutionExceptionHandler(Main::explainFailure);
  }

  private static int explainWrongOptions(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + wrong.getMessage());
    command.getErr().println("Try: " + name + " --help");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int explainFailure(Exception failure, CommandLine command, ParseResult parsed) {
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + reasons(failure));
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  /** The message of a failure and of its causes, each once. */
  private static String reasons(Throwable failure) {
    StringBuilder reasons = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      if (reasons.indexOf(reason) < 0) {
        reasons.append(reasons.isEmpty() ? "" : ": ").append(reason);
      }
    }
    return reasons.toString();
  }
}
