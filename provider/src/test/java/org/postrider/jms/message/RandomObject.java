// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.postrider.jms.message.SerializedOctets.BLOCKS;
import static org.postrider.jms.message.SerializedOctets.EXTERNALIZABLE;
import static org.postrider.jms.message.SerializedOctets.MORE;
import static org.postrider.jms.message.SerializedOctets.OBJECT;
import static org.postrider.jms.message.SerializedOctets.SERIALIZABLE;
import static org.postrider.jms.message.SerializedOctets.setOfList;

import java.io.IOException;
import java.io.ObjectStreamConstants;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A serialized object that a seed decides about, of classes that anybody may send: with classes
 * above each other that are none, fields that nobody has, and octets in them that look like others.
 * It stands there as the JDK will read it.
 */
final class RandomObject {

  /** One of so many sets has too large a member. */
  private static final int HEAVY_ONE_OF = 6;

  private static final int HEAVY = 101;
  private static final int LIGHT = 2;
  private static final int MAX_DEPTH = 6;
  private static final String LIST = "java.util.LinkedList";
  private static final String NUMBER = "java.lang.Number";

  /** What is made to stand above other classes. */
  private static final List<String> ABOVE =
      List.of("java.lang.Object", "java.util.Map$Entry", NUMBER);

  /** What field types, and how many octets each has. */
  private static final String TYPES = "BZCSIFJD";

  private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 8, 8};

  /** Octets that mean something where they are not expected. */
  private static final int[] TELLING = {
    0, 0, 1, 2, 5, 'L', 0x70, 0x71, 0x72, 0x73, 0x74, 0x77, 0x78, 0x78, 0x79, 0x7a, 0x7c
  };

  /** What a class has in the stream, as the JDK sees it. */
  private record Part(String name, int flags, int octets, int objects) {}

  private final Random random;
  private final SerializedOctets out;

  /** Where earlier texts are that are types of fields. */
  private final List<Integer> types = new ArrayList<>();

  private int handles;
  private int budget = 60;
  private boolean odd;

  RandomObject(long seed) throws IOException {
    random = new Random(seed);
    out = SerializedOctets.stream();
    list(0);
  }

  byte[] octets() {
    return out.toArray();
  }

  /** Whether something is in it that no ObjectOutputStream would write in that place. */
  boolean isOdd() {
    return odd;
  }

  private boolean oneOf(int many) {
    return random.nextInt(many) == 0;
  }

  private void object(int depth) throws IOException {
    budget--;
    switch (depth > MAX_DEPTH || budget < 0 ? random.nextInt(3) : random.nextInt(11)) {
      case 0 -> out.nothing();
      case 1 -> text("t");
      case 2 -> longText();
      case 3, 4 -> set();
      case 5, 6 -> list(depth);
      case 7 -> number(depth);
      case 8 -> duration(depth);
      case 9 -> array(depth);
      default -> constant();
    }
  }

  private void text(String text) throws IOException {
    out.text(text);
    handles++;
  }

  private void longText() throws IOException {
    out.octets(ObjectStreamConstants.TC_LONGSTRING);
    if (oneOf(6)) {
      odd = true;
      out.integer(-1).integer(-random.nextInt(9));
    } else {
      out.integer(0).integer(3).octets('a', 'b', 'c');
    }
    handles++;
  }

  private void set() throws IOException {
    int members = oneOf(HEAVY_ONE_OF) ? HEAVY : LIGHT;
    out.octets(setOfList(members));
    handles += 4 + members;
  }

  private void list(int depth) throws IOException {
    out.object();
    List<Part> parts = described(LIST, SERIALIZABLE | MORE | (oneOf(2) ? BLOCKS : 0), depth);
    handles++;
    for (Part part : parts) {
      data(part, depth);
    }
  }

  private void number(int depth) throws IOException {
    out.object();
    int flags = SERIALIZABLE | (oneOf(2) ? MORE : 0);
    List<Part> parts = described("java.util.concurrent.atomic.AtomicLong", flags, depth);
    handles++;
    for (Part part : parts) {
      data(part, depth);
    }
  }

  private void duration(int depth) throws IOException {
    out.object();
    boolean blocks = !oneOf(10);
    int flags = EXTERNALIZABLE | (blocks ? BLOCKS : 0) | (oneOf(2) ? MORE : 0);
    described("java.time.Ser", flags, depth);
    handles++;
    if (blocks) {
      out.octets(ObjectStreamConstants.TC_BLOCKDATA, 13);
    }
    out.octets(1).integer(0).integer(7).integer(0);
    if (blocks) {
      more(depth);
      out.end();
    } else {
      odd = true;
    }
  }

  private void array(int depth) throws IOException {
    boolean primitive = oneOf(2);
    int length = random.nextInt(3);
    out.octets(ObjectStreamConstants.TC_ARRAY);
    described(primitive ? "[I" : "[Ljava.lang.Object;", SERIALIZABLE, depth);
    handles++;
    out.integer(length);
    for (int i = 0; i < length; i++) {
      if (primitive) {
        telling(Integer.BYTES);
      } else {
        object(depth + 1);
      }
    }
  }

  private void constant() throws IOException {
    int flags = SERIALIZABLE | ObjectStreamConstants.SC_ENUM;
    out.octets(ObjectStreamConstants.TC_ENUM)
        .description("java.util.concurrent.TimeUnit", flags, 0)
        .end()
        .description("java.lang.Enum", flags, 0)
        .end()
        .nothing()
        .text("DAYS");
    handles += 4;
  }

  private void data(Part part, int depth) throws IOException {
    telling(part.octets());
    for (int i = 0; i < part.objects(); i++) {
      object(depth + 1);
    }
    if ((part.flags() & MORE) != 0) {
      if (part.name().equals(LIST)) {
        int members = random.nextInt(4);
        out.count(members);
        for (int i = 0; i < members; i++) {
          object(depth + 1);
        }
      }
      more(depth);
      out.end();
    }
  }

  private void telling(int octets) throws IOException {
    for (int i = 0; i < octets; i++) {
      out.octets(TELLING[random.nextInt(TELLING.length)]);
    }
  }

  /** Blocks and objects that nobody asks for. */
  private void more(int depth) throws IOException {
    for (int i = random.nextInt(6) - 3; i > 0; i--) {
      int octets = random.nextInt(5);
      switch (random.nextInt(3)) {
        case 0 -> out.octets(ObjectStreamConstants.TC_BLOCKDATA, octets);
        case 1 -> out.octets(ObjectStreamConstants.TC_BLOCKDATALONG).integer(octets);
        default -> {
          object(depth + 1);
          octets = 0;
        }
      }
      telling(octets);
    }
  }

  /** Describes a class and those above it; the highest comes first in what is returned. */
  private List<Part> described(String name, int flags, int depth) throws IOException {
    List<Part> parts = new ArrayList<>();
    parts.add(described(new Part(name, flags, 0, 0), depth));
    List<String> above = new ArrayList<>(ABOVE);
    Collections.shuffle(above, random);
    for (String each : above.subList(0, oneOf(2) ? 0 : random.nextInt(3))) {
      parts.add(0, described(new Part(each, flagsOf(each), 0, 0), depth));
    }
    out.nothing();
    return parts;
  }

  private int flagsOf(String above) {
    int flags = (oneOf(2) ? MORE : 0) | (oneOf(2) ? BLOCKS : 0);
    if (above.equals(NUMBER) || oneOf(3)) {
      return flags | SERIALIZABLE;
    }
    if (oneOf(2)) {
      odd |= (flags & BLOCKS) == 0;
      return flags | EXTERNALIZABLE;
    }
    return flags;
  }

  private Part described(Part bare, int depth) throws IOException {
    int octets = 0;
    int objects = 0;
    int fields = random.nextInt(4);
    int primitives = random.nextInt(fields + 1);
    if (oneOf(40)) {
      odd = true;
      fields = 0;
      primitives = 0;
      out.description(bare.name(), bare.flags(), -1 - random.nextInt(9));
    } else {
      out.description(bare.name(), bare.flags(), fields);
    }
    handles++;
    for (int i = 0; i < fields; i++) {
      if (i < primitives) {
        octets += primitive();
      } else {
        reference();
        objects++;
      }
    }
    if (oneOf(4)) {
      more(depth);
    }
    out.end();
    return new Part(bare.name(), bare.flags(), octets, objects);
  }

  private int primitive() throws IOException {
    int type = random.nextInt(TYPES.length());
    if (oneOf(30)) {
      odd = true;
      out.field('L');
      text(TYPES.substring(type, type + 1));
    } else {
      out.field(TYPES.charAt(type));
    }
    return SIZES[type];
  }

  private void reference() throws IOException {
    if (!types.isEmpty() && oneOf(2)) {
      int type = types.get(random.nextInt(types.size()));
      out.field('L').octets(ObjectStreamConstants.TC_REFERENCE);
      out.integer(ObjectStreamConstants.baseWireHandle + type);
    } else if (oneOf(3)) {
      out.field('[');
      text("[I");
    } else {
      out.field('L');
      types.add(handles);
      text(OBJECT);
    }
  }
}
