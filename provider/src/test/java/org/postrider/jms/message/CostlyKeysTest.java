// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.jms.message.SerializedBody.assertRefused;
import static org.postrider.jms.message.SerializedBody.received;

import jakarta.jms.JMSException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.jms.options.Options;

/**
 * The JDK hashes the members of sets and the keys of maps while it reads them, and asks nobody
 * meanwhile: what would be costly to hash is refused before it is read.
 */
@SuppressWarnings({"JdkObsolete", "NonApiType"}) // a peer may send them, and they are serializable
class CostlyKeysTest {

  /** Each object in it is cheap to write, and a set holds a list that is still being read. */
  private static LinkedList<Object> setOfWhatHoldsIt(int width) {
    LinkedList<Object> outer = new LinkedList<>();
    LinkedList<Object> inner = new LinkedList<>();
    HashSet<Object> set = new HashSet<>();
    set.add(inner);
    for (int i = 0; i < width; i++) {
      outer.add("a");
      inner.add(outer);
    }
    inner.add(set);
    outer.add(inner);
    return outer;
  }

  @Test
  void aSetWhoseMemberHoldsTheSetIsRefusedBeforeItIsHashed() throws JMSException {
    assertRefused(received(setOfWhatHoldsIt(3)), "must not hold itself");
    assertRefused(received(setOfWhatHoldsIt(300)), "must not hold itself");
  }

  private static ArrayList<Object> list(int members) {
    return new ArrayList<>(Collections.nCopies(members, "a"));
  }

  private static <C extends Collection<Object>> C filled(C collection, Object... members) {
    collection.addAll(Arrays.asList(members));
    return collection;
  }

  private static <M extends Map<Object, Object>> M filled(M map, Object key) {
    map.put(key, list(200));
    return map;
  }

  @Test
  void keysOfMoreThanAHundredObjectsAreRefused() throws JMSException {
    BitSet bits = new BitSet();
    bits.set(100 * 64 * Byte.SIZE);
    for (Object key :
        List.of(
            list(100),
            new LinkedList<>(Collections.nCopies(20, list(4))),
            List.of(list(99)),
            Collections.unmodifiableList(list(99)),
            new LinkedHashMap<>(Map.of(1, list(99))),
            bits)) {
      for (Serializable collection : keyedBy(key)) {
        assertRefused(received(collection), "must not come to more than 100 objects");
      }
    }
  }

  private static List<Serializable> keyedBy(Object key) {
    return List.of(
        filled(new HashSet<>(), key),
        filled(new LinkedHashSet<>(), "b", key),
        filled(new HashMap<>(), key),
        filled(new LinkedHashMap<>(), key),
        filled(new Hashtable<>(), key),
        (Serializable) Set.of(key),
        (Serializable) Set.of("b", key),
        (Serializable) Map.of(key, 1),
        (Serializable) Collections.unmodifiableSet(filled(new HashSet<>(), key)),
        filled(new ArrayList<>(), key, filled(new HashSet<>(), key)));
  }

  static List<Serializable> whatProgramsSend() {
    List<Serializable> sent = new ArrayList<>(keyedBy(list(90)));
    sent.addAll(keyedBy("k".repeat(100_000)));
    sent.addAll(keyedBy(List.of("tenant", 7, List.of(1L))));
    HashMap<String, Object> byName = new HashMap<>();
    for (int i = 0; i < 1000; i++) {
      byName.put("k" + i, list(200));
    }
    sent.add(byName);
    sent.add((Serializable) Map.of("a", byName, "b", list(500)));
    return sent;
  }

  @ParameterizedTest
  @MethodSource("whatProgramsSend")
  void valuesMayBeOfAnySizeAndKeysMayBeSmallCollections(Serializable object) throws JMSException {
    assertThat(received(object).getObject()).isEqualTo(object);
  }

  @Test
  void aMapMayHoldItselfAsAValue() throws JMSException {
    HashMap<String, Object> map = new HashMap<>();
    map.put("self", map);

    Map<?, ?> read = (Map<?, ?>) received(map).getObject();

    assertThat(read.get("self")).isSameAs(read);
  }

  /** Its items hold it, and it holds them. */
  static final class Order implements Serializable {
    private static final long serialVersionUID = 1L;

    private final HashSet<Item> items = new HashSet<>();
    private final ArrayList<Object> notes = list(200);
  }

  record Item(int number, Order order) implements Serializable {

    @Override
    public boolean equals(Object other) {
      return other instanceof Item item && item.number == number;
    }

    @Override
    public int hashCode() {
      return number;
    }
  }

  @Test
  void membersOfAllowedClassesMayHoldWhatHoldsThem() throws JMSException {
    Order order = new Order();
    for (int i = 0; i < 5; i++) {
      order.items.add(new Item(i, order));
    }

    Order read = (Order) received(order, "allowList", CostlyKeysTest.class.getName()).getObject();

    assertThat(read.items).isEqualTo(order.items);
    assertThat(read.notes).isEqualTo(order.notes);
  }

  /** A collection of an allowed class is still one. */
  static final class Lines extends ArrayList<Object> {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void collectionsOfAllowedClassesAreCollections() throws JMSException {
    Lines lines = new Lines();
    lines.addAll(list(101));

    assertRefused(
        received(filled(new HashSet<>(), lines), "allowList", Lines.class.getName()),
        "must not come to more than 100 objects");
  }

  /** It writes other octets than its fields, as its class may. */
  static final class Odd implements Serializable {

    private static final long serialVersionUID = 1L;

    private int number = 7;

    private void writeObject(ObjectOutputStream out) throws IOException {
      out.writeUTF("odd" + number);
      out.writeObject(Map.of());
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.readUTF();
      in.readObject();
      number = 8;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Odd odd && odd.number == number;
    }

    @Override
    public int hashCode() {
      return Objects.hash(number);
    }
  }

  @Test
  void aClassThatWritesItselfInItsOwnWayIsReadWhereItIsNamed() throws JMSException {
    Odd odd = new Odd();

    assertRefused(received(odd), Odd.class.getName(), "allowList");
    Odd read = (Odd) received(odd, "allowList", Odd.class.getName()).getObject();
    assertThat(read.number).isEqualTo(8);
  }

  /** What it writes in the place of its field, and its text, looks like the end of an object. */
  static final class Ending implements Serializable {

    private static final long serialVersionUID = 1L;

    private transient String text = "xyz";
    private int number;

    private void writeObject(ObjectOutputStream out) throws IOException {
      out.writeUTF(text);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      text = in.readUTF();
      number++;
    }
  }

  @Test
  void suchAClassMayLookAsIfItHadEnded() throws JMSException {
    ArrayList<Object> list = new ArrayList<>(List.of(new Ending(), "b"));

    List<?> read = (List<?>) received(list, "allowList", Ending.class.getName()).getObject();

    Ending ending = (Ending) read.get(0);
    assertThat(ending.text).isEqualTo("xyz");
    assertThat(ending.number).isEqualTo(1);
    assertThat(read.get(1)).isEqualTo("b");
  }

  /** The filter is not asked about nulls and texts. */
  @Test
  void noOctetIsReadWhenTheTimeIsOver() throws IOException {
    DeserializationPolicy policy =
        DeserializationPolicy.of(
            Options.builder().set("jms.deserializationPolicy.maxTime", "0").build());
    TimedOctets octets =
        new TimedOctets(
            new ByteArrayInputStream(new byte[10]), new DeserializationGuard(policy, 10));

    assertThatThrownBy(octets::read).hasMessageContaining("maxTime, which is 0");
    assertThatThrownBy(() -> octets.read(new byte[2], 0, 2)).hasMessageContaining("maxTime");
  }
}
