// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.Symbol;

/** The peer's open (AMQP 2.7.1). Confined to the thread of the test. */
public final class RemoteOpen extends RemoteFrame<RemoteOpen> {

  /** The container-id of a peer that is given none. */
  public static final String DEFAULT_CONTAINER_ID = "scripted-peer";

  /** The max-frame-size of a peer that is given none, in octets. */
  public static final long DEFAULT_MAX_FRAME_SIZE = 1024 * 1024;

  private final List<Symbol> offered = new ArrayList<>();
  private final List<Symbol> desired = new ArrayList<>();
  private final Map<Symbol, @Nullable Object> properties = new LinkedHashMap<>();
  private String containerId = DEFAULT_CONTAINER_ID;
  private @Nullable String hostname;
  private long maxFrameSize = DEFAULT_MAX_FRAME_SIZE;
  private int channelMax = Open.CHANNEL_MAX_DEFAULT;
  private long idleTimeOutMs;

  RemoteOpen(@Nullable ScriptedPeer peer) {
    super(peer, "open");
  }

  @Override
  RemoteOpen self() {
    return this;
  }

  /** Its container-id. */
  public RemoteOpen withContainerId(String id) {
    open();
    containerId = id;
    return this;
  }

  /** Its hostname. */
  public RemoteOpen withHostname(String host) {
    open();
    hostname = host;
    return this;
  }

  /** The largest frame that the peer says it takes, in octets. */
  public RemoteOpen withMaxFrameSize(long octets) {
    open();
    maxFrameSize = octets;
    return this;
  }

  /** The highest channel that the peer says it takes. */
  public RemoteOpen withChannelMax(int channel) {
    open();
    channelMax = channel;
    return this;
  }

  /** How often the peer says it wants to see a frame. It does not look whether it does. */
  public RemoteOpen withIdleTimeOutMs(long timeOutMs) {
    open();
    idleTimeOutMs = timeOutMs;
    return this;
  }

  /** Adds to its offered capabilities. */
  public RemoteOpen offering(String capability) {
    open();
    offered.add(Symbol.of(capability));
    return this;
  }

  /** Adds to its desired capabilities. */
  public RemoteOpen desiring(String capability) {
    open();
    desired.add(Symbol.of(capability));
    return this;
  }

  /** Adds to its properties. */
  public RemoteOpen withProperty(String key, @Nullable Object value) {
    open();
    properties.put(Symbol.of(key), value);
    return this;
  }

  @Override
  void play(Stage stage) throws InterruptedException {
    Open open =
        new Open(
            containerId,
            hostname,
            maxFrameSize,
            channelMax,
            idleTimeOutMs,
            List.of(),
            List.of(),
            offered,
            desired,
            properties);
    send(stage, channelOr(0), open);
  }
}
