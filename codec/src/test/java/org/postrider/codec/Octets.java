// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.frame.FrameWriter;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.Encodable;
import org.postrider.codec.wire.ValueReader;
import org.postrider.codec.wire.ValueWriter;

/**
 * What the codec's tests do with octets.
 *
 * <p>Stateless.
 */
public final class Octets {

  private Octets() {}

  /** The octets of a text in hexadecimal, in which blanks may stand. */
  public static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  /** Octets in hexadecimal. */
  public static String text(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }

  /** What is written by a writer of its own. */
  public static byte[] written(Consumer<ValueWriter> script) {
    ByteBuf buffer = Unpooled.buffer(16);
    ValueWriter out = new ValueWriter().reset(buffer);
    script.accept(out);
    out.flush();
    byte[] octets = new byte[buffer.readableBytes()];
    buffer.readBytes(octets);
    return octets;
  }

  /** Our encoding of a value. */
  public static byte[] encoded(Object value) {
    return written(out -> out.writeObject(value));
  }

  /** A whole frame of ours. */
  public static byte[] frame(int type, int channel, Encodable body) {
    return written(out -> FrameWriter.write(out, type, channel, body));
  }

  /** A frame around a body that is given as octets. */
  public static byte[] frame(int type, int channel, byte[] body) {
    return written(
        out -> {
          int mark = FrameWriter.begin(out, type, channel);
          out.rawBytes(body, 0, body.length);
          FrameWriter.end(out, mark, 0);
        });
  }

  /** The one value that octets hold. */
  public static Object decoded(byte[] octets) {
    ValueReader in = new ValueReader(AmqpTypes.TABLE).reset(octets);
    Object value = in.readObject();
    if (in.remaining() > 0) {
      throw new AssertionError(in.remaining() + " octets left behind the value");
    }
    return value;
  }

  /** The one value that octets hold, given in hexadecimal. */
  public static Object decoded(String hex) {
    return decoded(hex(hex));
  }

  /** Octets one after the other. */
  public static byte[] joined(byte[]... parts) {
    return written(
        out -> {
          for (byte[] part : parts) {
            out.rawBytes(part, 0, part.length);
          }
        });
  }

  /** The condition with which a decoding fails; anything but a DecodeException is a failure. */
  public static Symbol refusal(ThrowingCallable decoding) {
    try {
      decoding.call();
    } catch (DecodeException refused) {
      return refused.condition();
    } catch (Throwable other) {
      throw new AssertionError("not a DecodeException", other);
    }
    throw new AssertionError("was decoded");
  }
}
