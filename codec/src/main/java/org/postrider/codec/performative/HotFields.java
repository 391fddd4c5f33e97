// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.FormatCode;
import org.postrider.codec.wire.ValueReader;

/**
 * Reads single fields for the views, which build no object.
 *
 * <p>Stateless: the state is the reader's.
 */
final class HotFields {

  private HotFields() {}

  /** Whether an uint of 32 bits takes four octets, shortest encoding taken. */
  static boolean isWide(int bits) {
    return (bits & ~0xFF) != 0;
  }

  /** The octets of an outcome that has no fields and is told often; 0 for another. */
  static int octetsOf(DeliveryState state) {
    if (state == Accepted.INSTANCE) {
      return Accepted.OCTETS;
    }
    return state == Released.INSTANCE ? Released.OCTETS : 0;
  }

  /** The outcome that has these octets, or null. */
  static @Nullable DeliveryState outcome(int octets) {
    if (octets == Accepted.OCTETS) {
      return Accepted.INSTANCE;
    }
    return octets == Released.OCTETS ? Released.INSTANCE : null;
  }

  /** Whether an octet is a boolean in its usual encoding. */
  static boolean isBool(int code) {
    return code == FormatCode.TRUE || code == FormatCode.FALSE;
  }

  static long mandatoryUint(ValueReader in, boolean present, String name) {
    int code = present ? in.readCode() : FormatCode.NULL;
    if (code == FormatCode.NULL) {
      throw new DecodeException("mandatory field " + name + " is missing");
    }
    return in.uint(code);
  }

  static long uint(ValueReader in, boolean present, long absent) {
    if (!present) {
      return absent;
    }
    int code = in.readCode();
    return code == FormatCode.NULL ? absent : in.uint(code);
  }

  static boolean bool(ValueReader in, boolean present) {
    if (!present) {
      return false;
    }
    int code = in.readCode();
    return code != FormatCode.NULL && in.bool(code);
  }

  static @Nullable DeliveryState state(ValueReader in, boolean present) {
    if (!present) {
      return null;
    }
    if (in.passIf(Accepted.OCTETS)) {
      return Accepted.INSTANCE;
    }
    int code = in.readCode();
    if (code == FormatCode.NULL) {
      return null;
    }
    if (code == FormatCode.DESCRIBED) {
      int start = in.position();
      long descriptor = in.readDescriptor();
      if (descriptor == Accepted.CODE || descriptor == Released.CODE) {
        emptyList(in);
        return descriptor == Accepted.CODE ? Accepted.INSTANCE : Released.INSTANCE;
      }
      in.rewind(start);
    }
    if (in.object(code) instanceof DeliveryState state) {
      return state;
    }
    throw new DecodeException(ErrorConditions.INVALID_FIELD, "delivery-state expected");
  }

  /** Passes over a list that has no fields, or only nulls. */
  private static void emptyList(ValueReader in) {
    int outerLimit = in.limit();
    for (int count = in.enterList(in.readCode()); count > 0; count--) {
      if (in.readCode() != FormatCode.NULL) {
        throw new DecodeException("outcome without fields has a field");
      }
    }
    in.leave(outerLimit);
  }

  /** Leaves a composite; fields beyond the known ones must be null. */
  static void end(ValueReader in, int surplus, int outerLimit) {
    for (int i = 0; i < surplus; i++) {
      if (in.readCode() != FormatCode.NULL) {
        throw new DecodeException("performative has a field too many");
      }
    }
    in.leave(outerLimit);
  }
}
