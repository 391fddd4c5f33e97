// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.jms.connect.Failover;
import org.postrider.jms.connect.OpenSettings;
import org.postrider.jms.connect.Peer;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.options.AmqpOptions;
import org.postrider.jms.options.Endpoint;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.TransportOptions;
import org.postrider.transport.cbs.CbsGate;
import org.postrider.transport.engine.ConnectionEngine;
import org.postrider.transport.engine.ConnectionListener;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.SessionEndpoint;
import org.postrider.transport.engine.WaitingMessages;
import org.postrider.transport.netty.Cancellable;
import org.postrider.transport.netty.ConnectionDriver;
import org.postrider.transport.netty.DriverCbsOwner;
import org.postrider.transport.netty.EventLoops;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection's side on the event loop: the engine, and who waits for it.
 *
 * <p>Its methods may be called from any thread; the callbacks run on the event loop, which owns all
 * fields that are not final.
 */
public final class AmqpConnection implements ConnectionListener, Executor {

  private static final Logger LOG = LoggerFactory.getLogger(AmqpConnection.class);

  private final ConnectionEvents events;
  private final ConnectionEngine engine;
  private final ConnectionDriver driver;
  private final Failover failover;
  private final ConnectionRecovery recovery;
  private final WaitingMessages waiting;
  private final boolean lendsLoop;
  private final @Nullable CbsGate tokens;

  // The event loop's.
  private final CompletableFuture<Peer> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final CompletableFuture<Void> silent = new CompletableFuture<>();
  private Supplier<String> containerIds = () -> "";
  private boolean openAsked;
  private boolean closing;
  private boolean over;
  private boolean doubted;
  private volatile @Nullable JMSException failure;

  /** A connection that is still to {@linkplain #recovery connect}, and then to {@link #open}. */
  public AmqpConnection(Failover failover, ConnectionEvents events, EventLoops loops) {
    this.events = events;
    this.failover = failover;
    this.engine = new ConnectionEngine(OpenSettings.of(failover.options()), this);
    this.driver = new ConnectionDriver(loops, engine, this::broken);
    this.lendsLoop = failover.options().get(TransportOptions.LEND_EVENT_LOOPS);
    this.waiting = new WaitingMessages(failover.options().get(AmqpOptions.MAX_WAITING_SIZE));
    this.recovery = new ConnectionRecovery(this, driver, failover, events);
    this.tokens =
        DriverCbsOwner.gate(
            engine,
            failover.tokens(),
            driver,
            failover.options().get(JmsOptions.REQUEST_TIMEOUT),
            recovery::allowsTokensInClear);
  }

  /** Runs a command on the event loop, after all that the same thread gave before. */
  @Override
  public void execute(Runnable command) {
    driver.execute(command);
  }

  /** The same for a command that nobody waits for: see {@link #expectBatch}. */
  public void executePatiently(Runnable command) {
    driver.executePatiently(command);
  }

  /** The same for a message that the calling thread waits for, so long at most. */
  public void executeAwaited(PendingSend send, long limitNanos) {
    if (lendsLoop) {
      driver.executeAwaited(send, send::isOver, limitNanos);
    } else {
      driver.execute(send);
    }
  }

  /** The calling thread begins to wait for the fate of a message. */
  void waitBegins() {
    if (lendsLoop) {
      driver.waitBegins();
    }
  }

  /** It waits no more. */
  void waitEnds() {
    if (lendsLoop) {
      driver.waitEnds();
    }
  }

  /** What was given patiently waits no more. */
  public void hurry() {
    driver.hurry();
  }

  /**
   * On the event loop: the application is about to do something, and what it gives patiently may
   * wait for that, some milliseconds at most.
   */
  void expectBatch() {
    driver.expectBatch();
  }

  /** Its way to a broker. */
  public ConnectionRecovery recovery() {
    return recovery;
  }

  /** What the connection waits for before it is open, and from whom; null between two tries. */
  public CompletableFuture<@Nullable String> awaits() {
    CompletableFuture<@Nullable String> told = new CompletableFuture<>();
    return run(() -> told.complete(driver.awaits()), told);
  }

  /** What a link waits for before it attaches, beside the broker; null if for nothing. */
  CompletableFuture<@Nullable String> awaits(Link link) {
    CompletableFuture<@Nullable String> told = new CompletableFuture<>();
    return run(() -> told.complete(tokens == null ? null : tokens.awaits(link)), told);
  }

  boolean isInLoop() {
    return driver.isInLoop();
  }

  /**
   * Opens the AMQP connection.
   *
   * @param ids gives the container id, once for each socket: the broker may still hold the
   *     connection that was lost, and would refuse a second one of the same id
   */
  public CompletableFuture<Peer> open(Supplier<String> ids) {
    return run(
        () -> {
          containerIds = ids;
          engine.settings(engine.settings().withContainerId(ids.get()));
          openAsked = true;
          engine.open();
          recovery.opening();
        },
        opened);
  }

  /** Runs a command whose future fails if the connection is gone. */
  public <T> CompletableFuture<T> run(Runnable command, CompletableFuture<T> future) {
    try {
      driver.execute(
          () -> {
            if (over) {
              future.completeExceptionally(gone());
              return;
            }
            try {
              command.run();
            } catch (RuntimeException fault) {
              future.completeExceptionally(fault);
            } catch (Error fault) {
              future.completeExceptionally(fault);
              throw fault;
            }
          });
    } catch (RejectedExecutionException terminated) {
      future.completeExceptionally(JmsErrors.withCause(gone(), terminated));
    }
    return future;
  }

  /** Runs a command, unless the connection is gone: then it would have no effect. */
  public void tell(Runnable command) {
    try {
      driver.execute(
          () -> {
            if (!over) {
              command.run();
            }
          });
    } catch (RejectedExecutionException terminated) {
      LOG.trace("a command came after the connection's end");
    }
  }

  /** On the event loop: runs a command behind those that wait; at once where none are taken. */
  void executeLater(Runnable command) {
    try {
      driver.execute(command);
    } catch (RejectedExecutionException terminated) {
      command.run();
    }
  }

  /** The event loop's time, in milliseconds of a monotonic clock. */
  long nowMs() {
    return driver.nowMs();
  }

  /** Runs a command on the event loop after a while, unless the connection is gone by then. */
  public Cancellable schedule(long delayMs, Runnable command) {
    try {
      return driver.schedule(delayMs, command);
    } catch (RejectedExecutionException terminated) {
      LOG.trace("a timer came after the connection's end");
      return () -> {};
    }
  }

  /**
   * Runs a command on the event loop after a while, though the connection may be gone by then.
   *
   * @throws RejectedExecutionException if the loop has ended
   */
  public void scheduleAnyway(long delayMs, Runnable command) {
    driver.scheduleAnyway(delayMs, command);
  }

  /** Why nothing can be asked for any more, in the broker's words where it had some. */
  private JMSException gone() {
    JMSException cause = failure;
    return cause == null ? JmsErrors.closed("connection", null) : JmsErrors.again(cause);
  }

  /** On the event loop: puts out the dispositions and flows of all sessions that wait. */
  void flush() {
    engine.flush();
  }

  /** Closes the AMQP connection and then the socket. */
  public CompletableFuture<Void> close() {
    return run(
        () -> {
          closing = true;
          endTokens();
          recovery.stop();
          engine.close(null);
          if (!engine.isLocallyOpen() && engine.remoteOpen() == null) {
            end();
          }
        },
        closed);
  }

  /**
   * Lets go of the event loop. The future is done when nothing more comes from there: {@link
   * #close} is done as soon as the connection is over, and what was lost with it is told behind.
   */
  public CompletableFuture<Void> terminate() {
    try {
      driver.execute(() -> silent.complete(null));
    } catch (RejectedExecutionException terminated) {
      LOG.trace("the connection is let go already");
    } catch (OutOfMemoryError noThread) {
      LOG.debug(
          "the event loop never ran, and has no thread for the end of a connection", noThread);
    }
    driver.terminate();
    return silent;
  }

  // On the event loop.

  /** Why the connection was lost for good, or null. */
  @Nullable JMSException failure() {
    return failure;
  }

  /** A session of the engine. */
  public SessionEndpoint createSession() {
    return engine.createSession();
  }

  /** How a lost connection is looked for again, and what is sent twice then. */
  public Failover failover() {
    return failover;
  }

  /** Whether this end closes it, or has. */
  boolean isClosing() {
    return closing;
  }

  /** Whether nothing has ended it, and nothing is about to. */
  boolean isUsable() {
    return !closing && !over && failure == null;
  }

  /** Whether the open was asked for, which waits for the client id. */
  boolean isOpenAsked() {
    return openAsked;
  }

  /** The next socket goes to this server. */
  void goingTo(Endpoint server) {
    engine.settings(OpenSettings.of(server, containerIds.get()));
  }

  /** On the event loop: what has come and waits for the application, over all consumers. */
  WaitingMessages waiting() {
    return waiting;
  }

  /** Whether nobody has warned yet of a broker that does not say what it does. */
  boolean isFirstDoubt() {
    boolean first = !doubted;
    doubted = true;
    return first;
  }

  /** Something failed that has no caller. */
  void asyncFailure(JMSException cause) {
    events.asyncFailure(cause);
  }

  /** Nothing can be asked of it any more. */
  void end() {
    over = true;
    endTokens();
    recovery.ended();
    if (closing && !opened.isDone()) {
      // Else it is told why it failed.
      opened.completeExceptionally(gone());
    }
    closed.complete(null);
  }

  @Override
  public void opened(ConnectionEngine connection) {
    Open open = connection.remoteOpen();
    // A refusal's reason comes with the close that follows.
    if (open == null || connection.isRefused()) {
      return;
    }
    recovery.found(open);
    Peer peer = Peer.of(open);
    events.opened(peer);
    opened.complete(peer);
    recovery.opened();
  }

  @Override
  public void sessionBegun(SessionEndpoint session) {
    // A client has nothing to offer there.
    session.begin();
    session.end(new AmqpError(ErrorConditions.NOT_ALLOWED, "this container accepts no sessions"));
  }

  @Override
  public boolean isLoss(ConnectionEngine connection, @Nullable AmqpError error) {
    return !closing && !over && recovery.isLoss(error);
  }

  @Override
  public void closed(ConnectionEngine connection, @Nullable AmqpError error) {
    if (!openAsked && !closing && !over && recovery.isEnabled()) {
      recovery.lostUnused();
      return;
    }
    boolean told = closing || over;
    end();
    if (!told) {
      recovery.stop();
      Throwable loss = error == null ? driver.loss() : null;
      fail(
          loss == null
              ? JmsErrors.toException(error, ErrorContext.CONNECTION)
              : ConnectionLoss.toJms(loss));
    }
  }

  @Override
  public boolean mayAttach(Link link) {
    return tokens == null || tokens.mayAttach(link);
  }

  @Override
  public void unwanted(Link link) {
    if (tokens != null) {
      tokens.unwanted(link);
    }
  }

  private void endTokens() {
    if (tokens != null) {
      tokens.end();
    }
  }

  @Override
  public void lost(ConnectionEngine connection, @Nullable Throwable cause) {
    if (tokens != null) {
      tokens.disconnected();
    }
    if (closing || !recovery.isMended(cause)) {
      lostForGood("was lost: ", cause);
    } else {
      recovery.lost(cause);
    }
  }

  /**
   * A command has thrown, or the engine, though nothing should. What a command was to do is not
   * done and nobody would hear of it, so that the connection ends. Where it was the engine at its
   * socket, the socket is lost, and the rest is as after any loss.
   */
  private void broken(Throwable thrown) {
    try {
      // The driver drops the socket of an engine that has thrown behind this.
      driver.execute(
          () -> {
            if (!over && !isCause(thrown, driver.loss())) {
              lostForGood("ends, as a command of it has thrown: ", thrown);
            }
          });
    } catch (RejectedExecutionException terminated) {
      LOG.trace("a command threw after the connection's end");
    }
  }

  private static boolean isCause(Throwable thrown, @Nullable Throwable loss) {
    Throwable each = loss;
    while (each != null && each != thrown) {
      each = each.getCause();
    }
    return each != null;
  }

  /** The connection is lost and does not come back. */
  void lostForGood(String what, @Nullable Throwable cause) {
    JMSException loss = ConnectionLoss.of(recovery.remote(), what, cause);
    recovery.stop();
    failure = loss;
    end();
    try {
      // Ends the sessions and links: whoever waits for them hears of the loss.
      engine.close(null);
    } finally {
      if (!closing) {
        fail(loss);
      }
    }
  }

  private void fail(JMSException cause) {
    failure = cause;
    boolean beforeOpen = opened.completeExceptionally(cause);
    if (!beforeOpen) {
      events.failed(cause);
    }
  }
}
