// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.security;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.server.SimpleKdcServer;
import org.apache.kerby.kerberos.kerb.type.ticket.TgtTicket;

/**
 * A Kerberos realm with a key distribution centre in the JVM of the tests. Confined to the test's
 * thread.
 */
final class Realm implements AutoCloseable {

  static final String NAME = "EXAMPLE.COM";
  static final String CLIENT = "client@" + NAME;
  static final String BROKER = "amqp/localhost@" + NAME;

  /** What the JDK reads, once, when it first needs Kerberos. */
  private static final String JDK_PROPERTY = "java.security.krb5.conf";

  private final SimpleKdcServer centre = createCentre();
  private final Path directory;

  private Realm(Path directory) {
    this.directory = directory;
  }

  private static SimpleKdcServer createCentre() {
    try {
      return new SimpleKdcServer();
    } catch (KrbException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts the realm, with a client and a broker in it, and makes it the JDK's. */
  static Realm start(Path directory) throws Exception {
    Realm realm = new Realm(directory);
    int port = freePort();
    realm.centre.setWorkDir(directory.toFile());
    realm.centre.setKdcRealm(NAME);
    realm.centre.setKdcHost("127.0.0.1");
    realm.centre.setKdcTcpPort(port);
    realm.centre.setAllowUdp(false);
    realm.centre.init();
    realm.centre.start();
    for (String principal : new String[] {CLIENT, BROKER}) {
      realm.centre.createPrincipal(principal, password(principal));
      realm.centre.exportPrincipal(principal, realm.keytab().toFile());
    }
    Path configuration = directory.resolve("jdk-krb5.conf");
    Files.writeString(
        configuration,
        """
        [libdefaults]
         default_realm = %s
         udp_preference_limit = 1
         dns_lookup_kdc = false
         dns_lookup_realm = false
         rdns = false
         kdc_timeout = 2000
         max_retries = 1
        [realms]
         %s = {
          kdc = 127.0.0.1:%d
         }
        """
            .formatted(NAME, NAME, port));
    System.setProperty(JDK_PROPERTY, configuration.toString());
    return realm;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  static String password(String principal) {
    return "password of " + principal;
  }

  /** The keys of the client and the broker. */
  Path keytab() {
    return directory.resolve("test.keytab");
  }

  /** Options of the JDK's login module with a key. */
  Map<String, String> withKey(String principal, boolean initiator) {
    return Map.of(
        "refreshKrb5Config", "true",
        "useKeyTab", "true",
        "storeKey", "true",
        "doNotPrompt", "true",
        "isInitiator", String.valueOf(initiator),
        "keyTab", keytab().toString(),
        "principal", principal);
  }

  /** What {@code kinit} does: puts the client's ticket into a cache. */
  void kinit(Path cache) throws Exception {
    TgtTicket ticket = centre.getKrbClient().requestTgt(CLIENT, password(CLIENT));
    centre.getKrbClient().storeTicket(ticket, cache.toFile());
  }

  @Override
  public void close() {
    System.clearProperty(JDK_PROPERTY);
    try {
      centre.stop();
    } catch (KrbException e) {
      throw new IllegalStateException(e);
    }
  }
}
