// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.StreamMessage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** JMS 3.5.4 and 3.11.3: what is written as a type of a row may be read as the row's types. */
class ConversionTest {

  private static final Map<Object, Set<String>> TABLE =
      Map.of(
          true,
          Set.of("boolean", "String"),
          (byte) 1,
          Set.of("byte", "short", "int", "long", "String"),
          (short) 1,
          Set.of("short", "int", "long", "String"),
          'c',
          Set.of("char", "String"),
          1,
          Set.of("int", "long", "String"),
          1L,
          Set.of("long", "String"),
          1f,
          Set.of("float", "double", "String"),
          1d,
          Set.of("double", "String"),
          "1",
          Set.of("boolean", "byte", "short", "int", "long", "float", "double", "String"),
          new byte[] {1},
          Set.of("byte[]"));

  private static final List<String> PROPERTY_TYPES =
      List.of("boolean", "byte", "short", "int", "long", "float", "double", "String");

  private static final List<String> ELEMENT_TYPES =
      List.of(
          "boolean", "byte", "short", "char", "int", "long", "float", "double", "String", "byte[]");

  static Stream<Arguments> properties() {
    return TABLE.keySet().stream()
        .filter(written -> !(written instanceof Character || written instanceof byte[]))
        .flatMap(written -> PROPERTY_TYPES.stream().map(read -> Arguments.of(written, read)));
  }

  static Stream<Arguments> elements() {
    return TABLE.keySet().stream()
        .flatMap(written -> ELEMENT_TYPES.stream().map(read -> Arguments.of(written, read)));
  }

  @ParameterizedTest
  @MethodSource("properties")
  void propertiesAreConvertedByTheTable(Object written, String type) throws JMSException {
    Message message = Wire.FACTORY.createMessage();
    message.setObjectProperty("p", written);

    for (Message each : List.of(message, Wire.sent(message))) {
      check(written, type, () -> property(each, type));
    }
  }

  @ParameterizedTest
  @MethodSource("elements")
  void mapsAreConvertedByTheTable(Object written, String type) throws JMSException {
    MapMessage message = Wire.FACTORY.createMapMessage();
    message.setObject("e", written);

    for (MapMessage each : List.of(message, Wire.sent(message))) {
      check(written, type, () -> element(each, type));
    }
  }

  @ParameterizedTest
  @MethodSource("elements")
  void streamsAreConvertedByTheTable(Object written, String type) throws JMSException {
    StreamMessage message = Wire.FACTORY.createStreamMessage();
    message.writeObject(written);
    message.reset();

    for (StreamMessage each : List.of(message, Wire.sent(message))) {
      check(written, type, () -> element(each, type));
      if (!type.equals("byte[]") && !allowed(written, type)) {
        assertThat(each.readObject()).as("a refused read does not move on").isEqualTo(written);
      }
    }
  }

  private interface Read {
    Object read() throws JMSException;
  }

  private static boolean allowed(Object written, String type) {
    return TABLE.get(written).contains(type);
  }

  private static void check(Object written, String type, Read read) throws JMSException {
    if (allowed(written, type)) {
      Object value = read.read();
      if (type.equals("boolean")) {
        assertThat(value).isEqualTo(written.equals(true));
      } else if (value instanceof Number number) {
        assertThat(number.doubleValue()).isEqualTo(1);
      } else {
        assertThat(value).isEqualTo(type.equals("String") ? written.toString() : written);
      }
    } else {
      assertThatThrownBy(read::read).isInstanceOf(MessageFormatException.class);
    }
  }

  private static Object property(Message message, String type) throws JMSException {
    return switch (type) {
      case "boolean" -> message.getBooleanProperty("p");
      case "byte" -> message.getByteProperty("p");
      case "short" -> message.getShortProperty("p");
      case "int" -> message.getIntProperty("p");
      case "long" -> message.getLongProperty("p");
      case "float" -> message.getFloatProperty("p");
      case "double" -> message.getDoubleProperty("p");
      default -> message.getStringProperty("p");
    };
  }

  private static Object element(MapMessage message, String type) throws JMSException {
    return switch (type) {
      case "boolean" -> message.getBoolean("e");
      case "byte" -> message.getByte("e");
      case "short" -> message.getShort("e");
      case "char" -> message.getChar("e");
      case "int" -> message.getInt("e");
      case "long" -> message.getLong("e");
      case "float" -> message.getFloat("e");
      case "double" -> message.getDouble("e");
      case "byte[]" -> message.getBytes("e");
      default -> message.getString("e");
    };
  }

  private static Object element(StreamMessage message, String type) throws JMSException {
    return switch (type) {
      case "boolean" -> message.readBoolean();
      case "byte" -> message.readByte();
      case "short" -> message.readShort();
      case "char" -> message.readChar();
      case "int" -> message.readInt();
      case "long" -> message.readLong();
      case "float" -> message.readFloat();
      case "double" -> message.readDouble();
      case "byte[]" -> bytes(message);
      default -> message.readString();
    };
  }

  private static byte[] bytes(StreamMessage message) throws JMSException {
    byte[] buffer = new byte[1];
    assertThat(message.readBytes(buffer)).isEqualTo(1);
    assertThat(message.readBytes(new byte[1])).isEqualTo(-1);
    return buffer;
  }

  @Test
  void noValueIsReadAsValueOfNull() throws JMSException {
    Message message = Wire.FACTORY.createMessage();

    assertThat(message.getBooleanProperty("p")).isFalse();
    assertThat(message.getStringProperty("p")).isNull();
    assertThat(message.getObjectProperty("p")).isNull();
    for (String type : List.of("byte", "short", "int", "long")) {
      assertThatThrownBy(() -> property(message, type)).isInstanceOf(NumberFormatException.class);
    }
    for (String type : List.of("float", "double")) {
      assertThatThrownBy(() -> property(message, type)).isInstanceOf(NullPointerException.class);
    }
    assertThatThrownBy(() -> Wire.FACTORY.createMapMessage().getChar("x"))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void aMalformedTextIsNoNumber() throws JMSException {
    Message message = Wire.FACTORY.createMessage();
    message.setStringProperty("p", "x");

    assertThatThrownBy(() -> message.getIntProperty("p")).isInstanceOf(NumberFormatException.class);
  }

  @Test
  void aTextThatIsNoNumberStaysOnOneLineOfTheRefusal() {
    String forged = "1\n[main] ERROR forged line" + "x".repeat(1000);
    List<ThrowingCallable> readings =
        List.of(
            () -> Conversion.toByte(forged),
            () -> Conversion.toShort(forged),
            () -> Conversion.toInt(forged),
            () -> Conversion.toLong(forged),
            () -> Conversion.toFloat(forged),
            () -> Conversion.toDouble(forged));

    assertThat(readings)
        .allSatisfy(
            reading ->
                assertThatThrownBy(reading)
                    .isInstanceOf(NumberFormatException.class)
                    .hasMessageContaining("1?[main]")
                    .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(250)));
  }
}
