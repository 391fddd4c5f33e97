// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import jakarta.jms.Message;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.value.AmqpType;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.ValueReader;

/**
 * Makes JMS messages of what came: decides the type, and leaves the rest for when it is asked for.
 *
 * <p>Thread-safe.
 */
public final class MessageDecoder {

  private static final int MAX_PRIORITY = 9;

  private final MessageSettings settings;
  private final ValueReader family = new ValueReader(AmqpTypes.TABLE);

  /** A decoder for a connection or session. */
  public MessageDecoder(MessageSettings settings) {
    this.settings = settings;
  }

  /**
   * The message of some octets.
   *
   * @param octets all of the array; must not be written to any more
   * @throws UndecodableMessageException if they are no message; faults within a section show when
   *     that is asked for
   */
  public PostriderMessage decode(byte[] octets, Arrival arrival)
      throws UndecodableMessageException {
    try {
      EncodedMessage message = new EncodedMessage(octets, family);
      return create(typeCode(message), message, arrival);
    } catch (DecodeException fault) {
      throw new UndecodableMessageException(fault);
    }
  }

  /** The message-id of a message, or null where it has none or cannot be read. */
  public @Nullable Object messageId(byte[] octets) {
    try {
      Object id = new EncodedMessage(octets, family).properties().messageId();
      // Whoever keeps it must not keep the whole message.
      return id instanceof Binary binary ? Binary.wrap(binary.toByteArray()) : id;
    } catch (DecodeException fault) {
      return null;
    }
  }

  /** The priority of a message, 0 to 9; what cannot be read has the usual one. */
  public int priority(byte[] octets) {
    try {
      return Math.min(MAX_PRIORITY, new EncodedMessage(octets, family).header().priority());
    } catch (DecodeException fault) {
      return Message.DEFAULT_PRIORITY;
    }
  }

  private PostriderMessage create(byte type, EncodedMessage message, Arrival arrival) {
    return switch (type) {
      case PostriderTextMessage.TYPE -> new PostriderTextMessage(settings, message, arrival);
      case PostriderBytesMessage.TYPE -> new PostriderBytesMessage(settings, message, arrival);
      case PostriderMapMessage.TYPE -> new PostriderMapMessage(settings, message, arrival);
      case PostriderStreamMessage.TYPE -> new PostriderStreamMessage(settings, message, arrival);
      case PostriderObjectMessage.TYPE -> new PostriderObjectMessage(settings, message, arrival);
      default -> new PlainMessage(settings, message, arrival);
    };
  }

  private static byte typeCode(EncodedMessage message) {
    long told = Annotations.messageType(message);
    if (told >= PlainMessage.TYPE
        && told <= PostriderTextMessage.TYPE
        && fits((byte) told, message)) {
      return (byte) told;
    }
    return inferred(message);
  }

  /** Whether a body can be read as the type that the sender told; if not, the body decides. */
  private static boolean fits(byte type, EncodedMessage message) {
    AmqpType value = message.valueType();
    boolean nothing = value == AmqpType.NULL;
    return switch (message.bodyKind()) {
      case NONE -> true;
      case DATA ->
          type == PostriderTextMessage.TYPE
              || type == PostriderBytesMessage.TYPE
              || type == PostriderObjectMessage.TYPE
              || type == PlainMessage.TYPE;
      case SEQUENCE ->
          type == PostriderStreamMessage.TYPE
              || type == PostriderObjectMessage.TYPE
              || type == PlainMessage.TYPE;
      case VALUE ->
          nothing
              || switch (type) {
                case PostriderTextMessage.TYPE ->
                    value == AmqpType.STRING || value == AmqpType.SYMBOL;
                case PostriderBytesMessage.TYPE -> value == AmqpType.BINARY;
                case PostriderMapMessage.TYPE -> value == AmqpType.MAP;
                case PostriderStreamMessage.TYPE -> value == AmqpType.LIST;
                default -> true;
              };
    };
  }

  private static byte inferred(EncodedMessage message) {
    return switch (message.bodyKind()) {
      case NONE -> ofContentType(message.properties().contentType(), true);
      case DATA -> ofContentType(message.properties().contentType(), false);
      case SEQUENCE ->
          isStream(message.sequence()) ? PostriderStreamMessage.TYPE : PostriderObjectMessage.TYPE;
      case VALUE -> ofValue(message);
    };
  }

  private static byte ofContentType(@Nullable Symbol contentType, boolean absent) {
    if (ContentTypes.isOctets(contentType)) {
      return PostriderBytesMessage.TYPE;
    }
    if (ContentTypes.isSerializedObject(contentType)) {
      return PostriderObjectMessage.TYPE;
    }
    if (ContentTypes.charset(contentType) != null) {
      return PostriderTextMessage.TYPE;
    }
    return absent ? PlainMessage.TYPE : PostriderBytesMessage.TYPE;
  }

  private static byte ofValue(EncodedMessage message) {
    AmqpType type = message.valueType();
    if (type == AmqpType.STRING || type == AmqpType.NULL) {
      return PostriderTextMessage.TYPE;
    }
    if (type == AmqpType.BINARY) {
      return PostriderBytesMessage.TYPE;
    }
    if (type == AmqpType.MAP && message.value() instanceof Map<?, ?> map && isMap(map)) {
      return PostriderMapMessage.TYPE;
    }
    if (type == AmqpType.LIST && message.value() instanceof List<?> list && isStream(list)) {
      return PostriderStreamMessage.TYPE;
    }
    return PostriderObjectMessage.TYPE;
  }

  private static boolean isMap(Map<?, ?> map) {
    for (Object key : map.keySet()) {
      if (!(key instanceof String name) || name.isEmpty()) {
        return false;
      }
    }
    return isStream(map.values());
  }

  /** Whether all elements are values that a map or stream of JMS can hold. */
  private static boolean isStream(Iterable<?> elements) {
    for (Object element : elements) {
      Object value = JmsValues.element(element);
      if (value instanceof Map || value instanceof List) {
        return false;
      }
    }
    return true;
  }
}
