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
    this.files = files(settings);
    this.stamps = stamps();
    this.context = TlsContext.forServer(settings);
  }

  private static List<Path> files(TlsSettings settings) {
    List<Path> files = new ArrayList<>();
    KeySource keys = settings.keys() == null ? SystemStores.keys() : settings.keys();
    if (keys instanceof KeySource.Store store) {
      files.add(store.file().location());
    } else if (keys instanceof KeySource.Pem pem) {
      files.add(pem.certificates());
      files.add(pem.key());
    }
    TrustSource trust = settings.trust() == null ? SystemStores.trust() : settings.trust();
    if (trust instanceof TrustSource.Store store) {
      files.add(store.file().location());
    } else if (trust instanceof TrustSource.Pem pem) {
      files.add(pem.certificates());
    }
    return settings.context() == null ? files : List.of();
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
      stamps = now;
      try {
        TlsContext fresh = TlsContext.forServer(settings);
        context.release();
        context = fresh;
      } catch (TlsException e) {
        LOG.warn("The listener keeps its old certificate: {}", e.getMessage());
      }
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
