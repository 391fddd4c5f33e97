// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/**
 * Both tables of conversions, every pair of types. Jakarta Messaging 3.1 sections 3.5.4, 3.11.3.
 */
@Conformance
final class ConversionTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  /** The types that are asked for, by the names of the methods. */
  private static final List<String> TYPES =
      List.of(
          "boolean", "byte", "short", "char", "int", "long", "float", "double", "String", "bytes");

  private static final List<Object> VALUES =
      List.of(true, (byte) 3, (short) 3, 'c', 3, 3L, 3f, 3d, "3");

  /** The table: what a value may be read as. */
  private static List<String> readable(Object value) {
    return switch (value.getClass().getSimpleName()) {
      case "Boolean" -> List.of("boolean", "String");
      case "Byte" -> List.of("byte", "short", "int", "long", "String");
      case "Short" -> List.of("short", "int", "long", "String");
      case "Character" -> List.of("char", "String");
      case "Integer" -> List.of("int", "long", "String");
      case "Long" -> List.of("long", "String");
      case "Float" -> List.of("float", "double", "String");
      case "Double" -> List.of("double", "String");
      default -> List.of("boolean", "byte", "short", "int", "long", "float", "double", "String");
    };
  }

  /** Every value with every type. */
  static Stream<Arguments> pairs() {
    return VALUES.stream().flatMap(value -> TYPES.stream().map(type -> Arguments.of(value, type)));
  }

  /** Properties are of no char and no octets. */
  static Stream<Arguments> propertyPairs() {
    return pairs()
        .filter(pair -> !(pair.get()[0] instanceof Character))
        .filter(pair -> !List.of("char", "bytes").contains(pair.get()[1]));
  }

  private static Object expected(Object value, String type) {
    String text = String.valueOf(value);
    return switch (type) {
      case "boolean" -> value.equals(true);
      case "char" -> 'c';
      case "byte" -> (byte) 3;
      case "short" -> (short) 3;
      case "int" -> 3;
      case "long" -> 3L;
      case "float" -> 3f;
      case "double" -> 3d;
      default -> text;
    };
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

  private static Object property(JMSProducer producer, String type) {
    return switch (type) {
      case "boolean" -> producer.getBooleanProperty("p");
      case "byte" -> producer.getByteProperty("p");
      case "short" -> producer.getShortProperty("p");
      case "int" -> producer.getIntProperty("p");
      case "long" -> producer.getLongProperty("p");
      case "float" -> producer.getFloatProperty("p");
      case "double" -> producer.getDoubleProperty("p");
      default -> producer.getStringProperty("p");
    };
  }

  private static Object entry(MapMessage map, String type) throws JMSException {
    return switch (type) {
      case "boolean" -> map.getBoolean("p");
      case "byte" -> map.getByte("p");
      case "short" -> map.getShort("p");
      case "char" -> map.getChar("p");
      case "int" -> map.getInt("p");
      case "long" -> map.getLong("p");
      case "float" -> map.getFloat("p");
      case "double" -> map.getDouble("p");
      case "bytes" -> map.getBytes("p");
      default -> map.getString("p");
    };
  }

  private static Object element(StreamMessage stream, String type) throws JMSException {
    return switch (type) {
      case "boolean" -> stream.readBoolean();
      case "byte" -> stream.readByte();
      case "short" -> stream.readShort();
      case "char" -> stream.readChar();
      case "int" -> stream.readInt();
      case "long" -> stream.readLong();
      case "float" -> stream.readFloat();
      case "double" -> stream.readDouble();
      case "bytes" -> stream.readBytes(new byte[8]);
      default -> stream.readString();
    };
  }

  @Rule({"property.2", "property.3"})
  @ParameterizedTest
  @MethodSource("propertyPairs")
  void aPropertyConvertsAsTheTableSays(Object value, String type) throws Exception {
    Message message = jms.session(Session.AUTO_ACKNOWLEDGE).createMessage();
    message.setObjectProperty("p", value);

    if (readable(value).contains(type)) {
      assertThat(property(message, type)).isEqualTo(expected(value, type));
    } else {
      assertThatThrownBy(() -> property(message, type)).isInstanceOf(MessageFormatException.class);
    }
    assertThat(message.getObjectProperty("p")).isEqualTo(value);
  }

  @Rule("context.13")
  @ParameterizedTest
  @MethodSource("propertyPairs")
  void aProducersPropertyConvertsLikewise(Object value, String type) {
    JMSProducer producer =
        jms.context(JMSContext.AUTO_ACKNOWLEDGE).createProducer().setProperty("p", value);

    if (readable(value).contains(type)) {
      assertThat(property(producer, type)).isEqualTo(expected(value, type));
    } else {
      assertThatThrownBy(() -> property(producer, type))
          .isInstanceOf(MessageFormatRuntimeException.class);
    }
  }

  @Rule("body.11")
  @ParameterizedTest
  @MethodSource("pairs")
  void aMapEntryConvertsAsTheTableSays(Object value, String type) throws Exception {
    MapMessage map = jms.session(Session.AUTO_ACKNOWLEDGE).createMapMessage();
    map.setObject("p", value);

    if (readable(value).contains(type)) {
      assertThat(entry(map, type)).isEqualTo(expected(value, type));
    } else {
      assertThatThrownBy(() -> entry(map, type)).isInstanceOf(MessageFormatException.class);
    }
    assertThat(map.getObject("p")).isEqualTo(value);
  }

  @Rule("body.12")
  @ParameterizedTest
  @MethodSource("pairs")
  void aStreamElementConvertsAsTheTableSaysAndStaysWhenRefused(Object value, String type)
      throws Exception {
    StreamMessage stream = jms.session(Session.AUTO_ACKNOWLEDGE).createStreamMessage();
    stream.writeObject(value);
    stream.writeInt(99);
    stream.reset();

    if (readable(value).contains(type)) {
      assertThat(element(stream, type)).isEqualTo(expected(value, type));
    } else {
      assertThatThrownBy(() -> element(stream, type)).isInstanceOf(MessageFormatException.class);
      assertThat(stream.readObject()).isEqualTo(value);
    }
    assertThat(stream.readInt()).isEqualTo(99);
  }

  @Rule({"body.11", "body.12"})
  @Test
  void octetsAreReadAsOctetsOnly() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MapMessage map = session.createMapMessage();
    map.setBytes("p", new byte[] {1});
    StreamMessage stream = session.createStreamMessage();
    stream.writeBytes(new byte[] {1});
    stream.reset();

    for (String type : TYPES.subList(0, TYPES.size() - 1)) {
      assertThatThrownBy(() -> entry(map, type)).isInstanceOf(MessageFormatException.class);
      assertThatThrownBy(() -> element(stream, type)).isInstanceOf(MessageFormatException.class);
    }
    assertThat(map.getBytes("p")).containsExactly(1);
    assertThat(stream.readBytes(new byte[4])).isEqualTo(1);
  }

  @Rule({"property.12", "body.11", "body.12"})
  @ParameterizedTest
  @MethodSource("numbers")
  void aTextThatIsNoNumberIsANumberFormatException(String type) throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Message message = session.createMessage();
    message.setStringProperty("p", "word");
    MapMessage map = session.createMapMessage();
    map.setString("p", "word");
    StreamMessage stream = session.createStreamMessage();
    stream.writeString("word");
    stream.reset();

    assertThatThrownBy(() -> property(message, type)).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> entry(map, type)).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> element(stream, type)).isInstanceOf(NumberFormatException.class);
    assertThat(stream.readString()).isEqualTo("word");
  }

  static Stream<String> numbers() {
    return Stream.of("byte", "short", "int", "long", "float", "double");
  }

  // What valueOf(null) gives: false for a boolean, an exception for a number or character.
  @Rule({"property.4", "body.11", "body.12"})
  @ParameterizedTest
  @MethodSource("types")
  void nullReadsAsValueOfNull(String type) throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MapMessage map = session.createMapMessage();
    map.setObject("p", null);
    StreamMessage stream = session.createStreamMessage();
    stream.writeObject(null);
    stream.reset();

    switch (type) {
      case "boolean" -> {
        assertThat(entry(map, type)).isEqualTo(false);
        assertThat(element(stream, type)).isEqualTo(false);
      }
      case "String" -> {
        assertThat(entry(map, type)).isNull();
        assertThat(element(stream, type)).isNull();
      }
      case "bytes" -> {
        assertThat(entry(map, type)).isNull();
        assertThat(element(stream, type)).isEqualTo(-1);
      }
      case "char", "float", "double" -> {
        assertThatThrownBy(() -> entry(map, type)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> element(stream, type)).isInstanceOf(NullPointerException.class);
      }
      default -> {
        assertThatThrownBy(() -> entry(map, type)).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> element(stream, type)).isInstanceOf(NumberFormatException.class);
      }
    }
  }

  static Stream<String> types() {
    return TYPES.stream();
  }

  @Rule("property.5")
  @ParameterizedTest
  @MethodSource("words")
  void aPropertyNameIsAnIdentifierAndNoWordOfSelectors(String name) throws Exception {
    Message message = jms.session(Session.AUTO_ACKNOWLEDGE).createMessage();

    assertThatThrownBy(() -> message.setIntProperty(name, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(message.propertyExists(name)).isFalse();
    assertThatCode(() -> message.setIntProperty("_" + name.replaceAll("\\W", "_"), 1))
        .doesNotThrowAnyException();
  }

  static Stream<String> words() {
    return Stream.of(
        "NULL", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE", "1a",
        "a-b", "a b", "a.b", "+");
  }
}
