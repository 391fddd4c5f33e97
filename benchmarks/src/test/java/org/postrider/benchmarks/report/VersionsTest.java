// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VersionsTest {

  @Test
  void jarsOfOneFamilyAndVersionAreToldAsOne() {
    assertThat(
            of(
                "netty-buffer-4.2.17.Final.jar",
                "netty-transport-native-epoll-4.2.17.Final-linux-x86_64.jar",
                "postrider-codec-0.1.0-SNAPSHOT.jar",
                "postrider-jms-0.1.0-SNAPSHOT.jar"))
        .isEqualTo("netty 4.2.17.Final, postrider 0.1.0-SNAPSHOT");
  }

  @Test
  void aJarAloneAndOthersOfManyVersionsHaveTheirWholeNames() {
    assertThat(
            of(
                "qpid-jms-client-2.10.0.jar",
                "proton-j-0.34.1.jar",
                "protonj2-1.1.0.jar",
                "commons-logging-1.3.6.jar",
                "commons-math3-3.6.1.jar"))
        .isEqualTo(
            "commons-logging 1.3.6, commons-math3 3.6.1, proton-j 0.34.1, protonj2 1.1.0,"
                + " qpid-jms-client 2.10.0");
  }

  @Test
  void namesWithoutVersionsAreNotGuessedAt() {
    assertThat(of("benchmarks.jar")).isEqualTo("versions unknown");
  }

  private static String of(String... names) {
    List<Path> jars = Stream.of(names).map(Path.of("lib")::resolve).toList();
    return Versions.text(jars);
  }
}
