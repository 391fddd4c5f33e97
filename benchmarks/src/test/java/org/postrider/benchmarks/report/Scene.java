// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.util.List;
import java.util.Map;

/** A report of made-up measurements: a send, and the floor below it. */
final class Scene {

  final Case send =
      Case.jms("some", "send-1024", "a send", PeerKind.NULL, 1).targets(Map.of(Cases.CPU, 0.2));
  final Case floor = Case.floor("floors", Cases.BATCHED_FLOOR, "the octets", PeerKind.SINK, 1);
  final Provider ours = provider(Face.JMS, Report.OURS, "Ours");
  final Provider base = provider(Face.JMS, Face.JMS.base(), "Base");
  final Provider netty = provider(Face.FLOOR, Face.FLOOR.base(), "Netty");
  final Measurements measurements = new Measurements();

  void measured(Case one, Provider provider, double... cpu) {
    for (double value : cpu) {
      measurements.add(one, provider, Map.of(Cases.CPU, value));
    }
  }

  void failed(Case one, Provider provider, String reason) {
    measurements.add(Failure.of("round 1", one, provider, new IllegalStateException(reason)));
  }

  Report report(int rounds, Profile... profiles) {
    return report(rounds, List.of(send, floor), profiles);
  }

  Report report(int rounds, List<Case> cases, Profile... profiles) {
    Plan plan = new Plan(List.of(), rounds, List.of(ours, base, netty), cases, false, List.of());
    return new Report(plan, measurements, List.of(profiles), List.of());
  }

  static Provider provider(Face face, String name, String title) {
    return new Provider(face, name, title, List.of("none"), "amqp://none:%d", List.of(), 1);
  }
}
