// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.MessageFormatException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.value.Binary;

/**
 * A class loader remembers each name that it was asked for, and a sender knows names without end:
 * it is asked for those only that the options name.
 */
class NamesOfClassesTest {

  private static final DeserializationPolicy POLICY =
      new DeserializationPolicy(
          List.of(),
          List.of(),
          new DeserializationLimits(100, 1_000_000, 10_000_000, 1 << 26, 30_000));

  private final ObjectSerializer serializer = new ObjectSerializer(POLICY);
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private ClassLoader before;

  @BeforeEach
  void watchTheLoader() {
    Thread current = Thread.currentThread();
    before = current.getContextClassLoader();
    current.setContextClassLoader(
        new ClassLoader(before) {
          @Override
          public Class<?> loadClass(String name) throws ClassNotFoundException {
            asked.add(name);
            return super.loadClass(name);
          }
        });
  }

  @AfterEach
  void restoreTheLoader() {
    Thread.currentThread().setContextClassLoader(before);
  }

  /** An object whose class was written as another one, with a name of the same length. */
  private Binary renamed(Serializable object, String begin) throws Exception {
    byte[] octets = serializer.serialize(object).toByteArray();
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    String old = object.getClass().getName();
    String name = begin + "x".repeat(old.length() - begin.length());
    return Binary.wrap(text.replace(old, name).getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.util.Collections$UnmodifiableX",
        "java.util.Collections$SynchronizedX",
        "java.util.ImmutableCollections$X",
        "java.time.X"
      })
  void noneIsAskedForWhatOnlyBeginsAsAClassOfTheJdk(String begin) throws Exception {
    Collection<String> plain = Collections.unmodifiableCollection(new ArrayList<>(List.of("a")));
    Binary object = renamed((Serializable) plain, begin);

    assertThatThrownBy(() -> serializer.deserialize(object))
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContaining("ClassNotFoundException");
    assertThat(asked).noneMatch(name -> name.startsWith(begin));
  }

  @Test
  void whatIsOfTheJdkIsFound() throws Exception {
    for (Serializable each :
        List.of(
            Duration.ofDays(1),
            new Duration[] {Duration.ZERO},
            new int[][] {{1}, {2, 3}},
            (Serializable) Collections.unmodifiableList(new ArrayList<>(List.of("a"))),
            (Serializable) Collections.synchronizedList(new ArrayList<>(List.of("b"))))) {
      assertThat(serializer.deserialize(serializer.serialize(each))).isEqualTo(each);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil[", "evil[I", "evil[Ljava.lang.String;", "[evil", "[[Levil", "[LI"})
  void aBracketMakesNoArray(String name) {
    assertThat(POLICY.refusalByName(name)).contains("must be in");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[I", "[[B", "[Ljava.lang.String;", "[[Ljava.time.Duration;", "int"})
  void anArrayIsWhatItHolds(String name) {
    assertThat(POLICY.refusalByName(name)).isNull();
  }

  @Test
  void aNameThatIsTooLongIsNone() {
    assertThat(POLICY.refusalByName("java.time." + "x".repeat(990))).isNull();
    assertThat(POLICY.refusalByName("java.time." + "x".repeat(991))).contains("1000 characters");
  }
}
