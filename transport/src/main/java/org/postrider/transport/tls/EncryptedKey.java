// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decrypts a PKCS#8 key with its password (RFC 5958, 3; RFC 8018, 6).
 *
 * <p>Stateless. It wipes what it makes of the password.
 */
final class EncryptedKey {

  /** The JDK's name of an encryption by PKCS#5 2.0, which it tells as its parameters' text. */
  private static final String PBES2 = "1.2.840.113549.1.5.13";

  private static final Pattern AES = Pattern.compile("PBEWith(HmacSHA[0-9/]+)AndAES_(128|256)");

  private EncryptedKey() {}

  static PKCS8EncodedKeySpec decrypt(byte[] octets, char[] password)
      throws IOException, GeneralSecurityException {
    EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(octets);
    String named = encrypted.getAlgName();
    AlgorithmParameters parameters = encrypted.getAlgParameters();
    boolean ofParameters = named.equals("PBES2") || named.equals(PBES2);
    String algorithm = ofParameters ? parameters.toString() : named;
    Matcher aes = AES.matcher(algorithm);
    return encrypted.getKeySpec(
        aes.matches()
            ? aes(aes.group(1), Integer.parseInt(aes.group(2)), parameters, password)
            : older(algorithm, parameters, password));
  }

  /** In two steps: in one, the JDK takes ASCII only, where OpenSSL has UTF-8. */
  private static Cipher aes(String hmac, int bits, AlgorithmParameters parameters, char[] password)
      throws GeneralSecurityException {
    PBEParameterSpec given = parameters.getParameterSpec(PBEParameterSpec.class);
    PBEKeySpec derivation =
        new PBEKeySpec(password, given.getSalt(), given.getIterationCount(), bits);
    byte[] derived = new byte[0];
    try {
      derived =
          SecretKeyFactory.getInstance("PBKDF2With" + hmac).generateSecret(derivation).getEncoded();
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(derived, "AES"), given.getParameterSpec());
      return cipher;
    } finally {
      derivation.clearPassword();
      Arrays.fill(derived, (byte) 0);
    }
  }

  private static Cipher older(String algorithm, AlgorithmParameters parameters, char[] password)
      throws GeneralSecurityException {
    if (!isAscii(password)) {
      // JDK 17 refuses them, and later ones do with them what nobody else does.
      throw new InvalidKeySpecException(
          "a password must be of ASCII characters where the key is not encrypted with AES");
    }
    PBEKeySpec derivation = new PBEKeySpec(password);
    try {
      SecretKey key = SecretKeyFactory.getInstance(algorithm).generateSecret(derivation);
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, key, parameters);
      return cipher;
    } finally {
      derivation.clearPassword();
    }
  }

  private static boolean isAscii(char[] password) {
    boolean ascii = true;
    for (char c : password) {
      ascii &= c < 0x80;
    }
    return ascii;
  }
}
