// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.jms.message.SerializedBody.POLICY;
import static org.postrider.jms.message.SerializedBody.assertRefused;
import static org.postrider.jms.message.SerializedBody.encoded;
import static org.postrider.jms.message.SerializedBody.received;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import org.junit.jupiter.api.Test;

/** Serialized objects that would cost too much to read are refused, whatever their classes. */
class DeserializationLimitsTest {

  @SuppressWarnings("NonApiType") // it must be serializable
  private static ArrayList<Object> nested(int depth) {
    ArrayList<Object> list = new ArrayList<>();
    for (int i = 1; i < depth; i++) {
      ArrayList<Object> outer = new ArrayList<>();
      outer.add(list);
      list = outer;
    }
    return list;
  }

  @Test
  void depthReferencesArraysAndOctetsAreLimited() throws JMSException {
    assertThat(received(nested(100)).getObject()).isEqualTo(nested(100));
    assertRefused(received(nested(101)), POLICY + "maxDepth, which is 100");
    assertThat(received(nested(150), "maxDepth", "150").getObject()).isEqualTo(nested(150));
    assertRefused(
        received(new ArrayList<>(List.of(1, 2, 3)), "maxReferences", "3"),
        POLICY + "maxReferences, which is 3");
    assertRefused(
        received(new byte[11], "maxArrayLength", "10"), POLICY + "maxArrayLength, which is 10");
    assertRefused(received("x".repeat(100), "maxBytes", "100"), "107 octets", POLICY + "maxBytes");
    assertRefused(received(nested(50), "maxTime", "0"), POLICY + "maxTime, which is 0");
    assertThat(received(nested(50), "maxTime", "-1").getObject()).isEqualTo(nested(50));
  }

  @Test
  void arraysThatAreNotThereAreNotAllocated() throws JMSException {
    byte[] octets = encoded(new Object[1]);
    int length = octets.length;
    // The array's length stands before its one element, which is null.
    assertThat(octets[length - 2]).isEqualTo((byte) 1);
    octets[length - 5] = 0x7F;

    assertThatThrownBy(((ObjectMessage) Wire.decode(octets))::getObject)
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContaining(POLICY + "maxArrayLength");
    octets[length - 5] = 0;
    octets[length - 4] = 1;
    assertThatThrownBy(((ObjectMessage) Wire.decode(octets))::getObject)
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContaining("must not claim to hold");
  }

  /** Few octets, and more than 2^40 visits to hash: each level holds the next one twice. */
  @SuppressWarnings("NonApiType") // it must be serializable
  private static HashSet<Object> shared(int levels) {
    HashSet<Object> root = new HashSet<>();
    HashSet<Object> first = root;
    HashSet<Object> second = new HashSet<>();
    for (int i = 0; i < levels; i++) {
      HashSet<Object> left = new HashSet<>(Set.of("x"));
      HashSet<Object> right = new HashSet<>();
      first.addAll(Arrays.asList(left, right));
      second.addAll(Arrays.asList(left, right));
      first = left;
      second = right;
    }
    return root;
  }

  /**
   * It fills itself when all has been read, and asks no filter meanwhile: that can take minutes.
   */
  @Test
  void aConcurrentHashMapIsReadOnlyWhereItIsNamed() throws JMSException {
    ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>(Map.of("a", 1));
    String name = ConcurrentHashMap.class.getName();

    assertRefused(received(map), name, POLICY + "allowList");
    assertThat(received(map, "allowList", name).getObject()).isEqualTo(map);
  }

  /** Some versions compare each of its members with each other when all have been read. */
  @Test
  void aCopyOnWriteArraySetIsReadOnlyWhereItIsNamed() throws JMSException {
    CopyOnWriteArraySet<String> set = new CopyOnWriteArraySet<>(List.of("a"));
    String name = CopyOnWriteArraySet.class.getName();

    assertRefused(received(set), name, POLICY + "allowList");
    assertThat(received(set, "allowList", name).getObject()).isEqualTo(set);
  }

  @Test
  void collectionsThatTakeForEverToHashAreRefusedInTime() throws JMSException {
    // To serialize it hashes nothing: sets write their members as they come.
    assertThat(received(shared(4)).getObject()).isInstanceOf(HashSet.class);
    assertRefused(received(shared(45)), "must not come to more than 100 objects");
  }

  @Test
  void aSharedCollectionMayBeHeldOften() throws JMSException {
    HashMap<String, Integer> constants = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      constants.put("k" + i, i);
    }
    ArrayList<Object> rows = new ArrayList<>(Collections.nCopies(2000, constants));

    assertThat(received(rows).getObject()).isEqualTo(rows);
  }

  @Test
  void collectionsThatHoldThemselvesAreRefusedOrRead() throws JMSException {
    ArrayList<Object> cycle = new ArrayList<>();
    cycle.add(cycle);
    assertThat(received(cycle).getObject()).isInstanceOf(ArrayList.class);
  }
}
