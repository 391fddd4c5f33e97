// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.DescriptorTable;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FormatCode;
import org.postrider.codec.wire.ValueReader;

/**
 * {@link Properties} of a received message, each decoded when it is asked for (AMQP 3.2.4).
 *
 * <p>Not thread-safe. Every method throws {@link DecodeException} if the octets are not what they
 * must be. It is quickest to ask in wire order, which is that of the methods.
 */
public final class PropertiesView {

  /** The properties of a message that has none. */
  static final PropertiesView EMPTY = new PropertiesView();

  private static final int FIELDS = 13;

  private final ValueReader in;
  private final byte[] octets;
  private final int start;
  private final int end;
  private final int count;

  /** The field behind the one that was asked for last: those before it need not be passed again. */
  private int index;

  private int position;

  private PropertiesView() {
    in = new ValueReader(DescriptorTable.EMPTY);
    octets = in.array();
    start = 0;
    end = 0;
    count = 0;
  }

  /** Reads the head of the list at which the reader stands. */
  PropertiesView(ValueReader in) {
    this.in = in;
    octets = in.array();
    count = in.enterList(in.readCode());
    start = in.position();
    end = in.limit();
    position = start;
    if (count > FIELDS) {
      requireNoMore();
    }
  }

  /** Fields beyond those of the type must be null, as for {@link FieldReader#end}. */
  private void requireNoMore() {
    for (int field = FIELDS; field < count; field++) {
      if (seek(field) != FormatCode.NULL) {
        throw new DecodeException(Properties.NAME + " has no field " + field);
      }
    }
  }

  /** The message-id: a ULong, UUID, Binary or String; null where it is absent. */
  public @Nullable Object messageId() {
    return id(0);
  }

  /** Who made the message: a view of the message's octets. */
  public @Nullable Binary userId() {
    int code = seek(1);
    return code == FormatCode.NULL ? null : passed(1, in.binary(code));
  }

  /** The node that the message is meant for. */
  public @Nullable String to() {
    return repeatedString(2);
  }

  /** What the message is about. */
  public @Nullable String subject() {
    return repeatedString(3);
  }

  /** The node that answers are to be sent to. */
  public @Nullable String replyTo() {
    return repeatedString(4);
  }

  /** The correlation-id: a ULong, UUID, Binary or String; null where it is absent. */
  public @Nullable Object correlationId() {
    return id(5);
  }

  /** The MIME type of the body. */
  public @Nullable Symbol contentType() {
    return symbol(6);
  }

  /** What was done to the body beyond its type. */
  public @Nullable Symbol contentEncoding() {
    return symbol(7);
  }

  /**
   * When the message expires.
   *
   * @return milliseconds since the epoch, or {@code absent}
   */
  public long absoluteExpiryTimeMs(long absent) {
    return timestamp(8, absent);
  }

  /**
   * When the message was made.
   *
   * @return milliseconds since the epoch, or {@code absent}
   */
  public long creationTimeMs(long absent) {
    return timestamp(9, absent);
  }

  /** The group that the message belongs to. */
  public @Nullable String groupId() {
    return repeatedString(10);
  }

  /** The place in the group: 32 bits, serial; -1 where it is absent. */
  public long groupSequence() {
    int code = seek(11);
    return code == FormatCode.NULL ? FieldReader.ABSENT : in.uint(code);
  }

  /** The group that answers are to be in. */
  public @Nullable String replyToGroupId() {
    return repeatedString(12);
  }

  /** All of them; octets behind the last are refused, as by the record. */
  public Properties toProperties() {
    Properties all =
        new Properties(
            messageId(),
            userId(),
            to(),
            subject(),
            replyTo(),
            correlationId(),
            contentType(),
            contentEncoding(),
            nullableTimestamp(8),
            nullableTimestamp(9),
            groupId(),
            groupSequence(),
            replyToGroupId());
    requireEnd();
    return all;
  }

  private void requireEnd() {
    in.reset(octets, position, end - position);
    for (; index < count; index++) {
      in.skip();
    }
    position = in.position();
    if (position != end) {
      throw new DecodeException(
          Properties.NAME + " with " + (end - position) + " octets behind its last field");
    }
  }

  private @Nullable Object id(int field) {
    int code = seek(field);
    if (code == FormatCode.NULL) {
      return null;
    }
    Object id = in.object(code);
    if (id == null || !Properties.isId(id)) {
      throw new DecodeException(
          Properties.NAME + " field " + field + " must be ulong, uuid, binary or string");
    }
    return passed(field, id);
  }

  private @Nullable String repeatedString(int field) {
    int code = seek(field);
    return code == FormatCode.NULL ? null : passed(field, in.repeatedString(code));
  }

  private @Nullable Symbol symbol(int field) {
    int code = seek(field);
    return code == FormatCode.NULL ? null : passed(field, in.symbol(code));
  }

  private long timestamp(int field, long absent) {
    int code = seek(field);
    if (code == FormatCode.NULL) {
      return absent;
    }
    long epochMs = in.timestamp(code);
    index = field + 1;
    position = in.position();
    return epochMs;
  }

  private @Nullable Timestamp nullableTimestamp(int field) {
    int code = seek(field);
    return code == FormatCode.NULL ? null : new Timestamp(in.timestamp(code));
  }

  /** Notes that a field was read, and with it where the next one lies. */
  private <T> T passed(int field, T value) {
    index = field + 1;
    position = in.position();
    return value;
  }

  /** Goes to a field and reads its constructor; null's where the field is absent. */
  private int seek(int field) {
    if (field >= count) {
      return FormatCode.NULL;
    }
    if (field < index) {
      index = 0;
      position = start;
    }
    in.reset(octets, position, end - position);
    for (; index < field; index++) {
      in.skip();
      position = in.position();
    }
    return in.readCode();
  }
}
