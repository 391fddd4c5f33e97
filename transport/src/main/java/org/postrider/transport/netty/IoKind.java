// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways to wait for sockets. */
public enum IoKind {
  /** The best that is available: epoll on Linux, kqueue on macOS and BSD, NIO elsewhere. */
  AUTO,
  /** The JDK's selector, everywhere. */
  NIO,
  /** Linux. */
  EPOLL,
  /** Linux 5.9 and later; only when asked for, as containers often forbid it. */
  IO_URING,
  /** macOS and BSD. */
  KQUEUE;

  private static final List<IoKind> BEST_FIRST = List.of(EPOLL, KQUEUE);

  /**
   * Whether any thread may wait for its sockets. The JDK closes a socket when a thread is
   * interrupted that uses it, and Netty forgets the interrupt; a ring is one thread's.
   */
  boolean isLendable() {
    return this == EPOLL || this == KQUEUE;
  }

  /** Why it cannot be used on this machine; null if it can. */
  public @Nullable Throwable unavailability() {
    try {
      return switch (this) {
        case AUTO, NIO -> null;
        case EPOLL -> Epoll.unavailabilityCause();
        case IO_URING -> IoUring.unavailabilityCause();
        case KQUEUE -> KQueue.unavailabilityCause();
      };
    } catch (LinkageError e) {
      // The application left the native transport out of its class path.
      return e;
    }
  }

  /**
   * Itself, or what AUTO stands for here.
   *
   * @throws IllegalArgumentException if it is not available
   */
  IoKind resolve() {
    if (this == AUTO) {
      return best();
    }
    Throwable why = unavailability();
    if (why != null) {
      throw new IllegalArgumentException(this + " is not available here: " + why, why);
    }
    return this;
  }

  private static IoKind best() {
    for (IoKind kind : BEST_FIRST) {
      if (kind.unavailability() == null) {
        return kind;
      }
    }
    return NIO;
  }

  IoHandlerFactory handlers() {
    return switch (resolve()) {
      case AUTO, NIO -> NioIoHandler.newFactory();
      case EPOLL -> EpollIoHandler.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
      case KQUEUE -> KQueueIoHandler.newFactory();
    };
  }

  SocketChannel newSocket() {
    return switch (resolve()) {
      case AUTO, NIO -> new NioSocketChannel();
      case EPOLL -> new EpollSocketChannel();
      case IO_URING -> new IoUringSocketChannel();
      case KQUEUE -> new KQueueSocketChannel();
    };
  }

  Class<? extends ServerChannel> serverChannel() {
    return switch (resolve()) {
      case AUTO, NIO -> NioServerSocketChannel.class;
      case EPOLL -> EpollServerSocketChannel.class;
      case IO_URING -> IoUringServerSocketChannel.class;
      case KQUEUE -> KQueueServerSocketChannel.class;
    };
  }
}
