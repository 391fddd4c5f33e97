// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.broker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.postrider.tck.ChildProgram;

/**
 * A broker of the module test-brokers, in a process of its own: its libraries are not ours.
 * Thread-safe.
 */
public final class BrokerProcess implements TestBroker {
  /** What test-brokers was built to. */
  private static final Path BUILT = Path.of("..", "test-brokers", "target");

  private final ChildProgram program;
  private final int port;

  private BrokerProcess(ChildProgram program) {
    this.program = program;
    this.port = program.awaitPort();
  }

  /** Starts the broker that test-brokers knows by this name. */
  public static BrokerProcess start(String name) {
    try {
      return start(name, Files.createTempDirectory(Path.of("target"), name));
    } catch (IOException e) {
      throw new UncheckedIOException("broker " + name + " did not start", e);
    }
  }

  /** The same with a directory that has the files which its configuration names. */
  public static BrokerProcess start(String name, Path work) {
    try {
      String classPath =
          BUILT.resolve("classes")
              + File.pathSeparator
              + Files.readString(BUILT.resolve("class-path"));
      return new BrokerProcess(
          ChildProgram.start(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                  "-cp",
                  classPath,
                  "org.postrider.brokers.Main",
                  name,
                  work.toAbsolutePath().toString())));
    } catch (IOException e) {
      throw new UncheckedIOException("broker " + name + " did not start", e);
    }
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void close() {
    try {
      program.close();
    } catch (IOException e) {
      throw new UncheckedIOException("broker on port " + port + " did not stop", e);
    }
  }
}
