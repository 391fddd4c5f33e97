// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's trust manager, whose refusals say which certificate and why.
 *
 * <p>Thread-safe. It decides nothing itself.
 */
final class ExplainingTrustManager extends X509ExtendedTrustManager {

  private final X509ExtendedTrustManager judge;

  ExplainingTrustManager(X509ExtendedTrustManager judge) {
    this.judge = judge;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    try {
      judge.checkServerTrusted(chain, authType, engine);
    } catch (CertificateException refusal) {
      String host = engine.getPeerHost();
      String why =
          host != null && isTrusted(chain, authType)
              ? CertificateWords.wrongHost(chain[0], host, StoreReader.reason(refusal))
              : why(chain, refusal);
      throw alert(chain, refusal)
          .tell(
              new CertificateRefusedException("the server's certificate " + why, refusal), engine);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    try {
      judge.checkClientTrusted(chain, authType, engine);
    } catch (CertificateException refusal) {
      String why = why(chain, refusal);
      throw alert(chain, refusal)
          .tell(
              new CertificateRefusedException("the client's certificate " + why, refusal), engine);
    }
  }

  private RefusalAlert alert(X509Certificate[] chain, CertificateException refusal) {
    if (outOfTime(chain, refusal) != null) {
      return RefusalAlert.OUT_OF_TIME;
    }
    return StoreReader.reason(refusal).contains(CertificateWords.NO_PATH)
        ? RefusalAlert.UNKNOWN_AUTHORITY
        : RefusalAlert.REJECTED;
  }

  private @Nullable X509Certificate outOfTime(
      X509Certificate[] chain, CertificateException refusal) {
    X509Certificate told = CertificateFault.outOfTime(refusal);
    boolean noPath = StoreReader.reason(refusal).contains(CertificateWords.NO_PATH);
    return told == null && noPath
        ? CertificateFault.outOfTime(chain, judge.getAcceptedIssuers())
        : told;
  }

  private String why(X509Certificate[] chain, CertificateException refusal) {
    X509Certificate late = outOfTime(chain, refusal);
    if (late != null) {
      return CertificateWords.outOfTime(late);
    }
    X509Certificate leaf = chain[0];
    String subject = CertificateWords.subject(leaf);
    if (chain.length == 1 && CertificateWords.isSelfSigned(leaf)) {
      return subject + " is self-signed and not in the trust store";
    }
    String told = StoreReader.reason(refusal);
    if (!told.contains(CertificateWords.NO_PATH)) {
      return subject + " is not accepted: " + told;
    }
    List<X509Certificate> way = CertificateFault.way(chain);
    String issuer = CertificateWords.issuer(way.get(way.size() - 1));
    return subject + " is not trusted: its issuer " + issuer + " is unknown here (" + told + ")";
  }

  /** Whether it is only the host that is wrong: this method does not look at it. */
  private boolean isTrusted(X509Certificate[] chain, String authType) {
    try {
      judge.checkServerTrusted(chain, authType);
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }

  // JSSE asks with an engine, as there are no sockets of its kind here.

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge.checkServerTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge.checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType);
  }
}
