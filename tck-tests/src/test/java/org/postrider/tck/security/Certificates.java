// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;

/** A certificate authority, and the files of a broker and a client that it issued. */
final class Certificates {
  static final String PASSWORD = "store-secret";

  final X509Bundle authority;
  private final Path directory;

  Certificates(Path directory, String name) throws Exception {
    this.directory = Files.createDirectories(directory);
    authority = builder(name).setIsCertificateAuthority(true).buildSelfSigned();
  }

  private static CertificateBuilder builder(String name) {
    return new CertificateBuilder().ecp256().subject("CN=" + name);
  }

  X509Bundle broker(String host) throws Exception {
    return builder("broker").addSanDnsName(host).buildIssuedBy(authority);
  }

  X509Bundle expiredBroker() throws Exception {
    return builder("expired")
        .addSanDnsName("localhost")
        .notBefore(Instant.now().minus(Duration.ofDays(3)))
        .notAfter(Instant.now().minus(Duration.ofDays(2)))
        .buildIssuedBy(authority);
  }

  X509Bundle selfSignedBroker() throws Exception {
    return builder("hermit")
        .addSanDnsName("localhost")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  X509Bundle client(String name) throws Exception {
    return builder(name).addExtendedKeyUsageClientAuth().buildIssuedBy(authority);
  }

  /** A PKCS12 file with a key and its certificate, under the alias {@code own}. */
  Path keyStore(X509Bundle own, String file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own", own.getKeyPair().getPrivate(), PASSWORD.toCharArray(), own.getCertificatePath());
    return write(store, file);
  }

  /** A PKCS12 file with the authority's certificate. */
  Path trustStore(String file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", authority.getCertificate());
    return write(store, file);
  }

  private Path write(KeyStore store, String file) throws Exception {
    Path path = directory.resolve(file);
    try (OutputStream out = Files.newOutputStream(path)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return path;
  }

  Path pem(String file, String text) throws Exception {
    return Files.writeString(directory.resolve(file), text);
  }
}
