// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads stores and PEM certificates.
 *
 * <p>Stateless. It reads files, so that it is not for event loops.
 */
final class StoreReader {

  private static final String BEGIN = "-----BEGIN ";

  /** A block of another kind; what is cut off is left, and refused. */
  private static final Pattern NO_CERTIFICATE =
      Pattern.compile(
          BEGIN
              + "((?!(?:[A-Z0-9]+ )?CERTIFICATE-|PKCS7-)[A-Z0-9 ]{1,60})-----.*?-----END \\1-----",
          Pattern.DOTALL);

  /** Of the kinds of blocks that a message names. */
  private static final int MAX_TOLD = 4;

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
    byte[] octets = certificatesIn(octets(file, name), name);
    List<X509Certificate> found = new ArrayList<>();
    try {
      for (Certificate each :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(octets))) {
        found.add((X509Certificate) each);
      }
    } catch (CertificateException e) {
      throw new TlsException("cannot read " + name + ": " + reason(e), e);
    }
    if (found.isEmpty()) {
      throw new TlsException(name + " holds no certificate", null);
    }
    return found;
  }

  private static byte[] octets(Path file, String name) throws TlsException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException absent) {
      throw new TlsException(name + " does not exist", absent);
    } catch (IOException e) {
      throw new TlsException("cannot read " + name + ": " + reason(e), e);
    }
  }

  /**
   * A file's octets as the JDK reads them: it takes each block for a certificate, where other
   * programs write keys and parameters beside them, and a mark of the byte order before them.
   */
  private static byte[] certificatesIn(byte[] octets, String name) throws TlsException {
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    if (!text.contains(BEGIN)) {
      // No armour: it may be DER.
      return octets;
    }
    Set<String> others = new LinkedHashSet<>();
    StringBuilder left = new StringBuilder();
    Matcher block = NO_CERTIFICATE.matcher(text);
    while (block.find()) {
      others.add(block.group(1));
      block.appendReplacement(left, "");
    }
    block.appendTail(left);
    int begin = left.indexOf(BEGIN);
    if (begin < 0) {
      throw new TlsException(
          name
              + " holds no certificate, but "
              + others.stream()
                  .limit(MAX_TOLD)
                  .map(label -> "'" + label + "'")
                  .collect(Collectors.joining(", ")),
          null);
    }
    return left.substring(begin).getBytes(StandardCharsets.ISO_8859_1);
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
