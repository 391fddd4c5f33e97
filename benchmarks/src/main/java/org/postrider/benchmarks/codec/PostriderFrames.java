// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.codec;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.DispositionView;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.FlowView;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.PerformativeHandler;
import org.postrider.codec.performative.TransferView;

/**
 * Reads the fields of what the frame decoder found.
 *
 * <p>Confined to its codec.
 */
final class PostriderFrames implements PerformativeHandler {

  @Nullable ValueSink sink;

  private ValueSink sink() {
    return java.util.Objects.requireNonNull(sink);
  }

  @Override
  public void transfer(int channel, TransferView transfer, ByteBuf payload, int length) {
    ValueSink to = sink();
    to.value(transfer.handle());
    to.value(transfer.deliveryId());
    byte[] tag = transfer.copyTag();
    to.value(tag);
    to.value(transfer.messageFormat());
    to.value(transfer.settled() ? 1 : 0);
    to.value(transfer.more() ? 1 : 0);
  }

  @Override
  public void disposition(int channel, DispositionView disposition) {
    ValueSink to = sink();
    to.value(disposition.role().isReceiver() ? 1 : 0);
    to.value(disposition.first());
    to.value(disposition.last());
    to.value(disposition.settled() ? 1 : 0);
    to.value(disposition.state() == org.postrider.codec.messaging.Accepted.INSTANCE ? 1 : 0);
  }

  @Override
  public void open(int channel, Open open) {
    throw unexpected();
  }

  @Override
  public void begin(int channel, Begin begin) {
    throw unexpected();
  }

  @Override
  public void attach(int channel, Attach attach) {
    throw unexpected();
  }

  @Override
  public void flow(int channel, FlowView flow) {
    throw unexpected();
  }

  @Override
  public void detach(int channel, Detach detach) {
    throw unexpected();
  }

  @Override
  public void end(int channel, End end) {
    throw unexpected();
  }

  @Override
  public void close(int channel, Close close) {
    throw unexpected();
  }

  @Override
  public void empty(int channel) {
    throw unexpected();
  }

  private static IllegalStateException unexpected() {
    return new IllegalStateException("only transfers and dispositions are measured");
  }
}
