// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/** Writes a serialized object octet by octet, also such as no ObjectOutputStream would write. */
final class SerializedOctets {

  /** Its class has written more than its fields. */
  static final int MORE = ObjectStreamConstants.SC_WRITE_METHOD;

  static final int SERIALIZABLE = ObjectStreamConstants.SC_SERIALIZABLE;
  static final int EXTERNALIZABLE = ObjectStreamConstants.SC_EXTERNALIZABLE;
  static final int BLOCKS = ObjectStreamConstants.SC_BLOCK_DATA;
  static final String OBJECT = "Ljava/lang/Object;";

  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(octets);

  /** Without what a stream begins with. */
  static SerializedOctets part() {
    return new SerializedOctets();
  }

  static SerializedOctets stream() throws IOException {
    SerializedOctets stream = new SerializedOctets();
    stream.out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
    stream.out.writeShort(ObjectStreamConstants.STREAM_VERSION);
    return stream;
  }

  /**
   * A set with a list of so many texts, without a reference to anything before it, and without what
   * a stream begins with.
   */
  static byte[] setOfList(int members) throws IOException {
    List<String> texts = IntStream.range(0, members).mapToObj(i -> "t" + i).toList();
    byte[] whole = written(new HashSet<>(List.of(new ArrayList<>(texts))));
    return Arrays.copyOfRange(whole, Integer.BYTES, whole.length);
  }

  static byte[] written(Serializable object) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
      out.writeObject(object);
    }
    return octets.toByteArray();
  }

  SerializedOctets octets(int... values) throws IOException {
    for (int value : values) {
      out.writeByte(value);
    }
    return this;
  }

  SerializedOctets octets(byte[] values) throws IOException {
    out.write(values);
    return this;
  }

  SerializedOctets integer(int value) throws IOException {
    out.writeInt(value);
    return this;
  }

  SerializedOctets text(String text) throws IOException {
    out.writeByte(ObjectStreamConstants.TC_STRING);
    out.writeUTF(text);
    return this;
  }

  SerializedOctets object() throws IOException {
    return octets(ObjectStreamConstants.TC_OBJECT);
  }

  SerializedOctets nothing() throws IOException {
    return octets(ObjectStreamConstants.TC_NULL);
  }

  /** The end of contents. */
  SerializedOctets end() throws IOException {
    return octets(ObjectStreamConstants.TC_ENDBLOCKDATA);
  }

  /** A block with a number in it, as in front of the members of a list. */
  SerializedOctets count(int members) throws IOException {
    return octets(ObjectStreamConstants.TC_BLOCKDATA, Integer.BYTES).integer(members);
  }

  /** Begins the description of a class; its fields, an end and the class above it follow. */
  SerializedOctets description(String className, int flags, int fields) throws IOException {
    out.writeByte(ObjectStreamConstants.TC_CLASSDESC);
    out.writeUTF(className);
    out.writeLong(number(className));
    out.writeByte(flags);
    out.writeShort(fields);
    return this;
  }

  private static long number(String className) {
    try {
      Class<?> found = Class.forName(className, false, SerializedOctets.class.getClassLoader());
      return ObjectStreamClass.lookupAny(found).getSerialVersionUID();
    } catch (ClassNotFoundException nowhere) {
      return 1;
    }
  }

  /** The code and name of a field; behind those of objects the type follows. */
  SerializedOctets field(char code) throws IOException {
    out.writeByte(code);
    out.writeUTF("f");
    return this;
  }

  byte[] toArray() {
    return octets.toByteArray();
  }
}
