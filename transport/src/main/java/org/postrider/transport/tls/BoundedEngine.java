// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Stands before an engine of the JDK's, which bounds neither: grants the peer one handshake, and
 * little beside its data.
 *
 * <p>Confined as an engine is: one thread reads and one writes at a time. OpenSSL's engine has
 * limits of its own, and is not put behind this.
 */
final class BoundedEngine extends SSLEngine {

  /**
   * How much the peer may send, in the life of a connection, that is none of its data: tickets (the
   * JDK keeps about 1 KiB of heap for each, of 20 to some hundred octets, as long as the connection
   * lives), new keys (27 octets; for each 137 GB where the peer is the JDK), alerts, empty records.
   */
  static final int MAX_OCTETS_BESIDE_DATA = 256 * 1024;

  /** Has no second handshake (RFC 8446, 4.1.2): what is one, the engine refuses itself. */
  private static final String WITHOUT_RENEGOTIATION = "TLSv1.3";

  private final SSLEngine engine;
  private boolean handshakeOver;
  private int octetsBesideData;

  BoundedEngine(SSLEngine engine) {
    super(engine.getPeerHost(), engine.getPeerPort());
    this.engine = engine;
  }

  @Override
  public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] into, int offset, int length)
      throws SSLException {
    SSLEngineResult result = engine.unwrap(source, into, offset, length);
    // An engine that was ended takes nothing, and says so itself.
    if (handshakeOver && result.bytesProduced() == 0 && result.bytesConsumed() > 0) {
      octetsBesideData += result.bytesConsumed();
      if (octetsBesideData > MAX_OCTETS_BESIDE_DATA) {
        throw refusal(
            "the peer sent more than "
                + MAX_OCTETS_BESIDE_DATA
                + " octets beside its data: session tickets, new keys, alerts or empty records");
      }
    }
    requireOneHandshake(result.getHandshakeStatus());
    return result;
  }

  @Override
  public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer into)
      throws SSLException {
    SSLEngineResult result = engine.wrap(sources, offset, length, into);
    requireOneHandshake(result.getHandshakeStatus());
    return result;
  }

  /**
   * What begins another handshake is work to the engine, which it would have done on any thread and
   * in any time: it is refused before that.
   */
  private void requireOneHandshake(HandshakeStatus status) throws SSLException {
    handshakeOver |= status == HandshakeStatus.FINISHED;
    if (handshakeOver
        && status == HandshakeStatus.NEED_TASK
        && !engine.getSession().getProtocol().equals(WITHOUT_RENEGOTIATION)) {
      throw refusal("the peer began a second TLS handshake, which is refused");
    }
  }

  /** Ends the engine: its owner may ask it to write what it has, but never to go on. */
  private SSLException refusal(String why) {
    SSLException refusal = new SSLException(why);
    engine.closeOutbound();
    try {
      engine.closeInbound();
    } catch (SSLException unended) {
      // Of course the peer has not ended it.
      refusal.addSuppressed(unended);
    }
    return refusal;
  }

  @Override
  public @Nullable Runnable getDelegatedTask() {
    return engine.getDelegatedTask();
  }

  @Override
  public HandshakeStatus getHandshakeStatus() {
    return engine.getHandshakeStatus();
  }

  @Override
  public void beginHandshake() throws SSLException {
    engine.beginHandshake();
  }

  @Override
  public void closeInbound() throws SSLException {
    engine.closeInbound();
  }

  @Override
  public boolean isInboundDone() {
    return engine.isInboundDone();
  }

  @Override
  public void closeOutbound() {
    engine.closeOutbound();
  }

  @Override
  public boolean isOutboundDone() {
    return engine.isOutboundDone();
  }

  @Override
  public SSLSession getSession() {
    return engine.getSession();
  }

  @Override
  public @Nullable SSLSession getHandshakeSession() {
    return engine.getHandshakeSession();
  }

  @Override
  public SSLParameters getSSLParameters() {
    return engine.getSSLParameters();
  }

  @Override
  public void setSSLParameters(SSLParameters parameters) {
    engine.setSSLParameters(parameters);
  }

  @Override
  public @Nullable String getApplicationProtocol() {
    return engine.getApplicationProtocol();
  }

  @Override
  public @Nullable String getHandshakeApplicationProtocol() {
    return engine.getHandshakeApplicationProtocol();
  }

  @Override
  public void setHandshakeApplicationProtocolSelector(
      BiFunction<SSLEngine, List<String>, String> selector) {
    engine.setHandshakeApplicationProtocolSelector(selector);
  }

  @Override
  public @Nullable BiFunction<SSLEngine, List<String>, String>
      getHandshakeApplicationProtocolSelector() {
    return engine.getHandshakeApplicationProtocolSelector();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return engine.getSupportedCipherSuites();
  }

  @Override
  public String[] getEnabledCipherSuites() {
    return engine.getEnabledCipherSuites();
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {
    engine.setEnabledCipherSuites(suites);
  }

  @Override
  public String[] getSupportedProtocols() {
    return engine.getSupportedProtocols();
  }

  @Override
  public String[] getEnabledProtocols() {
    return engine.getEnabledProtocols();
  }

  @Override
  public void setEnabledProtocols(String[] protocols) {
    engine.setEnabledProtocols(protocols);
  }

  @Override
  public void setUseClientMode(boolean client) {
    engine.setUseClientMode(client);
  }

  @Override
  public boolean getUseClientMode() {
    return engine.getUseClientMode();
  }

  @Override
  public void setNeedClientAuth(boolean need) {
    engine.setNeedClientAuth(need);
  }

  @Override
  public boolean getNeedClientAuth() {
    return engine.getNeedClientAuth();
  }

  @Override
  public void setWantClientAuth(boolean want) {
    engine.setWantClientAuth(want);
  }

  @Override
  public boolean getWantClientAuth() {
    return engine.getWantClientAuth();
  }

  @Override
  public void setEnableSessionCreation(boolean create) {
    engine.setEnableSessionCreation(create);
  }

  @Override
  public boolean getEnableSessionCreation() {
    return engine.getEnableSessionCreation();
  }
}
