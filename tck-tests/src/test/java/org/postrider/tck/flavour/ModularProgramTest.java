// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.flavour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.tck.JakartaOnly;

/** A program with a descriptor compiles against our modules, without what only our build needs. */
@JakartaOnly
final class ModularProgramTest {

  private static final String DESCRIPTOR =
      """
      module user.program {
        requires org.postrider.jms;
        requires org.postrider.testpeer;
      }
      """;

  private static final String PROGRAM =
      """
      package user;

      import org.postrider.amqp.Container;
      import org.postrider.amqp.Event;
      import org.postrider.amqp.Message;
      import org.postrider.amqp.MessagingHandler;
      import org.postrider.codec.performative.Begin;
      import org.postrider.codec.wire.DecodeException;
      import org.postrider.jms.PostriderConnectionFactory;
      import org.postrider.testpeer.ScriptedPeer;

      final class Program implements MessagingHandler {
        @Override
        public void onMessage(Event event) {
          try {
            System.out.println(event.message().body());
          } catch (DecodeException undecodable) {
            System.out.println(undecodable.getMessage());
          }
        }

        public static void main(String[] arguments) throws Exception {
          try (ScriptedPeer peer = ScriptedPeer.listen()) {
            peer.ignore(Begin.class);
            new PostriderConnectionFactory("amqp://127.0.0.1:" + peer.port()).createContext();
            Container container = new Container(new Program());
            container.run();
          }
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void aProgramWithADescriptorCompiles() throws IOException {
    Path descriptor = Files.writeString(folder.resolve("module-info.java"), DESCRIPTOR);
    Path program = Files.writeString(folder.resolve("Program.java"), PROGRAM);
    StringWriter said = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-Xlint:all,-requires-automatic",
              "-Werror",
              "-d",
              folder.resolve("classes").toString(),
              "--module-path",
              modulePath());

      boolean compiled =
          compiler
              .getTask(
                  said, files, null, options, null, files.getJavaFileObjects(descriptor, program))
              .call();

      assertThat(compiled).as(said.toString()).isTrue();
    }
    assertThat(said.toString()).isEmpty();
  }

  /** What a plain user has: our modules and what they require. */
  private static String modulePath() {
    String separator = File.separator.equals("\\") ? "\\\\" : File.separator;
    String ours = "postrider-(codec|transport|jms|test-peer)-[^" + separator + "]*\\.jar";
    String built =
        "(codec|transport|provider|test-peer)" + separator + "target" + separator + "classes";
    String theirs =
        "(netty|jctools|slf4j-api|jakarta\\.jms-api|scram|saslprep|stringprep)[^"
            + separator
            + "]*\\.jar";
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            entry ->
                entry.matches(".*" + separator + "(" + ours + "|" + built + "|" + theirs + ")"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
