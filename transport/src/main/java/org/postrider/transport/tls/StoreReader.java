// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads stores and PEM certificates.
 *
 * <p>Stateless. It reads files, so that it is not for event loops.
 */
final class StoreReader {

  private StoreReader() {}

  /** The store in a file; {@code what} is its role in messages. */
  static KeyStore read(StoreFile file, String what) throws TlsException {
    String name = what + " " + file.location();
    requireRegularFile(file.location(), name);
    KeyStore store = empty(file.type(), name);
    char[] password = Secret.copyOf(file.password());
    try (InputStream in = Files.newInputStream(file.location())) {
      store.load(in, password);
      return store;
    } catch (NoSuchFileException absent) {
      throw new TlsException(name + " does not exist", absent);
    } catch (IOException e) {
      boolean passwordIsWrong = e.getCause() instanceof UnrecoverableKeyException;
      String why = passwordIsWrong ? "its password is wrong" : reason(e);
      throw new TlsException("cannot read " + name + ": " + why, e);
    } catch (GeneralSecurityException e) {
      throw new TlsException("cannot read " + name + ": " + reason(e), e);
    } finally {
      wipe(password);
    }
  }

  /** A pipe or a device may keep its reader waiting for ever, and no interrupt ends that. */
  static void requireRegularFile(Path file, String name) throws TlsException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new TlsException(
          name + " must be a regular file, not a directory, a pipe or a device", null);
    }
  }

  private static KeyStore empty(@Nullable String type, String name) throws TlsException {
    try {
      return KeyStore.getInstance(type == null ? KeyStore.getDefaultType() : type);
    } catch (KeyStoreException unknown) {
      throw new TlsException(
          name + " has the type '" + type + "', which must be PKCS12, JKS or another of the JDK's",
          unknown);
    }
  }

  /** The certificates in a PEM file, at least one. */
  static List<X509Certificate> certificates(Path file, String what) throws TlsException {
    String name = what + " " + file;
    requireRegularFile(file, name);
    List<X509Certificate> found = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        found.add((X509Certificate) each);
      }
    } catch (NoSuchFileException absent) {
      throw new TlsException(name + " does not exist", absent);
    } catch (IOException | CertificateException e) {
      throw new TlsException("cannot read " + name + ": " + reason(e), e);
    }
    if (found.isEmpty()) {
      throw new TlsException(name + " holds no certificate", null);
    }
    return found;
  }

  /** A store in memory that trusts these. */
  static KeyStore trusting(List<X509Certificate> certificates) throws TlsException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < certificates.size(); i++) {
        store.setCertificateEntry("ca" + i, certificates.get(i));
      }
      return store;
    } catch (IOException | GeneralSecurityException e) {
      throw new TlsException("cannot keep the trusted certificates: " + reason(e), e);
    }
  }

  /** Words for a failure of the JDK's, which often has none of its own. */
  static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  static void wipe(char @Nullable [] password) {
    if (password != null) {
      Arrays.fill(password, '\0');
    }
  }
}
