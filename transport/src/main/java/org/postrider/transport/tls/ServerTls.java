// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of a listener: reads its files again when they have changed.
 *
 * <p>Thread-safe. {@link #newEngine} looks at files, which event loops must not do.
 */
public final class ServerTls implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  private final TlsSettings settings;
  private final List<Path> files;
  private TlsContext context;
  private List<String> stamps;
  private boolean closed;

  /**
   * Reads all files.
   *
   * @throws TlsException if one is of no use, or there is no certificate
   */
  public ServerTls(TlsSettings settings) throws TlsException {
    this.settings = settings;
    this.files = settings.files();
    this.stamps = stamps();
    this.context = TlsContext.forServer(settings);
  }

  /** What tells one content of the files from another. */
  private List<String> stamps() {
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      try {
        BasicFileAttributes of = Files.readAttributes(file, BasicFileAttributes.class);
        found.add(of.lastModifiedTime() + " " + of.size() + " " + of.fileKey());
      } catch (IOException absent) {
        found.add("absent");
      }
    }
    return found;
  }

  /**
   * An engine for one socket, with the files as they are now. Files that have become useless are
   * reported to the log, and what was read of them before stays in use.
   *
   * @throws TlsException if it is closed
   */
  public synchronized SSLEngine newEngine(ByteBufAllocator alloc) throws TlsException {
    if (closed) {
      throw new TlsException("the listener is closed", null);
    }
    List<String> now = stamps();
    if (!now.equals(stamps)) {
      try {
        TlsContext fresh = TlsContext.forServer(settings);
        context.release();
        context = fresh;
      } catch (TlsException e) {
        if (Thread.currentThread().isInterrupted()) {
          // Nobody waits for this any more; the next client has the files read.
          throw e;
        }
        LOG.warn("The listener keeps its old certificate: {}", e.getMessage());
      }
      stamps = now;
    }
    return context.newServerEngine(alloc);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      context.release();
    }
  }
}
