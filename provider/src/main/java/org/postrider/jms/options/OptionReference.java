// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the reference page of the options.
 *
 * <p>Stateless.
 */
final class OptionReference {

  private static final String HEAD =
      """
      # Options

      Made from the table in `org.postrider.jms.options`; a test keeps it so.

      An option is given in the connection URI (`amqp://host:5672?jms.sendTimeout=5000&amqp.vhost=v`, values percent-encoded)
      or as a property of the connection factory, by code or JNDI (where `jms.` may be left out). A property goes before the
      URI, and the arguments of `createConnection` go before both.

      Names and defaults are those of Qpid JMS; where they differ, the last column says why.
      """;

  private static final String DISCOVERY =
      """

      `discovery:(file:///path/to/list?updateInterval=30000)?jms.clientID=me` takes the servers from a file, and is a failover URI otherwise:
      the options of `failover.` hold, under either prefix, and `discovery.discovered.` does what `failover.nested.` does. The file, in UTF-8
      and at most 1 MiB, has one server's URI a line (`amqps://broker:5671?amqp.vhost=v`); blank lines and those that begin with `#` are passed over.
      Write a new one beside it and rename it, as a half-written one would be taken for the whole.

      It is read when a factory gets the URI, which is refused if a line is wrong, for each new connection, and `updateInterval` after each reading,
      whether there is a connection or it is sought. Servers that are new join the list, those gone leave it, but for the one in use, which leaves
      it with a reading behind its loss. Where the next try was planned for one that is gone, another takes its turn. A file that becomes unreadable, empty or wrong leaves its servers as they are, with one warning in the log. What a broker
      lists (`failover.amqpOpenServerListAction`) comes on top: REPLACE replaces what brokers listed before, and never the servers of the file
      (Qpid JMS drops those until the file changes).

      There may be several files, `discovery:(file:///ours,file:///theirs)`: their servers are taken together, in their order, and they are read
      together, as often as the shortest `updateInterval` says that one of them gives.

      Of Qpid JMS' agents there is no `multicast://`: whoever can send to the group could name the servers that get the passwords, and
      what is announced there are ActiveMQ 5 brokers only.
      """;

  private OptionReference() {}

  /** The page, in Markdown. */
  static String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    chapter(page, "`jms.`: the JMS API", JmsOptions.ALL);
    chapter(page, "`transport.`: sockets, TLS, WebSocket", TransportOptions.ALL);
    chapter(page, "`amqp.`: the protocol", AmqpOptions.ALL);
    chapter(page, "`sasl.options.`: SASL mechanisms", AmqpOptions.SASL_ALL);
    chapter(page, "`provider.`", AmqpOptions.PROVIDER_ALL);
    chapter(page, "`failover.`: reconnecting", FailoverOptions.ALL);
    page.append(
        """

        In a failover URI, `failover.nested.` before a key of `transport.`, `amqp.` or `sasl.options.` gives it to all servers, as the key alone does behind
        their bracket. At a server it is that server's own. These hold for the connection as a whole, and are refused where they are not the same
        at all servers: %s.
        """
            .formatted(names(WholeOptions.all())));
    page.append(
        """

        A server that a broker names, by a redirect or in its list, has its own options where the URI or a discovery file has it, with the same scheme, host
        and port; else it has those of the server that named it, but for these, which it has as they stand behind the bracket, or stricter: %s.
        To name a mechanism at one server allows it in clear to that one alone.
        """
            .formatted(names(HandedOn.kept())));
    chapter(page, "`discovery.`: servers from a file", DiscoveryOptions.ALL);
    page.append(DISCOVERY);
    page.append(
        """

        ## By code only

        Setters of the connection factory for what no text can be. They are neither serialized nor in a JNDI reference. Besides those below:
        `setCredentialsProvider` and `setTokenProvider` ([security.md](security.md)), `setConnectionListener`, `setExceptionListener`.
        """);
    table(page, ProgramOptions.ALL);
    return page.toString();
  }

  private static String names(List<Option<?>> options) {
    return options.stream()
        .map(option -> "`" + option + (option.is(Option.Trait.FAMILY) ? "<name>`" : "`"))
        .collect(Collectors.joining(", "));
  }

  private static void chapter(StringBuilder page, String title, List<Option<?>> options) {
    page.append("\n## ").append(title).append("\n");
    table(page, options);
  }

  private static void table(StringBuilder page, List<Option<?>> options) {
    page.append("\n| name | type | default | meaning | differs from Qpid JMS |\n");
    page.append("|---|---|---|---|---|\n");
    for (Option<?> option : options) {
      page.append("| `").append(option.name());
      page.append(option.is(Option.Trait.FAMILY) ? "<name>`" : "`");
      option.aliases().forEach(alias -> page.append(" (also `").append(alias).append("`)"));
      page.append(" | ").append(type(option));
      page.append(" | ").append(defaultValue(option));
      page.append(" | ").append(option.meaning()).append(note(option));
      page.append(" | ").append(option.difference()).append(" |\n");
    }
  }

  private static String type(Option<?> option) {
    String name = option.type().name();
    boolean unit = !option.unit().isEmpty() && !option.unit().equals(name);
    return unit ? name + ", " + option.unit() : name;
  }

  private static String defaultValue(Option<?> option) {
    Object value = option.defaultValue();
    if (value == null || option.is(Option.Trait.FAMILY)) {
      return "none";
    }
    String text = OptionType.format(value);
    return text.isEmpty() ? "none" : "`" + text + "`";
  }

  private static String note(Option<?> option) {
    String rule = option.type().rule();
    String limits = isMoreThanItsType(rule) ? " It " + rule + "." : "";
    return option.is(Option.Trait.NO_EFFECT) ? limits + " *Accepted, without effect.*" : limits;
  }

  /** Whether a rule says which values there are, or how large they may be. */
  private static boolean isMoreThanItsType(String rule) {
    return rule.contains("one of")
        || rule.contains("address")
        || rule.chars().anyMatch(Character::isDigit);
  }
}
