// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.postrider.jms.message.SerializedBody.POLICY;
import static org.postrider.jms.message.SerializedOctets.BLOCKS;
import static org.postrider.jms.message.SerializedOctets.EXTERNALIZABLE;
import static org.postrider.jms.message.SerializedOctets.MORE;
import static org.postrider.jms.message.SerializedOctets.OBJECT;
import static org.postrider.jms.message.SerializedOctets.SERIALIZABLE;
import static org.postrider.jms.message.SerializedOctets.part;
import static org.postrider.jms.message.SerializedOctets.setOfList;
import static org.postrider.jms.message.SerializedOctets.stream;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.io.IOException;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.value.Binary;
import org.postrider.jms.options.Options;

/** The look through the octets takes each of them for what the JDK takes it for. */
@Timeout(60)
@SuppressWarnings("JdkObsolete") // a list that links its members as it reads them
class SerializedScanTest {

  record Pair(Object left) implements Serializable {}

  private static final int HEAVY = 101;
  private static final String LIST = LinkedList.class.getName();
  private static final String ANY = Object.class.getName();
  private static final String TOO_HEAVY = "must not come to more than 100 objects";
  private static final int LONG_BLOCK = ObjectStreamConstants.TC_BLOCKDATALONG;

  /** The octets of a count, as it stands before the members of a list. */
  private static final int COUNT = 6;

  private static Object read(byte[] octets, String... options) throws JMSException {
    Options.Builder builder = Options.builder();
    for (int i = 0; i < options.length; i += 2) {
      builder.set(POLICY + options[i], options[i + 1]);
    }
    return new ObjectSerializer(DeserializationPolicy.of(builder.build()))
        .deserialize(Binary.wrap(octets));
  }

  /** A list with a set that must be refused, and with these octets as its description. */
  private static byte[] listDescribedAs(SerializedOctets description) throws IOException {
    return stream()
        .object()
        .octets(description.toArray())
        .count(1)
        .octets(setOfList(HEAVY))
        .end()
        .toArray();
  }

  private static SerializedOctets list(int fields) throws IOException {
    return part().description(LIST, SERIALIZABLE | MORE, fields);
  }

  /** Eight octets that look like a text with all of the hidden set in it. */
  private static byte[] likeAText() throws IOException {
    int length = Long.BYTES - 3 + COUNT + setOfList(HEAVY).length;
    return part()
        .octets(ObjectStreamConstants.TC_STRING, length >> Byte.SIZE, length, 0, 0, 0, 0, 0)
        .toArray();
  }

  private static byte[] fieldWithTheTypeOfANumber() throws IOException {
    return listDescribedAs(list(1).field('L').text("J").end().nothing().octets(likeAText()));
  }

  /** The same, where the type is a text that stands before it. */
  private static byte[] fieldWithATypeFromElsewhere() throws IOException {
    return stream()
        .object()
        .octets(list(0).end().nothing().toArray())
        .count(2)
        .text("J")
        .object()
        .octets(list(1).field('[').toArray())
        .octets(ObjectStreamConstants.TC_REFERENCE)
        .integer(ObjectStreamConstants.baseWireHandle + 2)
        .end()
        .nothing()
        .octets(likeAText())
        .count(1)
        .octets(setOfList(HEAVY))
        .end()
        .end()
        .toArray();
  }

  private static byte[] textOfNegativeLength() throws IOException {
    return stream()
        .object()
        .octets(list(0).end().nothing().toArray())
        .count(2)
        .octets(ObjectStreamConstants.TC_LONGSTRING)
        .integer(-1)
        .integer(-1)
        .octets(setOfList(HEAVY))
        .end()
        .toArray();
  }

  /**
   * An object with a member, then five flags that look like a block with the hidden set in it, then
   * the set.
   */
  private static byte[] flagsLikeABlockBehind(SerializedOctets member) throws IOException {
    SerializedOctets outer = list(5);
    for (int i = 0; i < 5; i++) {
      outer.field('Z');
    }
    outer.end().description(ANY, SERIALIZABLE, 1).field('L').text(OBJECT).end().nothing();
    return stream()
        .object()
        .octets(outer.toArray())
        .octets(member.toArray())
        .octets(LONG_BLOCK)
        .integer(COUNT + setOfList(HEAVY).length)
        .count(1)
        .octets(setOfList(HEAVY))
        .end()
        .toArray();
  }

  private static SerializedOctets emptyListBelow(int flags) throws IOException {
    return part()
        .object()
        .octets(list(0).end().toArray())
        .description(ANY, flags, 0)
        .end()
        .nothing()
        .count(0)
        .end();
  }

  private static SerializedOctets durationOf(int flags) throws IOException {
    return part().description("java.time.Ser", flags, 0).end();
  }

  /** Its class is externalizable: what stands above that is not read, and looks like fields. */
  private static byte[] fieldsAboveAnExternalizable() throws IOException {
    byte[] block = {ObjectStreamConstants.TC_BLOCKDATA, 13, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
    byte[] hidden = setOfList(HEAVY);
    int octets = block.length + hidden.length;
    SerializedOctets described = durationOf(EXTERNALIZABLE | BLOCKS);
    described.description(ANY, SERIALIZABLE, octets);
    for (int i = 0; i < octets; i++) {
      described.field('Z');
    }
    return stream()
        .object()
        .octets(described.end().nothing().toArray())
        .octets(block)
        .octets(hidden)
        .end()
        .toArray();
  }

  private static byte[] externalizableWithoutBlocks() throws IOException {
    return stream()
        .object()
        .octets(list(0).end().nothing().toArray())
        .count(2)
        .object()
        .octets(durationOf(EXTERNALIZABLE).nothing().toArray())
        .octets(1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0)
        .octets(setOfList(HEAVY))
        .end()
        .toArray();
  }

  private static byte[] arrayOfNoClass() throws IOException {
    return stream()
        .octets(ObjectStreamConstants.TC_ARRAY)
        .description("[Jx", SERIALIZABLE, 0)
        .end()
        .nothing()
        .integer(1)
        .octets(setOfList(HEAVY))
        .toArray();
  }

  private static SerializedOctets recordWithMore() throws IOException {
    return part()
        .object()
        .description(Pair.class.getName(), SERIALIZABLE | MORE, 1)
        .field('L')
        .text(OBJECT)
        .end()
        .nothing()
        .nothing();
  }

  static List<Arguments> hidden() throws IOException {
    String none = "";
    String other = "com.acme";
    return List.of(
        Arguments.of("the type of a field must begin", none, fieldWithTheTypeOfANumber()),
        Arguments.of("the type of a field must begin", none, fieldWithATypeFromElsewhere()),
        Arguments.of("must not have -1 fields", other, listDescribedAs(list(-1).end().nothing())),
        Arguments.of(
            TOO_HEAVY,
            other,
            listDescribedAs(list(0).end().description(ANY, 0, 0).end().nothing())),
        Arguments.of("out of place", none, textOfNegativeLength()),
        Arguments.of(
            TOO_HEAVY, none, flagsLikeABlockBehind(emptyListBelow(EXTERNALIZABLE | BLOCKS))),
        Arguments.of(TOO_HEAVY, none, flagsLikeABlockBehind(emptyListBelow(BLOCKS))),
        Arguments.of("blocks of data", none, flagsLikeABlockBehind(emptyListBelow(EXTERNALIZABLE))),
        Arguments.of(TOO_HEAVY, none, fieldsAboveAnExternalizable()),
        Arguments.of("blocks of data", other, externalizableWithoutBlocks()),
        Arguments.of(TOO_HEAVY, "*", arrayOfNoClass()),
        Arguments.of(
            "must have nothing but its fields",
            Pair.class.getName(),
            flagsLikeABlockBehind(recordWithMore())));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("hidden")
  void whatTheJdkReadsIsNotHidden(String words, String allowed, byte[] octets) throws IOException {
    assertThat(ReadByTheJdk.of(octets).largestList()).isEqualTo(HEAVY);
    assertThatThrownBy(() -> read(octets, "allowList", allowed))
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContaining(words);
  }

  /** An ObjectOutputStream writes the type of a field so where its class has a long name. */
  @Test
  void theTypeOfAFieldMayBeALongText() throws Exception {
    byte[] octets =
        stream()
            .object()
            .octets(list(1).field('L').octets(ObjectStreamConstants.TC_LONGSTRING).toArray())
            .integer(0)
            .integer(OBJECT.length())
            .octets(OBJECT.getBytes(StandardCharsets.US_ASCII))
            .end()
            .nothing()
            .nothing()
            .count(1)
            .text("a")
            .end()
            .toArray();

    assertThat(read(octets)).isEqualTo(new LinkedList<>(List.of("a")));
  }

  /** What stands above a class and has nothing in the stream is no harm. */
  @ParameterizedTest
  @ValueSource(ints = {0, SERIALIZABLE, BLOCKS, EXTERNALIZABLE | BLOCKS})
  void aClassAboveMayHaveNothing(int flags) throws Exception {
    byte[] octets = stream().octets(emptyListBelow(flags).toArray()).toArray();

    assertThat(read(octets)).isEqualTo(new LinkedList<>());
  }

  @Test
  void recordsOfTheirFieldsAreRead() throws Exception {
    Pair pair = new Pair(List.of(1));

    assertThat(read(SerializedOctets.written(pair), "allowList", Pair.class.getName()))
        .isEqualTo(pair);
  }

  /** Whatever classes are allowed: none of them is in it. */
  @ParameterizedTest
  @ValueSource(strings = {"", "com.acme"})
  void anOctetThatIsOutOfPlaceIsRefused(String allowed) throws Exception {
    byte[] octets =
        stream().object().octets(list(0).end().nothing().toArray()).count(1).octets(0x7f).toArray();

    assertThatThrownBy(() -> read(octets, "allowList", allowed))
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContaining("octet " + octets.length + " is out of place");
  }

  static List<Object> values() {
    return List.of(
        List.of(1, "a"),
        Map.of("k", 1L),
        new HashMap<>(Map.of("k", new int[] {1, 2})),
        Duration.ofDays(1),
        TimeUnit.DAYS);
  }

  @ParameterizedTest
  @MethodSource("values")
  void whatEndsEarlyIsRefused(Serializable value) throws Exception {
    byte[] octets = SerializedOctets.written(value);

    for (int i = 0; i < octets.length; i++) {
      byte[] begin = Arrays.copyOf(octets, i);
      assertThatThrownBy(() -> read(begin))
          .as("%d of %d octets", i, octets.length)
          .isInstanceOf(MessageFormatException.class)
          .hasMessageContaining("cannot be deserialized");
    }
  }

  /** Classes above each other, the last of which has as many in its annotation, and so on. */
  private static byte[] classesInClasses(int above, int levels) throws IOException {
    byte[] one = part().description(Date.class.getName(), SERIALIZABLE, 0).toArray();
    SerializedOctets stream = stream();
    for (int level = 1; level <= levels; level++) {
      for (int i = 1; i < above; i++) {
        stream.octets(one).end();
      }
      stream.octets(one);
    }
    for (int level = 1; level <= levels; level++) {
      stream.end().nothing();
    }
    return stream.toArray();
  }

  private static Throwable onASmallStack(byte[] octets, String... options) throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> thrown.set(catchThrowable(() -> read(octets, options))),
            "small stack",
            512 << 10);
    thread.start();
    thread.join(30_000);
    assertThat(thread.isAlive()).isFalse();
    return thrown.get();
  }

  @Test
  void classesInEachOtherAreCountedAsObjectsAre() throws Exception {
    byte[] octets = classesInClasses(100, 100);

    assertThat(onASmallStack(octets))
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContaining(POLICY + "maxDepth, which is 100");
    assertThat(onASmallStack(octets, "maxDepth", "10000"))
        .isInstanceOf(MessageFormatException.class);
  }
}
