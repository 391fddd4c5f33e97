// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.sasl.SaslFrameBody;
import org.postrider.codec.value.Binary;

/**
 * An AMQP 1.0 peer that plays a script against the code under test, over TCP on the loopback
 * address.
 *
 * <p>The words are for one thread, that of the test; {@link #frames}, {@link #takeFrame} and the
 * counts are thread-safe. Each word adds a step; steps are played in their order, by the peer's own
 * thread, from the first connection on: an {@code expect…} waits for the next frame, which must be
 * as described, and any other step is done when the script comes to it. So words may be added
 * before the code under test acts, or while it does. What the peer's answers and frames leave out
 * is filled in from what was said before.
 *
 * <p>The first thing that is not as expected ends the script: the peer tells the other end with a
 * close, where it can, hangs up, and {@link #waitForScriptToComplete} or {@link #close} throws the
 * report. Empty frames are passed over, unless one is expected.
 */
public final class ScriptedPeer implements AutoCloseable {

  /** How long the peer waits where no other time is given. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

  private final PeerRuntime runtime;

  private ScriptedPeer(PeerRuntime runtime) {
    this.runtime = runtime;
  }

  /** A server on a free port. */
  public static ScriptedPeer listen() {
    return new ScriptedPeer(PeerRuntime.listening());
  }

  /**
   * A client, connected to a server on the loopback address. The same words are to be used, {@link
   * #connectWithSaslAnonymous} or {@link #connectWithoutSasl} first; {@code remote…} is still what
   * this peer sends.
   *
   * @throws UncheckedIOException if nobody listens there
   */
  public static ScriptedPeer connectTo(int port) {
    return new ScriptedPeer(PeerRuntime.connected(port));
  }

  Script script() {
    return runtime.script();
  }

  /** The port on which it listens, or that it is connected to. */
  public int port() {
    return runtime.port();
  }

  /** Where it listens, as {@code amqp://127.0.0.1:port}. */
  public String uri() {
    return "amqp://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port();
  }

  /** Expects a new connection. The script may leave this out before the first one. */
  public ScriptedPeer expectConnection() {
    runtime.requireServer();
    return act("expect a connection", Stage::nextConnection);
  }

  /** Expects that the other end closes the socket. */
  public ScriptedPeer expectDisconnect() {
    return act("expect the end of the connection", Stage::expectEnd);
  }

  /** Closes the socket without a word; what comes on it after that is of no interest. */
  public ScriptedPeer dropConnection() {
    return act("drop the connection", Stage::drop);
  }

  /** Closes the socket so that the other end sees a reset. */
  public ScriptedPeer resetConnection() {
    return act("reset the connection", Stage::reset);
  }

  /** Expects a protocol header; the peer does not answer, if it is not told to. */
  public ExpectHeader expectProtocolHeader(ProtocolHeader header) {
    return new ExpectHeader(this, header);
  }

  /** Expects AMQP's header, without SASL before it, and answers it. */
  public ScriptedPeer expectAmqpHeader() {
    return expectProtocolHeader(ProtocolHeader.AMQP).respond();
  }

  /** Plays the server of a SASL exchange and of the AMQP headers behind it. */
  public ExpectSasl expectSasl() {
    return new ExpectSasl(this);
  }

  /** Offers ANONYMOUS, expects it, succeeds, and exchanges the AMQP headers. */
  public ScriptedPeer expectSaslAnonymous() {
    return expectSasl().choosing("ANONYMOUS").succeed();
  }

  /** Offers PLAIN, expects these credentials, succeeds, and exchanges the AMQP headers. */
  public ScriptedPeer expectSaslPlain(String user, String password) {
    return expectSasl().offering("PLAIN").plain(user, password).succeed();
  }

  /** Plays the client of a SASL exchange with ANONYMOUS, and of the AMQP headers behind it. */
  public ScriptedPeer connectWithSaslAnonymous() {
    return act("connect with SASL ANONYMOUS", SaslDialogue::connectAnonymously);
  }

  /** Plays the client of the AMQP headers. */
  public ScriptedPeer connectWithoutSasl() {
    return act("connect without SASL", SaslDialogue::connect);
  }

  /** Expects an open. */
  public ExpectOpen expectOpen() {
    return new ExpectOpen(this);
  }

  /** Expects a begin. */
  public ExpectBegin expectBegin() {
    return new ExpectBegin(this);
  }

  /** Expects an attach. */
  public ExpectAttach expectAttach() {
    return new ExpectAttach(this);
  }

  /** Expects a flow. */
  public ExpectFlow expectFlow() {
    return new ExpectFlow(this);
  }

  /** Expects one transfer frame. */
  public ExpectTransfer expectTransfer() {
    return new ExpectTransfer(this);
  }

  /** Expects a disposition. */
  public ExpectDisposition expectDisposition() {
    return new ExpectDisposition(this);
  }

  /** Expects a detach. */
  public ExpectDetach expectDetach() {
    return new ExpectDetach(this);
  }

  /** Expects an end. */
  public ExpectEnd expectEnd() {
    return new ExpectEnd(this);
  }

  /** Expects a close. */
  public ExpectClose expectClose() {
    return new ExpectClose(this);
  }

  /** Expects an empty frame, a sign of life. */
  public ScriptedPeer expectEmptyFrame() {
    return act("expect an empty frame", Stage::expectEmptyFrame);
  }

  /**
   * Passes over frames of a type from now on, wherever the script does not expect one of just that
   * description. For what depends on timing, the flows that renew credit for one.
   */
  public ScriptedPeer ignore(Class<? extends Performative> type) {
    runtime.ignore(type);
    return this;
  }

  /** Does not mind frames that come behind the end of the script. */
  public ScriptedPeer allowSurplus() {
    runtime.allowSurplus();
    return this;
  }

  /** Sends an open. */
  public RemoteOpen remoteOpen() {
    return new RemoteOpen(this);
  }

  /** Sends a begin. */
  public RemoteBegin remoteBegin() {
    return new RemoteBegin(this);
  }

  /** Sends an attach. */
  public RemoteAttach remoteAttach() {
    return new RemoteAttach(this);
  }

  /** Sends a flow. */
  public RemoteFlow remoteFlow() {
    return new RemoteFlow(this);
  }

  /** Sends a flow with a link-credit, for the link attached last on which the peer receives. */
  public ScriptedPeer grantCredit(long credit) {
    return remoteFlow().withLinkCredit(credit).send();
  }

  /** Sends one transfer frame. */
  public RemoteTransfer remoteTransfer() {
    return new RemoteTransfer(this);
  }

  /** Sends a disposition. */
  public RemoteDisposition remoteDisposition() {
    return new RemoteDisposition(this);
  }

  /** Sends a detach. */
  public RemoteDetach remoteDetach() {
    return new RemoteDetach(this);
  }

  /** Sends an end. */
  public RemoteEnd remoteEnd() {
    return new RemoteEnd(this);
  }

  /** Sends a close. */
  public RemoteClose remoteClose() {
    return new RemoteClose(this);
  }

  /** Sends a frame just as it is. */
  public ScriptedPeer sendFrame(int channel, Performative performative) {
    return act("send " + performative, at -> at.send(channel, performative, Binary.EMPTY));
  }

  /** Sends a transfer frame just as it is. */
  public ScriptedPeer sendFrame(int channel, Transfer transfer, byte[] payload) {
    Binary octets = Binary.copyOf(payload);
    return act("send " + transfer, at -> at.send(channel, transfer, octets));
  }

  /** Sends a SASL frame just as it is. */
  public ScriptedPeer sendSaslFrame(SaslFrameBody body) {
    return act("send " + body, at -> at.send(body));
  }

  /** Sends a protocol header. */
  public ScriptedPeer sendProtocolHeader(ProtocolHeader header) {
    return act("send " + header, at -> at.send(header));
  }

  /** Sends an empty frame, a sign of life. */
  public ScriptedPeer sendHeartbeat() {
    return act("send an empty frame", at -> at.send(FrameOutput.empty()));
  }

  /** Sends octets, whatever they are. */
  public ScriptedPeer sendBytes(byte... octets) {
    byte[] copy = octets.clone();
    return act("send " + Binary.wrap(copy), at -> at.send(copy));
  }

  /** Waits here until the latch is at zero. */
  public ScriptedPeer after(CountDownLatch latch) {
    return act("wait for a latch", at -> latch.await());
  }

  /** Waits here until the test releases the hold. */
  public Hold hold() {
    Hold hold = new Hold();
    act("hold", at -> hold.latch().await());
    return hold;
  }

  /**
   * Runs something of the test's on the peer's thread; an error that it throws fails the script.
   */
  public ScriptedPeer then(Runnable action) {
    return act("run", at -> action.run());
  }

  private ScriptedPeer act(String description, Step.Deed deed) {
    script().add(new Step.Action(description, deed));
    script().seal();
    return this;
  }

  /** All AMQP frames that came until now, but the empty ones, over all connections. */
  public List<ReceivedFrame> frames() {
    return runtime.log().all();
  }

  /** How many empty frames came until now. */
  public int emptyFrames() {
    return runtime.log().emptyFrames();
  }

  /** How many connections were made until now. */
  public int connections() {
    return runtime.connections();
  }

  /**
   * Takes the first AMQP frame that was not taken by this method before, whether the script has
   * come to it or not.
   *
   * @throws AssertionError if none came in time
   */
  public ReceivedFrame takeFrame(Duration timeout) {
    return runtime.takeFrame(timeout);
  }

  /**
   * Waits until the script was played, for {@link #DEFAULT_PATIENCE} at most.
   *
   * @throws AssertionError if something was not as expected, or is missing, or was too much
   */
  public void waitForScriptToComplete() {
    waitForScriptToComplete(DEFAULT_PATIENCE);
  }

  /**
   * Waits until the script was played.
   *
   * @throws AssertionError if something was not as expected, or is missing, or was too much
   */
  public void waitForScriptToComplete(Duration timeout) {
    runtime.waitForScriptToComplete(timeout);
  }

  /**
   * Ends the peer, its sockets and threads. A script that is not through by then has two seconds.
   *
   * @throws AssertionError if something was not as expected, or is missing, or was too much, and
   *     that was not thrown before
   */
  @Override
  public void close() {
    runtime.close();
  }
}
