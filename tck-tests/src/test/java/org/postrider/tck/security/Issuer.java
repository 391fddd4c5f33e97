// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** An issuer of tokens, as OpenID Connect has it, in the JVM of the tests. Thread-safe. */
final class Issuer implements AutoCloseable {

  private static final String KEY = "key-1";

  private final HttpServer server;
  private final RSAKey key;

  private Issuer(HttpServer server, RSAKey key) {
    this.server = server;
    this.key = key;
  }

  static Issuer start() throws IOException, JOSEException {
    RSAKey key =
        new RSAKeyGenerator(2048)
            .keyID(KEY)
            .algorithm(JWSAlgorithm.RS256)
            .keyUse(KeyUse.SIGNATURE)
            .generate();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Issuer issuer = new Issuer(server, key);
    issuer.serve(
        "/.well-known/openid-configuration",
        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/jwks\"}".formatted(issuer.url(), issuer.url()));
    issuer.serve("/jwks", new JWKSet(key.toPublicJWK()).toString());
    server.start();
    return issuer;
  }

  private void serve(String path, String body) {
    server.createContext(
        path,
        exchange -> {
          byte[] octets = body.getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, octets.length);
          exchange.getResponseBody().write(octets);
          exchange.close();
        });
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A token for a user. */
  char[] token(String user, Instant expiry) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY).build(),
            new JWTClaimsSet.Builder()
                .issuer(url())
                .subject(user)
                .audience("broker")
                .claim("azp", "client")
                .claim("roles", List.of("all"))
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(expiry))
                .build());
    token.sign(new RSASSASigner(key));
    return token.serialize().toCharArray();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
