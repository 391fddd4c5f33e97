// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.DispositionView;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.FlowView;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.PerformativeHandler;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.DescriptorTable;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FormatCode;
import org.postrider.codec.wire.ValueReader;

/**
 * Decodes the bodies of AMQP frames and tells a handler (AMQP 2.7).
 *
 * <p>Confined to the thread that feeds it.
 */
public final class PerformativeDecoder {

  private static final int USUAL_OCTETS = 256;

  private final ValueReader reader = new ValueReader(AmqpTypes.TABLE).copyBinaries();
  private final FrameBody body = new FrameBody(USUAL_OCTETS);
  private final TransferView transfer = new TransferView();
  private final DispositionView disposition = new DispositionView();
  private final FlowView flow = new FlowView();

  /** A decoder for one connection. */
  public PerformativeDecoder() {}

  /**
   * How many values the body that was decoded last holds, where a list, array, map or described
   * value counts some more: what it takes to keep them.
   */
  public long values() {
    return reader.values();
  }

  /**
   * Decodes a frame body.
   *
   * @param in at whose reader index the body stands
   * @param length of the body in octets
   * @throws DecodeException if it is no performative
   */
  public void decode(int channel, ByteBuf in, int length, PerformativeHandler handler) {
    if (length == 0) {
      handler.empty(channel);
      return;
    }
    body.read(in, length, reader);
    if (disposition.readUsual(reader)) {
      handler.disposition(channel, disposition);
      return;
    }
    int start = reader.position();
    if (reader.readCode() != FormatCode.DESCRIBED) {
      throw new DecodeException("frame body is no performative: it is not described");
    }
    long descriptor = reader.readDescriptor();
    if (descriptor == Transfer.CODE) {
      transfer.read(reader);
      int head = reader.position() - start;
      in.skipBytes(head);
      handler.transfer(channel, transfer, in, length - head);
    } else {
      decodeWithoutPayload(channel, descriptor, handler);
    }
  }

  private void decodeWithoutPayload(int channel, long descriptor, PerformativeHandler handler) {
    if (descriptor < Open.CODE || descriptor > Close.CODE) {
      throw new DecodeException("frame body is no performative: " + text(descriptor));
    }
    switch ((int) descriptor) {
      case Open.CODE -> handler.open(channel, composite(Open.NAME, Open::decode));
      case Begin.CODE -> handler.begin(channel, composite(Begin.NAME, Begin::decode));
      case Attach.CODE -> handler.attach(channel, composite(Attach.NAME, Attach::decode));
      case Flow.CODE -> {
        flow.read(reader);
        end();
        handler.flow(channel, flow);
      }
      case Disposition.CODE -> {
        disposition.read(reader);
        end();
        handler.disposition(channel, disposition);
      }
      case Detach.CODE -> handler.detach(channel, composite(Detach.NAME, Detach::decode));
      case End.CODE -> handler.end(channel, composite(End.NAME, End::decode));
      case Close.CODE -> handler.close(channel, composite(Close.NAME, Close::decode));
      default -> throw new DecodeException("frame body is no performative: " + text(descriptor));
    }
  }

  private <T> T composite(String type, Function<FieldReader, T> decoder) {
    FieldReader fields = new FieldReader(reader, type);
    T value = decoder.apply(fields);
    fields.end();
    end();
    return value;
  }

  /** Only a transfer has a payload (AMQP 2.3.2). */
  private void end() {
    if (reader.remaining() > 0) {
      throw new DecodeException(reader.remaining() + " octets behind a performative");
    }
  }

  private static String text(long descriptor) {
    return descriptor == DescriptorTable.UNKNOWN
        ? "unknown descriptor"
        : "descriptor 0x" + Long.toHexString(descriptor);
  }
}
