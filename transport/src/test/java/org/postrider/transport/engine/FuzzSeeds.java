// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.Role;

/**
 * Writes the seeds that fuzzing of the engine starts from, made by our own encoders.
 *
 * <p>A program; its argument is the directory of the corpora.
 */
final class FuzzSeeds {

  private FuzzSeeds() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0], "engine");
    Files.createDirectories(directory);
    List<byte[]> seeds = seeds();
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(directory.resolve(String.format("seed-%02d", i)), seeds.get(i));
    }
  }

  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    List<byte[]> frames = conversation();
    int raw = 0;
    int opened = FuzzScript.PEER_BEHAVES_FIRST;
    int client = FuzzScript.OPENS_FIRST | FuzzScript.PEER_BEHAVES_FIRST;
    for (int flags : new int[] {raw, opened, client, client | FuzzScript.IN_PIECES}) {
      seeds.add(script(flags | FuzzScript.GIVES_CREDIT, frames, -1));
    }
    for (byte[] frame : frames) {
      seeds.add(script(client, List.of(frame), -1));
    }
    for (int action = 0; action < 16; action++) {
      seeds.add(script(FuzzScript.GIVES_CREDIT, frames.subList(0, 8), action));
      seeds.add(script(client, frames.subList(4, 12), action));
    }
    seeds.add(script(FuzzScript.REFUSES, frames, -1));
    seeds.add(script(FuzzScript.OPENS_FIRST, frames, 1));
    for (int i = 1; i < frames.size(); i++) {
      seeds.add(again(opened | FuzzScript.GIVES_CREDIT, frames.subList(1, i + 1)));
      seeds.add(again(client, List.of(frames.get(i))));
    }
    return seeds;
  }

  /** Frames, the last of them many times. */
  private static byte[] again(int flags, List<byte[]> frames) {
    byte[] script = script(flags, frames, -1);
    byte[] longer = Arrays.copyOf(script, script.length + 1);
    longer[script.length] = 15 << 3 | FuzzScript.AGAIN;
    return longer;
  }

  /** Frames; behind each of them an action, unless it is negative. */
  private static byte[] script(int flags, List<byte[]> frames, int action) {
    ByteArrayOutputStream script = new ByteArrayOutputStream();
    script.write(flags);
    for (byte[] frame : frames) {
      int body = frame.length - FrameDecoder.HEADER_OCTETS;
      script.write(0);
      script.write(body >> 8);
      script.write(body);
      script.write(frame, FrameDecoder.HEADER_OCTETS, body);
      if (action >= 0) {
        script.write(FuzzScript.ACTION | action);
      }
    }
    return script.toByteArray();
  }

  private static List<byte[]> conversation() {
    List<byte[]> frames = new ArrayList<>();
    add(frames, RawPeer.open(512, 7, 0));
    add(frames, RawPeer.begin(-1, 0, 10));
    add(frames, RawPeer.sender("into", 0));
    add(frames, RawPeer.receiver("from", 1));
    add(frames, RawPeer.flow(0, 0, 0, 0, 10));
    add(frames, RawPeer.flow(0, 0, 1, 0, 10, true, true));
    frames.add(RawPeer.octets(0, RawPeer.transfer(1, 0, "more"), (byte) 1, (byte) 2));
    frames.add(RawPeer.octets(0, RawPeer.transfer(1, -1, ""), (byte) 3));
    frames.add(RawPeer.octets(0, RawPeer.transfer(0, 0, "settled"), (byte) 4));
    frames.add(RawPeer.octets(0, RawPeer.transfer(0, 1, "more"), (byte) 5));
    frames.add(RawPeer.octets(0, RawPeer.transfer(0, -1, "aborted")));
    add(frames, RawPeer.disposition(Role.RECEIVER, 0, 5, true, Accepted.INSTANCE));
    add(frames, RawPeer.disposition(Role.SENDER, 0, 0, true, null));
    add(frames, RawPeer.sessionFlow(0, 10, true));
    add(frames, new Detach(0, false, null));
    add(frames, new Detach(1, true, null));
    add(frames, new End(null));
    add(frames, new Close(null));
    return frames;
  }

  private static void add(List<byte[]> frames, Performative body) {
    frames.add(RawPeer.octets(0, body));
  }
}
