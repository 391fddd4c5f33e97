// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.AmqpType;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FormatCode;
import org.postrider.codec.wire.ValueReader;

/**
 * A received message over its octets, of which each section is decoded only when it is asked for
 * (AMQP 3.2).
 *
 * <p>Not thread-safe, but it may be handed from thread to thread: it has a cursor of its own.
 *
 * <p>The constructor finds the sections by their sizes. It is lenient about their order, and about
 * a body or any other section that is missing; it refuses what is ambiguous: a section other than
 * data and amqp-sequence twice, bodies of two kinds, body sections that do not follow each other,
 * and what is no section. All other faults show when a section is asked for. Whatever the octets
 * are, the only exception that they cause is {@link DecodeException}.
 */
public final class EncodedMessage {

  private static final int ABSENT = -1;

  /** Behind durable and priority. */
  private static final int TTL_FIELD = 2;

  /** Behind eight properties. */
  private static final int EXPIRY_FIELD = 8;

  private static final List<BodyKind> KINDS = List.of(BodyKind.values());

  /** How many bits tell one of these. */
  private static final int KIND_BITS = 2;

  // As few fields as will do: there is one of these for each message.

  /** Always on the array of the whole message. */
  private final ValueReader in;

  // Where the value of each section begins: its constructor, behind the descriptor.
  private int headerAt = ABSENT;
  private int deliveryAnnotationsAt = ABSENT;
  private int messageAnnotationsAt = ABSENT;
  private int propertiesAt = ABSENT;
  private int applicationPropertiesAt = ABSENT;
  private int footerAt = ABSENT;

  private int bodyAt = ABSENT;
  private int bodyEnd;

  /** Of how many sections it is made, and in the lowest bits of what kind these are. */
  private int body = BodyKind.NONE.ordinal();

  private @Nullable Header header;
  private @Nullable PropertiesView properties;
  private @Nullable Map<String, @Nullable Object> applicationProperties;

  /**
   * Finds the sections.
   *
   * @param octets the message, all of the array; not copied, must not be written to any more
   * @param family whose table of types and memory of texts is used; it may belong to another thread
   * @throws DecodeException if the octets are not a sequence of sections
   */
  public EncodedMessage(byte[] octets, ValueReader family) {
    this.in = new ValueReader(family).reset(octets);
    while (in.remaining() > 0) {
      scanSection();
    }
  }

  private void scanSection() {
    int sectionAt = in.position();
    if (in.readCode() != FormatCode.DESCRIBED) {
      throw new DecodeException("message section expected at octet " + sectionAt);
    }
    long descriptor = in.readDescriptor();
    int at = in.position();
    int code = in.readCode();
    if (descriptor < Header.CODE || descriptor > Footer.CODE) {
      throw new DecodeException(
          ErrorConditions.NOT_IMPLEMENTED, "unknown message section at octet " + sectionAt);
    }
    checkType((int) descriptor, code);
    in.skip(code);
    switch ((int) descriptor) {
      case Header.CODE -> headerAt = once(headerAt, at, Header.NAME);
      case DeliveryAnnotations.CODE ->
          deliveryAnnotationsAt = once(deliveryAnnotationsAt, at, DeliveryAnnotations.NAME);
      case MessageAnnotations.CODE ->
          messageAnnotationsAt = once(messageAnnotationsAt, at, MessageAnnotations.NAME);
      case Properties.CODE -> propertiesAt = once(propertiesAt, at, Properties.NAME);
      case ApplicationProperties.CODE ->
          applicationPropertiesAt = once(applicationPropertiesAt, at, ApplicationProperties.NAME);
      case Data.CODE -> body(BodyKind.DATA, sectionAt, at);
      case AmqpSequence.CODE -> body(BodyKind.SEQUENCE, sectionAt, at);
      case AmqpValue.CODE -> body(BodyKind.VALUE, sectionAt, at);
      default -> footerAt = once(footerAt, at, Footer.NAME);
    }
  }

  private static void checkType(int descriptor, int code) {
    boolean fits =
        switch (descriptor) {
          case Header.CODE, Properties.CODE, AmqpSequence.CODE ->
              code == FormatCode.LIST_8 || code == FormatCode.LIST_32 || code == FormatCode.LIST_0;
          case Data.CODE -> code == FormatCode.BINARY_8 || code == FormatCode.BINARY_32;
          case AmqpValue.CODE -> true;
          default -> code == FormatCode.MAP_8 || code == FormatCode.MAP_32;
        };
    if (!fits) {
      throw new DecodeException(
          "message section 0x"
              + Integer.toHexString(descriptor)
              + " holds a value of the wrong type: format code 0x"
              + Integer.toHexString(code));
    }
  }

  private static int once(int before, int at, String name) {
    if (before != ABSENT) {
      throw new DecodeException("message with the section " + name + " twice");
    }
    return at;
  }

  private void body(BodyKind kind, int sectionAt, int at) {
    BodyKind before = bodyKind();
    if (before == BodyKind.NONE) {
      body = kind.ordinal();
      bodyAt = at;
    } else if (before != kind || kind == BodyKind.VALUE) {
      throw new DecodeException("message with a body of " + before + " and another of " + kind);
    } else if (bodyEnd != sectionAt) {
      throw new DecodeException("message with body sections that do not follow each other");
    }
    body += 1 << KIND_BITS;
    bodyEnd = in.position();
  }

  /** The octets of the whole message: the array itself. */
  public byte[] octets() {
    return in.array();
  }

  /** Whether there is a header. */
  public boolean hasHeader() {
    return headerAt != ABSENT;
  }

  /** The header, or its defaults; decoded once. */
  public Header header() {
    Header decoded = header;
    if (decoded == null) {
      decoded = headerAt == ABSENT ? Header.DEFAULT : decodeHeader(at(headerAt));
      header = decoded;
    }
    return decoded;
  }

  /**
   * The header's time to live in milliseconds, or -1, without decoding the whole header.
   *
   * @throws DecodeException if it is no uint
   */
  public long ttlMs() {
    Header decoded = header;
    if (decoded != null) {
      return decoded.ttlMs();
    }
    int code = fieldCode(headerAt, TTL_FIELD);
    return code == FormatCode.NULL ? ABSENT : in.uint(code);
  }

  /** Goes to a field of a section that is a list; gives its constructor, null's if it is absent. */
  private int fieldCode(int sectionAt, int index) {
    if (sectionAt == ABSENT) {
      return FormatCode.NULL;
    }
    ValueReader reader = at(sectionAt);
    if (reader.enterList(reader.readCode()) <= index) {
      return FormatCode.NULL;
    }
    for (int i = 0; i < index; i++) {
      reader.skip();
    }
    return reader.readCode();
  }

  private static Header decodeHeader(ValueReader reader) {
    FieldReader fields = new FieldReader(reader, Header.NAME);
    Header header = Header.decode(fields);
    fields.end();
    return header;
  }

  /** The properties, which may all be absent. */
  public PropertiesView properties() {
    PropertiesView view = properties;
    if (view == null) {
      view = propertiesAt == ABSENT ? PropertiesView.EMPTY : new PropertiesView(at(propertiesAt));
      properties = view;
    }
    return view;
  }

  /**
   * When the message expires, without looking at the other properties.
   *
   * @return milliseconds since the epoch, or {@code absent}
   * @throws DecodeException if it is no timestamp
   */
  public long absoluteExpiryTimeMs(long absent) {
    PropertiesView view = properties;
    if (view != null) {
      return view.absoluteExpiryTimeMs(absent);
    }
    int code = fieldCode(propertiesAt, EXPIRY_FIELD);
    return code == FormatCode.NULL ? absent : in.timestamp(code);
  }

  /** The application properties in the order of the wire, immutable; decoded once. */
  public Map<String, @Nullable Object> applicationProperties() {
    Map<String, @Nullable Object> map = applicationProperties;
    if (map == null) {
      map =
          applicationPropertiesAt == ABSENT
              ? Map.of()
              : CompactMap.decode(at(applicationPropertiesAt));
      applicationProperties = map;
    }
    return map;
  }

  /** The value of one message annotation, or null; the others are passed over. */
  public @Nullable Object messageAnnotation(Symbol key) {
    return annotation(messageAnnotationsAt, key);
  }

  /** The value of one delivery annotation, or null; the others are passed over. */
  public @Nullable Object deliveryAnnotation(Symbol key) {
    return annotation(deliveryAnnotationsAt, key);
  }

  /** Message annotations, symbol or ulong to value; decoded anew by each call. */
  public Map<Object, @Nullable Object> messageAnnotations() {
    return annotations(messageAnnotationsAt, MessageAnnotations.NAME);
  }

  /** Delivery annotations, symbol or ulong to value; decoded anew by each call. */
  public Map<Object, @Nullable Object> deliveryAnnotations() {
    return annotations(deliveryAnnotationsAt, DeliveryAnnotations.NAME);
  }

  /** The footer, symbol or ulong to value; decoded anew by each call. */
  public Map<Object, @Nullable Object> footer() {
    return annotations(footerAt, Footer.NAME);
  }

  private Map<Object, @Nullable Object> annotations(int at, String section) {
    return at == ABSENT ? Map.of() : SectionMaps.annotations(at(at), section);
  }

  private @Nullable Object annotation(int at, Symbol key) {
    return at == ABSENT ? null : SectionMaps.annotation(at(at), key);
  }

  /** What the body is made of. */
  public BodyKind bodyKind() {
    return KINDS.get(body & (1 << KIND_BITS) - 1);
  }

  /** Of how many sections the body is made. */
  public int bodySections() {
    return body >>> KIND_BITS;
  }

  /**
   * The octets of all data sections: a view of the message's octets if there is one section.
   *
   * @return empty if there is no body
   * @throws IllegalStateException if the body is of another kind
   */
  public Binary data() {
    expectBody(BodyKind.DATA);
    if (bodySections() == 0) {
      return Binary.EMPTY;
    }
    ValueReader reader = at(bodyAt);
    return bodySections() == 1 ? reader.binary(reader.readCode()) : joinedData(reader);
  }

  /** Where in {@link #octets()} those of {@link #data()} begin; -1 but for one data section. */
  public int dataOffset() {
    if (bodyKind() != BodyKind.DATA || bodySections() != 1) {
      return ABSENT;
    }
    ValueReader reader = at(bodyAt);
    return reader.passOver(reader.binarySize(reader.readCode()));
  }

  /** Where they end, if {@link #dataOffset()} tells where they begin. */
  public int dataEnd() {
    return bodyEnd;
  }

  private Binary joinedData(ValueReader reader) {
    // Sizes and constructors are more than nothing, so that this is room enough.
    byte[] joined = new byte[bodyEnd - bodyAt];
    int length = 0;
    for (int i = 0; i < bodySections(); i++) {
      if (i > 0) {
        enterNextSection(reader);
      }
      int size = reader.binarySize(reader.readCode());
      System.arraycopy(octets(), reader.passOver(size), joined, length, size);
      length += size;
    }
    return Binary.wrap(joined, 0, length);
  }

  /**
   * The items of all amqp-sequence sections, one after the other; decoded anew by each call.
   *
   * @return empty if there is no body
   * @throws IllegalStateException if the body is of another kind
   */
  public List<@Nullable Object> sequence() {
    expectBody(BodyKind.SEQUENCE);
    List<@Nullable Object> items = new ArrayList<>();
    for (Section section : body()) {
      items.addAll(((AmqpSequence) section).value());
    }
    return Collections.unmodifiableList(items);
  }

  /**
   * The value of the amqp-value section; decoded anew by each call.
   *
   * @return null if it is AMQP's null or if there is no body
   * @throws IllegalStateException if the body is of another kind
   */
  public @Nullable Object value() {
    expectBody(BodyKind.VALUE);
    return bodySections() == 0 ? null : at(bodyAt).readObject();
  }

  /**
   * The type of the amqp-value section's value, without decoding it.
   *
   * @return null if the body is of another kind, or the value described
   */
  public @Nullable AmqpType valueType() {
    int code = bodyKind() == BodyKind.VALUE ? octets()[bodyAt] & 0xFF : FormatCode.DESCRIBED;
    return code == FormatCode.DESCRIBED ? null : FormatCode.type(code);
  }

  /** The sections of the body, each on its own; decoded anew by each call. */
  public List<Section> body() {
    List<Section> sections = new ArrayList<>(bodySections());
    ValueReader reader = at(bodyAt == ABSENT ? 0 : bodyAt);
    for (int i = 0; i < bodySections(); i++) {
      if (i > 0) {
        enterNextSection(reader);
      }
      sections.add(
          switch (bodyKind()) {
            case DATA -> Data.decode(reader);
            case SEQUENCE -> AmqpSequence.decode(reader);
            default -> AmqpValue.decode(reader);
          });
    }
    return sections;
  }

  private void expectBody(BodyKind kind) {
    if (bodyKind() != kind && bodyKind() != BodyKind.NONE) {
      throw new IllegalStateException("the body is " + bodyKind() + ", not " + kind);
    }
  }

  /** Passes the descriptor of a section that was scanned. */
  private static void enterNextSection(ValueReader reader) {
    reader.readCode();
    reader.readDescriptor();
  }

  private ValueReader at(int position) {
    return in.reset(octets(), position, octets().length - position);
  }
}
