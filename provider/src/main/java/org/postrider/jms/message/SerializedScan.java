// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectStreamConstants;
import java.io.StreamCorruptedException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the octets of a serialized object before any object is made of them (Java Object
 * Serialization 6.4), and refuses keys that would be costly to hash: the JDK hashes them while it
 * reads, and asks nobody meanwhile. Of one that is still being read nobody knows the cost.
 *
 * <p>It must take each octet for what the JDK will take it for: whatever hides an object from here
 * and not from there is refused. Where a class that only the allow list names has written itself in
 * its own way, that cannot be told, and nothing is refused from there on for being out of place.
 *
 * <p>Not thread-safe.
 */
final class SerializedScan {

  /** How many objects a key may come to, each counted as often as it is reached. */
  static final int MAX_KEY_WEIGHT = 100;

  /** More than any key may have; so has what holds an object that is still being read. */
  private static final int ENDLESS = MAX_KEY_WEIGHT + 1;

  /** So many octets of an array are hashed as soon as an object. */
  private static final int OCTETS_PER_WEIGHT = 64;

  private static final int KIND = 0xff;

  /** The name of an array of primitives is a bracket and a letter. */
  private static final int PRIMITIVE_ARRAY = 2;

  /** An object, as far as it has been read. */
  private static final class Node {
    private int weight = 1;
    private boolean open;
    private boolean text;

    /** The first octet of a text, if it has one. */
    private byte begin;

    void add(Node member) {
      int more = member.open ? ENDLESS : member.weight;
      weight = Math.min(ENDLESS, weight + more);
    }
  }

  private static final Node LIGHT = new Node();

  private final ByteBuffer in;
  private final byte[] octets;
  private final DeserializationPolicy policy;
  private final List<Object> handles = new ArrayList<>();
  private final Set<String> withMore = new HashSet<>();
  private @Nullable String refusal;
  private boolean ownWay;
  private int depth;
  private long references;

  private SerializedScan(byte[] octets, DeserializationPolicy policy) {
    this.octets = octets;
    this.in = ByteBuffer.wrap(octets);
    this.policy = policy;
  }

  /** Looks through the octets of an object. */
  static SerializedScan of(byte[] octets, DeserializationPolicy policy) {
    SerializedScan scan = new SerializedScan(octets, policy);
    scan.refusal = scan.look();
    return scan;
  }

  /** Why it is refused, or null if nothing is against it that can be seen before it is read. */
  @Nullable String refusal() {
    return refusal;
  }

  /** Whether objects of this class have more than fields here. */
  boolean hasMore(String className) {
    return withMore.contains(className);
  }

  private @Nullable String look() {
    try {
      stream();
      return null;
    } catch (InvalidObjectException refused) {
      return refused.getMessage();
    } catch (BufferUnderflowException end) {
      return ownWay ? null : "its octets end before it does";
    } catch (IOException odd) {
      // A class that writes itself without its fields cannot be told from nonsense.
      return ownWay ? null : "octet " + in.position() + " is out of place";
    }
  }

  private void stream() throws IOException {
    if (in.getShort() != ObjectStreamConstants.STREAM_MAGIC
        || in.getShort() != ObjectStreamConstants.STREAM_VERSION) {
      throw new StreamCorruptedException();
    }
    byte code = in.get();
    while (code == ObjectStreamConstants.TC_RESET) {
      code = in.get();
    }
    content(code);
  }

  private Node content(byte code) throws IOException {
    require(++references, "references", "maxReferences", policy.limits().maxReferences());
    depth++;
    Node node =
        switch (code) {
          case ObjectStreamConstants.TC_NULL -> LIGHT;
          case ObjectStreamConstants.TC_STRING, ObjectStreamConstants.TC_LONGSTRING -> text(code);
          default -> compound(code);
        };
    depth--;
    return node;
  }

  private Node compound(byte code) throws IOException {
    requireDepth();
    return switch (code) {
      case ObjectStreamConstants.TC_REFERENCE -> handle() instanceof Node node ? node : LIGHT;
      case ObjectStreamConstants.TC_OBJECT -> object();
      case ObjectStreamConstants.TC_ARRAY -> array();
      case ObjectStreamConstants.TC_ENUM -> constant();
      case ObjectStreamConstants.TC_CLASS -> named();
      case ObjectStreamConstants.TC_CLASSDESC, ObjectStreamConstants.TC_PROXYCLASSDESC -> {
        shape(code);
        yield LIGHT;
      }
      case ObjectStreamConstants.TC_EXCEPTION ->
          throw new InvalidObjectException("its sender failed while it was written");
      default -> throw new StreamCorruptedException();
    };
  }

  private Node constant() throws IOException {
    requireShape(shape(in.get()));
    Node constant = opened();
    text(in.get());
    constant.open = false;
    return constant;
  }

  private Node named() throws IOException {
    shape(in.get());
    handles.add(LIGHT);
    return LIGHT;
  }

  private Node opened() {
    Node node = new Node();
    node.open = true;
    handles.add(node);
    return node;
  }

  private Object handle() throws IOException {
    int at = in.getInt() - ObjectStreamConstants.baseWireHandle;
    if (at < 0 || at >= handles.size()) {
      throw new StreamCorruptedException();
    }
    return handles.get(at);
  }

  private Node text(byte code) throws IOException {
    long length =
        switch (code) {
          case ObjectStreamConstants.TC_STRING -> Short.toUnsignedInt(in.getShort());
          case ObjectStreamConstants.TC_LONGSTRING -> in.getLong();
          default -> throw new StreamCorruptedException();
        };
    if (length < 0) {
      // To the JDK it is empty, and it reads on.
      throw new StreamCorruptedException();
    }
    int from = in.position();
    skip(length);
    Node text = new Node();
    text.text = true;
    text.begin = length > 0 ? octets[from] : 0;
    weigh(text, length);
    handles.add(text);
    return text;
  }

  private static void weigh(Node node, long octets) {
    node.weight = (int) Math.min(ENDLESS, node.weight + octets / OCTETS_PER_WEIGHT);
  }

  private void skip(long octets) {
    if (octets < 0 || octets > in.remaining()) {
      throw new BufferUnderflowException();
    }
    in.position(in.position() + (int) octets);
  }

  private Node array() throws IOException {
    String name = requireShape(shape(in.get())).name();
    Node array = opened();
    int length = in.getInt();
    if (length < 0 || !name.startsWith("[")) {
      throw new StreamCorruptedException();
    }
    requireElements(length);
    if (name.length() == PRIMITIVE_ARRAY) {
      long size = (long) length * SerializedShape.octets(name.charAt(1));
      skip(size);
      weigh(array, size);
    } else {
      // Where there is no such class the JDK takes it for an array of objects, too.
      for (int i = 0; i < length; i++) {
        array.add(content(in.get()));
      }
    }
    array.open = false;
    return array;
  }

  /** Each of them takes an octet at least. */
  private void requireElements(int length) throws IOException {
    require(length, "elements of an array", "maxArrayLength", policy.limits().maxArrayLength());
    if (length > in.remaining()) {
      throw new InvalidObjectException(
          octets.length + " octets must not claim to hold " + length + " elements of arrays");
    }
  }

  private Node object() throws IOException {
    SerializedShape shape = requireShape(shape(in.get()));
    boolean walked = shape.isWalked();
    Node object = opened();
    object.open = walked;
    if (shape.isExternalizable()) {
      // What the classes above it have is not there.
      contents(object, SerializedShape.Keys.NONE);
    } else {
      for (SerializedShape part : shape.fromTop()) {
        data(part, object);
      }
    }
    object.open = false;
    if (!walked) {
      object.weight = 1;
    }
    return object;
  }

  /** The JDK reads the part of a class above whether or not that is said to be serializable. */
  private void data(SerializedShape part, Node object) throws IOException {
    skip(part.primitiveOctets());
    weigh(object, part.primitiveOctets());
    SerializedShape.Keys keys =
        part.name().equals(CollSer.REPLACED) ? keysOfCollSer(part) : part.keys();
    for (int i = 0; i < part.references(); i++) {
      object.add(content(in.get()));
    }
    if (part.hasContents()) {
      contents(object, keys);
    }
  }

  private SerializedShape.Keys keysOfCollSer(SerializedShape part) throws IOException {
    if (part.primitiveOctets() != Integer.BYTES || part.references() > 0) {
      throw new InvalidObjectException("a collection must have one tag");
    }
    return switch (in.getInt(in.position() - Integer.BYTES) & KIND) {
      case CollSer.SET -> SerializedShape.Keys.ALL;
      case CollSer.MAP -> SerializedShape.Keys.EVERY_OTHER;
      default -> SerializedShape.Keys.NONE;
    };
  }

  private void contents(Node owner, SerializedShape.Keys keys) throws IOException {
    boolean key = keys != SerializedShape.Keys.NONE;
    for (byte code = in.get(); code != ObjectStreamConstants.TC_ENDBLOCKDATA; code = in.get()) {
      if (code == ObjectStreamConstants.TC_BLOCKDATA) {
        skip(Byte.toUnsignedInt(in.get()));
      } else if (code == ObjectStreamConstants.TC_BLOCKDATALONG) {
        skip(in.getInt());
      } else {
        Node member = content(code);
        if (key) {
          requireKey(member);
        }
        key ^= keys == SerializedShape.Keys.EVERY_OTHER;
        owner.add(member);
      }
    }
  }

  /** A text is hashed once. */
  private static void requireKey(Node key) throws IOException {
    if (key.open) {
      throw new InvalidObjectException("a set or key of a map must not hold itself");
    }
    if (key.weight > MAX_KEY_WEIGHT && !key.text) {
      throw new InvalidObjectException(
          "a member of a set or key of a map must not come to more than "
              + MAX_KEY_WEIGHT
              + " objects");
    }
  }

  private static SerializedShape requireShape(@Nullable SerializedShape shape) throws IOException {
    if (shape == null) {
      throw new StreamCorruptedException();
    }
    return shape;
  }

  private @Nullable SerializedShape shape(byte code) throws IOException {
    if (code == ObjectStreamConstants.TC_NULL) {
      return null;
    }
    requireDepth();
    return switch (code) {
      case ObjectStreamConstants.TC_REFERENCE -> {
        if (handle() instanceof SerializedShape known) {
          yield known;
        }
        throw new StreamCorruptedException();
      }
      case ObjectStreamConstants.TC_CLASSDESC -> newShape();
      case ObjectStreamConstants.TC_PROXYCLASSDESC -> newProxy();
      default -> throw new StreamCorruptedException();
    };
  }

  private @Nullable SerializedShape shapeAbove() throws IOException {
    depth++;
    SerializedShape above = shape(in.get());
    depth--;
    return above;
  }

  private SerializedShape newShape() throws IOException {
    String name = utf();
    String refused = policy.refusalByName(name);
    if (refused != null) {
      throw new InvalidObjectException(refused);
    }
    in.getLong();
    int at = handles.size();
    handles.add(LIGHT);
    byte flags = in.get();
    int fields = in.getShort();
    if (fields < 0) {
      throw new InvalidObjectException("a class must not have " + fields + " fields");
    }
    int primitiveOctets = 0;
    int objects = 0;
    for (int i = 0; i < fields; i++) {
      char type = (char) in.get();
      utf();
      if (SerializedShape.isReference(type)) {
        objects++;
        typeOfField(type);
      } else {
        primitiveOctets += SerializedShape.octets(type);
      }
    }
    contents(new Node(), SerializedShape.Keys.NONE);
    SerializedShape parent = shapeAbove();
    SerializedShape shape = new SerializedShape(name, flags, primitiveOctets, objects, parent);
    note(shape);
    handles.set(at, shape);
    return shape;
  }

  /** To the JDK a field is what its type begins with, whatever the code before its name says. */
  private void typeOfField(char code) throws IOException {
    byte next = in.get();
    Object read = next == ObjectStreamConstants.TC_REFERENCE ? handle() : text(next);
    if (!(read instanceof Node type) || !type.text || type.begin != code) {
      throw new InvalidObjectException("the type of a field must begin with its code " + code);
    }
  }

  /** Remembers what is to be known of a class beyond how to walk through it. */
  private void note(SerializedShape shape) throws IOException {
    if (shape.isExternalizable() && !shape.hasBlocks()) {
      // Nobody but the class itself knows where it ends.
      throw new InvalidObjectException("an externalizable class must write blocks of data");
    }
    if (!shape.hasOnlyFields()) {
      withMore.add(shape.name());
    }
    ownWay |= shape.hasContents() && policy.isAllowedOnly(shape.name());
  }

  private SerializedShape newProxy() throws IOException {
    int at = handles.size();
    handles.add(LIGHT);
    List<String> interfaces = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      interfaces.add(utf());
    }
    String refused = policy.refusalOfProxy(interfaces.toArray(new String[0]));
    if (refused != null) {
      throw new InvalidObjectException(refused);
    }
    contents(new Node(), SerializedShape.Keys.NONE);
    SerializedShape shape =
        new SerializedShape("", ObjectStreamConstants.SC_SERIALIZABLE, 0, 0, shapeAbove());
    handles.set(at, shape);
    return shape;
  }

  private String utf() throws IOException {
    int from = in.position();
    skip(Short.toUnsignedInt(in.getShort()));
    int length = in.position() - from;
    return new DataInputStream(new ByteArrayInputStream(octets, from, length)).readUTF();
  }

  private void requireDepth() throws IOException {
    require(depth, "objects in each other", "maxDepth", policy.limits().maxDepth());
  }

  private static void require(long found, String what, String option, int limit)
      throws IOException {
    if (found > limit) {
      throw new InvalidObjectException(DeserializationGuard.tooMuch(what, found, option, limit));
    }
  }
}
