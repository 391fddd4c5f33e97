// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.jms.MessageFormatException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectStreamConstants;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.value.Binary;

/** What is said of an object that is refused stays on one line, whatever its sender has written. */
class DeserializationWordsTest {

  private static final DeserializationPolicy POLICY =
      new DeserializationPolicy(
          List.of("allowed"),
          List.of("denied"),
          new DeserializationLimits(100, 1_000_000, 10_000_000, 1 << 26, 30_000));

  private static Binary objectOf(String className) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(octets);
    out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
    out.writeShort(ObjectStreamConstants.STREAM_VERSION);
    out.writeByte(ObjectStreamConstants.TC_OBJECT);
    out.writeByte(ObjectStreamConstants.TC_CLASSDESC);
    out.writeUTF(className);
    out.writeLong(1);
    out.writeByte(ObjectStreamConstants.SC_SERIALIZABLE);
    out.writeShort(0);
    out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
    out.writeByte(ObjectStreamConstants.TC_NULL);
    return Binary.wrap(octets.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"any", "allowed.", "denied.", "java.time."})
  void theNameOfAClassStaysOnItsLine(String begin) throws Exception {
    Binary object = objectOf(begin + "Any\nWARN all is lost\u001b[2J");
    String shown = "Any?WARN all is lost?[2J";

    MessageFormatException refused =
        catchThrowableOfType(
            MessageFormatException.class, () -> new ObjectSerializer(POLICY).deserialize(object));

    StringWriter log = new StringWriter();
    refused.printStackTrace(new PrintWriter(log));
    assertThat(refused).hasMessageContaining(shown);
    assertThat(log.toString().lines()).noneMatch(line -> line.startsWith("WARN"));
    assertThat(log.toString()).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"any", "allowed.", "java.time."})
  void aNameIsCut(String begin) throws Exception {
    Binary object = objectOf(begin + "x".repeat(60_000));

    MessageFormatException refused =
        catchThrowableOfType(
            MessageFormatException.class, () -> new ObjectSerializer(POLICY).deserialize(object));

    StringWriter log = new StringWriter();
    refused.printStackTrace(new PrintWriter(log));
    assertThat(log.toString()).doesNotContain("x".repeat(1000));
  }
}
