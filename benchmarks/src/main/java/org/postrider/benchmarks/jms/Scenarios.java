// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.DeliveryMode;
import java.util.Locale;

/**
 * The scenarios by their names: a kind, and what is varied in it, with hyphens between them, such
 * as {@code send-1024} or {@code listen-1024-10} for ten properties.
 *
 * <p>Stateless.
 */
final class Scenarios {

  private static final int BATCH = 100;

  private Scenarios() {}

  static Scenario named(String name) {
    String[] parts = name.split("-", -1);
    return switch (parts[0]) {
      case "send" -> new SendScenario(payload(parts, false), DeliveryMode.NON_PERSISTENT);
      case "sendtext" -> new SendScenario(payload(parts, true), DeliveryMode.NON_PERSISTENT);
      case "complete" -> new CompletionScenario(payload(parts, false), DeliveryMode.NON_PERSISTENT);
      case "completetext" ->
          new CompletionScenario(payload(parts, true), DeliveryMode.NON_PERSISTENT);
      case "persist" -> new CompletionScenario(payload(parts, false), DeliveryMode.PERSISTENT);
      case "sync" -> new SyncSendScenario(payload(parts, false));
      case "listen" -> new ListenScenario(payload(parts, false));
      case "receive" -> new ReceiveScenario(payload(parts, false), 0);
      case "acknowledge" -> new ReceiveScenario(payload(parts, false), BATCH);
      case "backlog" -> new ReceiveScenario(Payload.bytes(1024), Integer.parseInt(parts[1]));
      case "producers" -> new ProducersScenario(Payload.bytes(1024), Integer.parseInt(parts[1]));
      case "transact" -> new TransactedScenario(payload(parts, false), BATCH);
      case "request" -> new RequestReplyScenario(payload(parts, false));
      case "connect" -> new ConnectScenario();
      case "idle" -> new IdleScenario(IdleScenario.Kind.valueOf(parts[1].toUpperCase(Locale.ROOT)));
      default -> throw new IllegalArgumentException("scenario '" + name + "' is not known");
    };
  }

  private static Payload payload(String[] parts, boolean text) {
    int octets = Integer.parseInt(parts[1]);
    return new Payload(octets, parts.length > 2 ? Integer.parseInt(parts[2]) : 0, text);
  }
}
