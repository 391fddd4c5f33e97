// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the private key of a certificate from a PEM file (RFC 7468, 10 and 11), and sees to it that
 * the two belong together.
 *
 * <p>Stateless. It reads files, so that it is not for event loops.
 */
final class PemKey {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----(.*?)-----END ", Pattern.DOTALL);

  private static final String PLAIN = "";
  private static final String ENCRYPTED = "ENCRYPTED ";

  private static final byte[] PROBE = "postrider".getBytes(StandardCharsets.US_ASCII);

  /** How to sign with keys of the kinds that cannot be compared otherwise. */
  private static final Map<String, String> SIGNATURES =
      Map.of("EC", "SHA256withECDSA", "EdDSA", "EdDSA", "DSA", "SHA256withDSA");

  private final KeySource.Pem files;
  private final String name;

  private PemKey(KeySource.Pem files) {
    this.files = files;
    this.name = "key file " + files.key();
  }

  /**
   * The key of a certificate.
   *
   * @throws TlsException if it cannot be read, or is another's
   */
  static PrivateKey read(KeySource.Pem files, X509Certificate certificate) throws TlsException {
    return new PemKey(files).of(certificate);
  }

  private PrivateKey of(X509Certificate certificate) throws TlsException {
    PublicKey wanted = certificate.getPublicKey();
    PKCS8EncodedKeySpec octets = decrypted();
    try {
      PrivateKey key = KeyFactory.getInstance(wanted.getAlgorithm()).generatePrivate(octets);
      if (fits(key, wanted)) {
        return key;
      }
    } catch (GeneralSecurityException e) {
      throw new TlsException(
          "cannot read "
              + name
              + " as the "
              + wanted.getAlgorithm()
              + " key of "
              + shown(certificate)
              + ": "
              + StoreReader.reason(e),
          e);
    }
    throw new TlsException(name + " is not the key of " + shown(certificate), null);
  }

  private String shown(X509Certificate certificate) {
    return "the certificate "
        + CertificateWords.subject(certificate)
        + " in "
        + files.certificates();
  }

  private static boolean fits(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
    if (key instanceof RSAKey own && certified instanceof RSAKey other) {
      return own.getModulus().equals(other.getModulus());
    }
    String algorithm = SIGNATURES.get(certified.getAlgorithm());
    if (algorithm == null) {
      // Nobody can tell; the handshake will.
      return true;
    }
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(PROBE);
    return signature.verify(signed);
  }

  private PKCS8EncodedKeySpec decrypted() throws TlsException {
    Matcher block = BLOCK.matcher(text());
    if (!block.find()) {
      throw unreadable("it holds no key", null);
    }
    return switch (block.group(1)) {
      case PLAIN -> new PKCS8EncodedKeySpec(octets(block.group(2)));
      case ENCRYPTED -> decrypt(octets(block.group(2)));
      default ->
          throw unreadable(
              "this is a '" + block.group(1).strip() + "' key: openssl pkcs8 -topk8 converts it",
              null);
    };
  }

  private byte[] octets(String text) throws TlsException {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw unreadable(StoreReader.reason(e), e);
    }
  }

  private String text() throws TlsException {
    StoreReader.requireRegularFile(files.key(), name);
    try {
      return Files.readString(files.key(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new TlsException(name + " does not exist or is unreadable", e);
    }
  }

  private PKCS8EncodedKeySpec decrypt(byte[] octets) throws TlsException {
    char[] password = Secret.copyOf(files.password());
    if (password == null) {
      throw new TlsException(
          "cannot read " + name + ": it is encrypted, and no key password is given", null);
    }
    try {
      return EncryptedKey.decrypt(octets, password);
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable(
          "its password is wrong, or it is not encrypted with AES (" + StoreReader.reason(e) + ")",
          e);
    } finally {
      StoreReader.wipe(password);
      Arrays.fill(octets, (byte) 0);
    }
  }

  private TlsException unreadable(String why, @Nullable Throwable cause) {
    return new TlsException(
        "cannot read " + name + ": it must hold a PKCS#8 key in PEM, and " + why, cause);
  }
}
