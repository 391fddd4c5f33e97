// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.value.Binary;
import org.postrider.jms.options.Options;

/** The collections of {@code List.of} and its like, whose serialized form is the JDK's CollSer. */
@Timeout(60)
class CollSerTest {

  private static final String POLICY = "jms.deserializationPolicy.";
  private static final int LIST = 1;
  private static final int SET = 2;
  private static final int MAP = 3;

  /** The octets behind which the tag stands, and those behind that. */
  private static final String DESCRIPTION = "tagxp\0\0\0";

  static List<Serializable> collections() {
    HashMap<Integer, String> many = new HashMap<>();
    IntStream.range(0, 3000).forEach(i -> many.put(i, "v" + i));
    return Stream.of(
            List.of(),
            List.of(1),
            List.of(1, 2, 3),
            Set.of(),
            Set.of("a"),
            Set.copyOf(many.values()),
            Map.of("k", List.of(Set.of(1L)), "l", Map.of(1, 2)),
            Map.copyOf(many),
            Stream.of("a", null).toList())
        .map(Serializable.class::cast)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("collections")
  void theyAreReadAsTheyWere(Serializable value) throws Exception {
    Object read = read(octets(value));

    assertThat(read).isEqualTo(value).hasSameHashCodeAs(value);
    assertThatThrownBy(() -> clear(read)).isInstanceOf(UnsupportedOperationException.class);
    assertThat(read(octets((Serializable) read))).isEqualTo(value);
  }

  private static void clear(Object collection) {
    if (collection instanceof Map<?, ?> map) {
      map.clear();
    } else {
      ((Collection<?>) collection).clear();
    }
  }

  /** The JDK's own compares each of them with each other: minutes. */
  @ParameterizedTest
  @ValueSource(ints = {SET, MAP})
  void aSetOfManyTextsOfOneHashIsReadAtOnce(int kind) throws Exception {
    List<String> texts = ofOneHash(150_000);

    Object read = read(tagged(List.of(texts.toArray()), kind));

    assertThat(read instanceof Map<?, ?> map ? map.size() * 2 : ((Set<?>) read).size())
        .isEqualTo(texts.size());
  }

  @Test
  void whatCannotBeOrderedIsRefusedWhenItsTimeIsOver() throws Exception {
    Object[] lists =
        ofOneHash(100_000).stream().map(text -> new ArrayList<>(List.of(text))).toArray();

    assertRefused(
        tagged(List.of(lists), SET), POLICY + "maxTime, which is 1500", "maxTime", "1500");
  }

  @Test
  void whatNoSuchCollectionCanHoldIsRefused() throws Exception {
    assertRefused(tagged(Stream.of("a", null).toList(), LIST), "cannot be deserialized");
    assertRefused(tagged(List.of(1, 2, 1), SET), "cannot be deserialized");
    assertRefused(tagged(List.of(1, 2, 1, 3), MAP), "cannot be deserialized");
    assertRefused(tagged(List.of(1, 2, 3), MAP), "cannot be deserialized");
    assertRefused(tagged(List.of(1, 2, 3), 9), "cannot be deserialized");
  }

  @Test
  void limitsAndListsHoldForThem() throws Exception {
    byte[] octets = octets((Serializable) List.of(1, 2, 3));

    assertRefused(octets, POLICY + "maxArrayLength, which is 2", "maxArrayLength", "2");
    assertRefused(
        octets, "java.util.CollSer must not be received", "denyList", "java.util.CollSer");
  }

  @Test
  void theStandInHasNoNameOfItsOwnInAStream() throws Exception {
    String octets =
        new String(octets((Serializable) List.of(1)), StandardCharsets.ISO_8859_1)
            .replace("\0\21java.util.CollSer", "\0\41" + CollSer.class.getName());

    assertRefused(octets.getBytes(StandardCharsets.ISO_8859_1), CollSer.class.getName());
  }

  /** Texts of one length and hash. */
  private static List<String> ofOneHash(int count) {
    List<String> texts = List.of("");
    while (texts.size() < count) {
      texts =
          texts.stream().flatMap(text -> Stream.of(text + "Aa", text + "BB")).limit(count).toList();
    }
    return texts;
  }

  private static byte[] tagged(List<?> list, int kind) throws IOException {
    byte[] octets = octets((Serializable) list);
    int tag =
        new String(octets, 0, Math.min(octets.length, 200), StandardCharsets.ISO_8859_1)
                .indexOf(DESCRIPTION)
            + DESCRIPTION.length();
    assertThat(octets[tag]).isIn((byte) LIST, (byte) 4);
    octets[tag] = (byte) kind;
    return octets;
  }

  private static byte[] octets(Serializable object) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
      out.writeObject(object);
    }
    return octets.toByteArray();
  }

  private static Object read(byte[] serialized, String... options) throws JMSException {
    Options.Builder builder = Options.builder();
    for (int i = 0; i < options.length; i += 2) {
      builder.set(POLICY + options[i], options[i + 1]);
    }
    return new ObjectSerializer(DeserializationPolicy.of(builder.build()))
        .deserialize(Binary.wrap(serialized));
  }

  private static void assertRefused(byte[] serialized, String word, String... options) {
    assertThatThrownBy(() -> read(serialized, options))
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContaining(word);
  }
}
