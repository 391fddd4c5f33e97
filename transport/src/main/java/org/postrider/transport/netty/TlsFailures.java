// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.netty.TransportException.Kind;

/**
 * Finds words for what TLS engines say when they fail.
 *
 * <p>Stateless.
 */
final class TlsFailures {

  /** "AMQP", as the engine shows what is no TLS record. */
  private static final String AMQP_OCTETS = "414d5150";

  /** How the JDK and OpenSSL tell of an alert (RFC 8446, 6.2). */
  private static final Pattern ALERT =
      Pattern.compile("(?:fatal alert: |(?:SSLV3|TLSV1[0-9]*)_ALERT_)([A-Za-z_0-9]+)");

  private TlsFailures() {}

  /**
   * Where it failed.
   *
   * @param endpoint the peer
   * @param up whether the handshake was over for this end
   * @param own what is to be said of this end's certificate, or the empty text
   * @param refusal says why a certificate of the peer's is refused
   */
  record Context(
      String endpoint, boolean up, String own, Function<CertificateException, String> refusal) {}

  /** A failure of a TLS stage in words; one that has nothing to do with TLS as it is. */
  static Throwable explain(Throwable cause, Context context) {
    Throwable told =
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    if (find(told, NotSslRecordException.class) != null) {
      boolean amqp = String.valueOf(told.getMessage()).contains(AMQP_OCTETS);
      String hint = amqp ? ": it speaks AMQP without TLS (amqp, not amqps)" : "";
      return failure(
          Kind.PROTOCOL, context, "the peer does not speak TLS at this port" + hint, told);
    }
    CertificateException refused = find(told, CertificateException.class);
    if (refused != null) {
      return failure(Kind.TLS, context, context.refusal().apply(refused), told);
    }
    Matcher alert = ALERT.matcher(String.valueOf(told.getMessage()));
    if (alert.find()) {
      return failure(Kind.TLS, context, alert(alert.group(1), context), told);
    }
    if (!context.up() && isClose(told)) {
      String what = "the peer closed the connection in the TLS handshake: does it speak TLS here?";
      return failure(Kind.CLOSED, context, what, told);
    }
    return find(told, SSLException.class) == null
        ? cause
        : failure(Kind.TLS, context, "TLS failed: " + told.getMessage(), told);
  }

  private static boolean isClose(Throwable told) {
    // Of SSLExceptions, only the one for the socket's end is a plain one.
    return told instanceof IOException
        && (!(told instanceof SSLException)
            || String.valueOf(told.getMessage()).toLowerCase(Locale.ROOT).contains("closed"));
  }

  private static String alert(String name, Context context) {
    String lower = name.toLowerCase(Locale.ROOT);
    String what = "the peer refused TLS with the alert " + lower;
    if (context.own().isEmpty()) {
      return what;
    }
    // JDK 25 answers a missing certificate in TLS 1.2 with a handshake_failure.
    if (lower.contains("handshake_failure")) {
      return what + ": no cipher suite in common, or it wants a certificate; " + context.own();
    }
    return lower.contains("cert") || lower.equals("unknown_ca")
        ? what + "; " + context.own()
        : what;
  }

  private static TransportException failure(
      Kind kind, Context context, String what, Throwable cause) {
    return new TransportException(kind, context.endpoint(), what, cause);
  }

  private static <T extends Throwable> @Nullable T find(Throwable from, Class<T> type) {
    for (Throwable each = from; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return type.cast(each);
      }
    }
    return null;
  }
}
