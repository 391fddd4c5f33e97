// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import com.ongres.scram.common.util.TlsServerEndpoint;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the channel binding {@code tls-server-end-point} binds to: the hash of the server's
 * certificate, by the hash function of its signature (RFC 5929, 4.1).
 *
 * <p>Stateless.
 */
final class ServerEndPoint {

  static final String TYPE = TlsServerEndpoint.TLS_SERVER_END_POINT;

  private static final String PSS = "RSASSA-PSS";

  private ServerEndPoint() {}

  /** The octets; empty where there is no certificate, or its signature has no one hash function. */
  static byte[] of(@Nullable X509Certificate certificate) {
    if (certificate == null) {
      return new byte[0];
    }
    String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    try {
      if (algorithm.equals(PSS)) {
        return MessageDigest.getInstance(pssDigest(certificate)).digest(certificate.getEncoded());
      }
      // Ed25519 and the like: RFC 5929 does not say.
      return algorithm.contains("WITH")
          ? TlsServerEndpoint.getChannelBindingData(certificate)
          : new byte[0];
    } catch (GeneralSecurityException | IOException e) {
      return new byte[0];
    }
  }

  /** This signature has its hash function as a parameter. */
  private static String pssDigest(X509Certificate certificate)
      throws GeneralSecurityException, IOException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance(PSS);
    parameters.init(certificate.getSigAlgParams());
    String digest = parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
    return digest.equals("SHA-1") ? "SHA-256" : digest;
  }
}
