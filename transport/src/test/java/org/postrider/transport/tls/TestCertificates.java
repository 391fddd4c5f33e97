// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OutputEncryptor;

/** A certificate authority, what it issues, and the files that hold it. */
public final class TestCertificates {

  /** The password of every store. */
  public static final String PASSWORD = "store-secret";

  private final Path directory;
  private final AtomicInteger files = new AtomicInteger();
  private final X509Bundle authority;

  public TestCertificates(Path directory) throws Exception {
    this(directory, "Test CA");
  }

  public TestCertificates(Path directory, String name) throws Exception {
    this.directory = directory;
    this.authority = builder(name).setIsCertificateAuthority(true).buildSelfSigned();
  }

  private static CertificateBuilder builder(String name) {
    return new CertificateBuilder().ecp256().subject("CN=" + name);
  }

  public X509Bundle authority() {
    return authority;
  }

  /** A server's certificate for localhost. */
  public X509Bundle server() throws Exception {
    return server("localhost");
  }

  public X509Bundle server(String host) throws Exception {
    CertificateBuilder builder = builder("server").addSanDnsName(host);
    if (host.equals("localhost")) {
      builder.addSanIpAddress("127.0.0.1");
    }
    return builder.buildIssuedBy(authority);
  }

  public X509Bundle expiredServer() throws Exception {
    return builder("expired")
        .addSanDnsName("localhost")
        .notBefore(Instant.now().minus(Duration.ofDays(3)))
        .notAfter(Instant.now().minus(Duration.ofDays(2)))
        .buildIssuedBy(authority);
  }

  public X509Bundle selfSigned() throws Exception {
    return builder("hermit")
        .addSanDnsName("localhost")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  public X509Bundle client() throws Exception {
    return builder("client").addExtendedKeyUsageClientAuth().buildIssuedBy(authority);
  }

  public Path keyStore(X509Bundle own) throws Exception {
    return keyStore(own, "PKCS12");
  }

  public Path keyStore(X509Bundle own, String type) throws Exception {
    KeyStore store = KeyStore.getInstance(type);
    store.load(null, null);
    addKey(store, "own", own);
    return write(store);
  }

  public static void addKey(KeyStore store, String alias, X509Bundle own) throws Exception {
    store.setKeyEntry(
        alias, own.getKeyPair().getPrivate(), PASSWORD.toCharArray(), own.getCertificatePath());
  }

  /** A trust store with the authority in it. */
  public Path trustStore() throws Exception {
    return trustStore("PKCS12");
  }

  public Path trustStore(String type) throws Exception {
    KeyStore store = KeyStore.getInstance(type);
    store.load(null, null);
    store.setCertificateEntry("ca", authority.getCertificate());
    return write(store);
  }

  public Path write(KeyStore store) throws Exception {
    Path file = newFile("store");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  public Path certificatePem(X509Bundle own) throws Exception {
    return Files.writeString(newFile("crt"), own.getCertificatePathPEM());
  }

  public Path authorityPem() throws Exception {
    return Files.writeString(newFile("pem"), authority.getRootCertificatePEM());
  }

  public Path keyPem(X509Bundle own) throws Exception {
    return Files.writeString(newFile("key"), own.getPrivateKeyPEM());
  }

  /** A PKCS#8 key that is encrypted with a password. */
  public Path encryptedKeyPem(X509Bundle own, String password) throws Exception {
    return encryptedKeyPem(own, password, PKCS8Generator.AES_256_CBC);
  }

  public Path encryptedKeyPem(X509Bundle own, String password, ASN1ObjectIdentifier algorithm)
      throws Exception {
    OutputEncryptor encryptor =
        new JceOpenSSLPKCS8EncryptorBuilder(algorithm)
            .setPRF(PKCS8Generator.PRF_HMACSHA256)
            .setProvider(new BouncyCastleProvider())
            .setPassword(password.toCharArray())
            .build();
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(new JcaPKCS8Generator(own.getKeyPair().getPrivate(), encryptor));
    }
    return Files.writeString(newFile("key"), text.toString());
  }

  private Path newFile(String extension) {
    return directory.resolve("file" + files.incrementAndGet() + "." + extension);
  }

  public static StoreFile file(Path location) {
    return new StoreFile(location, Secret.of(PASSWORD), null);
  }

  public static KeySource key(Path store) {
    return new KeySource.Store(file(store), null, null);
  }

  public static TrustSource trust(Path store) {
    return new TrustSource.Store(file(store));
  }
}
